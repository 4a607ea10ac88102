"""Arrivals of unaccompanied children in sequence, and years of them simulated. The standing: `fulfilment.py`."""
