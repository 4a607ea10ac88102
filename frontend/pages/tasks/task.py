"""One thing to do, with its last day; and what every role's tasks have in common."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from allocation.models import Frame, Preparation, Round
from allocation.processes import Process
from frontend.formatting import day, moment

DISTANT = date.max


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    text: str = ""
    status: str = ""
    status_label: str = ""
    due: datetime | date | None = None

    @property
    def due_day(self) -> date:
        if self.due is None:
            return DISTANT
        return timezone.localtime(self.due).date() if isinstance(self.due, datetime) else self.due

    @property
    def due_text(self) -> str:
        if self.due is None:
            return ""
        written = moment(self.due) if isinstance(self.due, datetime) else day(self.due)
        if is_past(self.due) if isinstance(self.due, datetime) else self.due < timezone.localdate():
            return _("gick ut %(when)s") % {"when": written}
        return _("senast %(when)s") % {"when": written}


def open_frames(county_code: str) -> list[Frame]:
    """What is still worked on in the län, of every year and process."""
    frames = Frame.objects.open().filter(county=county_code).with_state().select_related("round", "county")
    order = list(Process.values)
    return sorted(frames, key=lambda frame: (frame.round.year, order.index(frame.round.process)))


def in_sentence(round: Round) -> str:
    return str(round).lower()


def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment < timezone.now()


def prepared_by(preparation: Preparation) -> str:
    return _("Föredragande: %(name)s. Diarienummer %(number)s.") % {
        "name": preparation.actor_name,
        "number": preparation.diarienummer,
    }
