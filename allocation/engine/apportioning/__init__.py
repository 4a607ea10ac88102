"""How a whole number is shared out in whole numbers: the parts of `apportionment.py`."""
