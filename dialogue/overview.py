"""The dialogue of a frame as a page needs it."""

from datetime import datetime

from allocation.models import Frame
from dialogue.models import Deadline, Response


def deadline(frame: Frame) -> datetime | None:
    return Deadline.objects.filter(frame=frame).order_by("-pk").values_list("at", flat=True).first()


def answers(frame: Frame) -> dict[str, Response]:
    """Kommunkod -> its newest submitted svar, with wishes and replies."""
    rows = Response.objects.filter(frame=frame).newest_submitted()
    return {r.municipality_id: r for r in rows.prefetch_related("wishes__target_group", "replies")}
