"""The dialogue of a frame as a page needs it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch

from allocation.models import Frame
from dialogue.models import Deadline, Response, Wish


def deadline(frame: Frame) -> datetime | None:
    return deadlines([frame]).get(frame.pk)


def deadlines(frames: Iterable[Frame]) -> dict[int, datetime]:
    """Frame id -> the last minute to answer, as last set."""
    rows = Deadline.objects.filter(frame__in=[frame.pk for frame in frames]).order_by("pk")
    return dict(rows.values_list("frame_id", "at"))


def answers(frame: Frame) -> dict[str, Response]:
    """Kommunkod -> its newest submitted svar, with wishes and replies."""
    return answers_of([frame])[frame.pk]


def answers_of(frames: Iterable[Frame]) -> dict[int, dict[str, Response]]:
    """Frame id -> its answers: three queries, for one process or for all three."""
    wishes = Prefetch("wishes", Wish.objects.select_related("target_group"))
    rows = Response.objects.filter(frame__in=[frame.pk for frame in frames]).newest_submitted()
    found: dict[int, dict[str, Response]] = defaultdict(dict)
    for response in rows.prefetch_related(wishes, "replies"):
        found[response.frame_id][response.municipality_id] = response
    return found
