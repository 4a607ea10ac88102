"""Pure numbers: no Django, no I/O. Floats are a filter: what they cannot prove is settled in integers."""
