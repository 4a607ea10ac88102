"""Pure numbers: no Django, no I/O, no floats."""
