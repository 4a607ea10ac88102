class Refused(Exception):
    """A rule says no. The message (Swedish) says what was wrong, where, and what to do; nothing has been saved."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    """The actor may not do this."""
