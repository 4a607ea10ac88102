"""Checks a result without what computed it."""

from allocation.engine.certificate.check import check

__all__ = ["check"]
