"""The preview of a clearing: every number and word that its page shows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from allocation.amounts import show
from allocation.engine.certificate import check
from allocation.engine.clearing.wishes import Position
from allocation.engine.redistribution import Outcome
from allocation.models import Frame, TargetGroup
from allocation.services.clearing import Found, Stance, find_clearing
from dialogue.wishes import stances_of
from frontend.pages.county.clearing.words import READY, STATUSES, headline, reason_in_words, wish_in_words
from municipalities.models import Municipality

GATHERED = 0.5  # of the län's sum in one kommun: assumed; the report warns of it without a number (4.3.2)


@dataclass(frozen=True)
class WishRow:
    municipality: Municipality
    group: TargetGroup
    now: int
    after: int
    wish: str
    status: str  # the key of its look
    hindrance: str

    @property
    def change(self) -> int:
        return self.after - self.now


@dataclass(frozen=True)
class Side:
    municipality: Municipality
    before: int
    change: int

    @property
    def after(self) -> int:
        return self.before + self.change


@dataclass(frozen=True)
class Suggestion:
    """One omfördelning that the clearing gave; `index` is its place there."""

    index: int
    group: TargetGroup
    sides: list[Side]

    @property
    def title(self) -> str:
        """Norrköping → Linköping, Mjölby"""
        givers = ", ".join(side.municipality.name for side in self.sides if side.change < 0)
        receivers = ", ".join(side.municipality.name for side in self.sides if side.change > 0)
        return f"{givers} → {receivers}"

    @property
    def moved(self) -> int:
        return sum(side.change for side in self.sides if side.change > 0)


@dataclass(frozen=True)
class Preview:
    frame: Frame
    found: Found
    municipalities: Mapping[str, Municipality]
    locked: frozenset[str]

    @property
    def decimals(self) -> int:
        return self.frame.round.decimals

    @property
    def has_groups(self) -> bool:
        """Several target groups, so that each row says which."""
        return len(self.found.pools) > 1

    @cached_property
    def names(self) -> dict[str, str]:
        return {code: municipality.name for code, municipality in self.municipalities.items()}

    @cached_property
    def positions(self) -> dict[tuple[str, str], Position]:
        return {(pool.name, each.code): each for pool in self.found.clearing.pools for each in pool.positions}

    @cached_property
    def wishes(self) -> list[WishRow]:
        """Those who ask for another number, and those who would accept one."""
        asking = {(outcome.pool, outcome.code): outcome for outcome in self.found.clearing.outcomes}
        wishing = [key for key, position in self.positions.items() if position.wish is not None]
        rows = [self._wish_row(key, asking.get(key)) for key in wishing]
        return sorted(rows, key=lambda row: (row.group.position, row.municipality.sort_key))

    def _wish_row(self, key: tuple[str, str], outcome: Outcome | None) -> WishRow:
        position, (pool, code) = self.positions[key], key
        assert position.wish is not None
        return WishRow(
            municipality=self.municipalities[code],
            group=self.found.pools[pool][1],
            now=position.now,
            after=self.found.clearing.numbers[pool][code],
            wish=wish_in_words(position.wish, position.now, self.decimals),
            status=STATUSES[outcome.status] if outcome else READY,
            hindrance=self._hindrance(outcome, position) if outcome else "",
        )

    def _hindrance(self, outcome: Outcome, position: Position) -> str:
        if outcome.blame is None:
            return ""
        _least, most = position.content(position.now) or (0, 0)
        return reason_in_words(outcome.blame, most < position.now, self.names)

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        return [
            Suggestion(
                index,
                self.found.pools[transfer.pool][1],
                [
                    Side(self.municipalities[code], self.positions[transfer.pool, code].now, change)
                    for code, change in transfer.legs.items()
                ],
            )
            for index, transfer in enumerate(self.found.clearing.transfers)
        ]

    @cached_property
    def headline(self) -> str:
        statuses = [row.status for row in self.wishes if row.status != READY]
        return headline(statuses.count("whole"), statuses.count("part"), len(statuses))

    @property
    def lead(self) -> str:
        if not self.wishes:
            return _(
                "Ingen kommun har i sitt svar bett om ett annat tal. När någon gör det kan ett förslag beräknas här."
            )
        if not self.suggestions:
            return _("Ingen omfördelning kan göras mellan dem som har önskat. Här står vad som hindrar.")
        count = len(self.suggestions)
        return ngettext(
            "%(n)s omfördelning: %(kommuner)s kommuner får ett annat tal, %(moved)s omfördelas.",
            "%(n)s omfördelningar: %(kommuner)s kommuner får ett annat tal, %(moved)s omfördelas.",
            count,
        ) % {
            "n": count,
            "kommuner": len({side.municipality for each in self.suggestions for side in each.sides}),
            "moved": self.written(sum(each.moved for each in self.suggestions)),
        }

    def written(self, units: int) -> str:
        return f"{show(units, self.decimals)} {self.frame.round.unit_label}"

    @cached_property
    def faults(self) -> list[str]:
        """What the checker, which does not know the solver, has to object: nothing, or the preview may not be taken."""
        return check(self.found.clearing.certificate, proven=self.found.clearing.proven)

    @property
    def assurances(self) -> list[str]:
        """The certificate in plain words."""
        clearing = self.found.clearing
        if self.faults:
            return []
        said = [
            _("Länets summa är oförändrad, i varje målgrupp."),
            _("Ingen kommun som inte har bett om det får ett annat tal, och inget tal går förbi det som har skrivits."),
        ]
        if clearing.proven:
            said.append(
                _(
                    "Inget annat förslag möter mer av önskemålen; och av dem som möter lika mycket delar inget "
                    "annat bristen jämnare eller ligger närmare förslaget. Det är bevisat och prövat på nytt av en "
                    "fristående kontroll."
                )
            )
        else:
            said.append(_("Ett bättre förslag kan finnas: beräkningen hann inte pröva alla fall."))
        if clearing.by_order:
            kommuner = sorted({self.names[code] for _pool, code in clearing.by_order})
            said.append(
                _("Flera förslag är lika bra. Mellan dem har kommunkoden avgjort, bland annat för %(kommuner)s.")
                % {"kommuner": ", ".join(kommuner)}
            )
        return said

    @property
    def warnings(self) -> list[str]:
        return [*self._gathered(), *self._at_zero(), *self._deficit()]

    def _after(self) -> dict[str, int]:
        """Kommunkod → its number if all is taken, target groups together."""
        after: dict[str, int] = {}
        for numbers in self.found.clearing.numbers.values():
            for code, number in numbers.items():
                after[code] = after.get(code, 0) + number
        return after

    def _moved(self) -> dict[str, int]:
        moved: dict[str, int] = {}
        for (_pool, code), change in self.found.clearing.changes.items():
            moved[code] = moved.get(code, 0) + change
        return moved

    def _gathered(self) -> list[str]:
        after, moved = self._after(), self._moved()
        total = sum(after.values())
        return [
            _("%(kommun)s skulle ha mer än hälften av länets tal.") % {"kommun": self.names[code]}
            for code, number in after.items()
            if moved[code] > 0 and number > GATHERED * total
        ]

    def _at_zero(self) -> list[str]:
        moved = self._moved()
        emptied = [self.names[code] for code, number in self._after().items() if number == 0 and moved[code]]
        return [_("Får talet noll: %(kommuner)s.") % {"kommuner": ", ".join(sorted(emptied))}] if emptied else []

    def _deficit(self) -> list[str]:
        """The current share applies to all anvisningar since 2016 (docs/policy/lma-1994-137.md 3 §)."""
        receivers = [self.names[code] for code, change in self._moved().items() if change > 0]
        if self.frame.round.process != "andelstal" or not receivers:
            return []
        words = _(
            "Ett högre andelstal gäller genast alla anvisningar sedan 2016. Mottagande kommun får därför ett "
            "underskott på en gång, och fler barn på måluppfyllelse tills det är borta: %(kommuner)s."
        )
        return [words % {"kommuner": ", ".join(sorted(receivers))}]

    @property
    def digest(self) -> str:
        """Of all that went in and came out: what is taken is exactly what was seen."""
        canonical = json.dumps(self.found.clearing.certificate, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def preview(actor: Actor, frame: Frame, locked: Sequence[str]) -> Preview:
    """The wishes of the dialogue cleared now, with these kommuner locked. Saves nothing."""
    municipalities = {each.code: each for each in Municipality.objects.in_county(frame.county_id)}
    held = frozenset(code for code in locked if code in municipalities)
    stances = {
        cell: replace(stance, locked=True) if cell[2] in held else stance
        for cell, stance in stances_of([frame]).items()
    }
    for code in held:
        for group in frame.round.target_groups.all():
            stances.setdefault((frame.pk, group.code, code), Stance(locked=True))
    return Preview(frame, find_clearing(actor=actor, frames=[frame], stances=stances), municipalities, held)
