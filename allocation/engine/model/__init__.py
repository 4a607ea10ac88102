"""What is known, weighed and shared out; many scenarios at once; other countries' models: the parts of `formula.py`."""
