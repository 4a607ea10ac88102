"""Pure numbers: no Django, no I/O, and no float that decides anything."""
