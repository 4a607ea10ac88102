"""The quantities of a number and what would have changed it by one: the parts of `explanation.py`."""
