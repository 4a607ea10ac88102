"""What is refused, in words that a handläggare can act on."""

from journal.errors import NotAllowed, Refused

__all__ = ["NotAllowed", "Refused"]
