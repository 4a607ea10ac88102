import sys
import time


class Tally:
    """Prints each check, and counts."""

    def __init__(self) -> None:
        self.passed = self.failed = 0
        self.began = time.monotonic()

    def heading(self, text: str) -> None:
        self._print(f"\n{text}")

    def check(self, text: str, holds: bool, found: object = "") -> None:
        if holds:
            self.passed += 1
            self._print(f"  ✓ {text}")
        else:
            self.failed += 1
            self._print(f"  ✗ {text}" + (f": {found}" if found != "" else ""))

    def equal(self, text: str, found: object, wanted: object) -> None:
        self.check(f"{text}: {wanted}", found == wanted, found)

    def close(self) -> int:
        self._print(f"\nTid: {time.monotonic() - self.began:.0f} s")
        self._print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0

    @staticmethod
    def _print(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
