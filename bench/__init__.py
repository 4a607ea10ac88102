"""Ours beside what else there is: the same inputs, the same run, and only right answers count. `make bench`."""
