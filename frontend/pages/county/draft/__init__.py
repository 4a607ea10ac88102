"""Utkastet: the table in which numbers are tried out before anything is proposed."""
