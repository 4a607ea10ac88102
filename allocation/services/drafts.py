"""Utkastet: numbers tried out together, undone and done again, and in the end proposed as omfördelningar.

Two officers at once: a step is a change, not a number, so steps by both are kept. Whoever writes a number says which
number was on the screen; if somebody else has changed it since, nothing is overwritten and the refusal says who did.
The version of a draft only grows, also when it has been proposed: nobody proposes steps that they have not seen.
"""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.amounts import quoted, show
from allocation.engine.clearing.legs import transfers
from allocation.errors import Refused
from allocation.models import Draft, Frame, TargetGroup, Transfer
from allocation.models.drafts import Step
from allocation.services.ledger import lock
from allocation.services.transfers import propose_transfer
from allocation.transitions import TALKING

MOST_STEPS = 500  # the oldest are folded into one: undo need not reach further back


def draft_of(frame: Frame, target_group: TargetGroup) -> Draft:
    """The draft as it stands; an unsaved empty one where nobody has begun."""
    found = Draft.objects.filter(frame=frame, target_group=target_group).first()
    return found or Draft(frame=frame, target_group=target_group)


def write_numbers(
    *, actor: Actor, frame: Frame, target_group: TargetGroup, numbers: Mapping[str, tuple[int, int]]
) -> Draft:
    """`numbers`: kommunkod → (the number that was on the screen, the number written). One step.

    Raises Refused where somebody else has changed a number since, where one is no kommun of the län, or lies outside
    0 … the län's sum; nothing is saved then.
    """

    def write(draft: Draft, current: Mapping[str, int]) -> None:
        total = sum(current.values()) - sum(draft.legs.values())
        if unknown := [code for code in numbers if code not in current]:
            raise Refused(_("Okänd kommun i länet: %(codes)s.") % {"codes": quoted(", ".join(unknown))})
        if stale := [code for code, (seen, _number) in numbers.items() if current[code] != seen]:
            raise Refused(" ".join(_conflict(draft, frame, code, current[code], numbers[code][1]) for code in stale))
        legs = {}
        for code, (seen, number) in numbers.items():
            if not 0 <= number <= total:
                raise Refused(
                    _("%(kommun)s: %(number)s går inte. Talet ska vara från 0 till länets summa, %(total)s.")
                    % {
                        "kommun": _name(frame, code),
                        "number": show(number, frame.round.decimals),
                        "total": show(total, frame.round.decimals),
                    }
                )
            if number != seen:
                legs[code] = number - seen
        if legs:
            _append(draft, actor, legs)

    return _change(actor, frame, target_group, write)


def undo(*, actor: Actor, frame: Frame, target_group: TargetGroup, version: int) -> Draft:
    """Takes back the newest step, whoever did it; `version` is the one on the screen."""

    def back(draft: Draft, current: Mapping[str, int]) -> None:
        _require_version(draft, version)
        if draft.last is None:
            raise Refused(_("Det finns inget att ångra i utkastet."))
        _require_possible(frame, current, {code: -change for code, change in draft.last["legs"].items()})
        draft.done -= 1

    return _change(actor, frame, target_group, back)


def redo(*, actor: Actor, frame: Frame, target_group: TargetGroup, version: int) -> Draft:
    def again(draft: Draft, current: Mapping[str, int]) -> None:
        _require_version(draft, version)
        if draft.next is None:
            raise Refused(_("Det finns inget att göra om i utkastet."))
        _require_possible(frame, current, draft.next["legs"])
        draft.done += 1

    return _change(actor, frame, target_group, again)


def clear_draft(*, actor: Actor, frame: Frame, target_group: TargetGroup, version: int) -> Draft:
    """Back to the numbers as they stand, as a step that can be undone."""

    def empty(draft: Draft, current: Mapping[str, int]) -> None:
        _require_version(draft, version)
        if draft.legs:
            _append(draft, actor, {code: -change for code, change in draft.legs.items()})

    return _change(actor, frame, target_group, empty)


@transaction.atomic
def propose_draft(
    *,
    actor: Actor,
    frame: Frame,
    target_group: TargetGroup,
    version: int,
    form: str,
    reason: str,
    text: str,
    carry_over: bool = False,
) -> list[Transfer]:
    """The draft as proposed omfördelningar, few and small; then it is empty, and its version one higher."""
    require(actor, "allocation.draft", frame)
    frame = lock([frame])[frame.pk]
    draft = draft_of(frame, target_group)
    _require_version(draft, version)
    if not draft.legs:
        raise Refused(_("Utkastet ändrar inget tal."))
    if over := sum(draft.legs.values()):
        raise _unbalanced(frame, over)
    proposed = [
        propose_transfer(
            actor=actor,
            frame=frame,
            target_group=target_group,
            legs=legs,
            form=form,
            reason=reason,
            text=text,
            carry_over=carry_over,
        )
        for legs in transfers(draft.legs)
    ]
    draft.steps, draft.done, draft.version = [], 0, draft.version + 1
    draft.save()
    return proposed


def _change(
    actor: Actor, frame: Frame, target_group: TargetGroup, act: Callable[[Draft, Mapping[str, int]], None]
) -> Draft:
    """One change at a time in a frame: the lock makes the second officer wait, and then see what the first did."""
    require(actor, "allocation.draft", frame)
    with transaction.atomic():
        frame = lock([frame])[frame.pk]
        if frame.state not in TALKING or not frame.has_dialogue:
            raise Refused(_("Talen ligger fast eller har inte kommit: %(frame)s.") % {"frame": frame})
        draft = draft_of(frame, target_group)
        before = draft.version, draft.done, len(draft.steps)
        act(draft, drafted_numbers(draft))
        if (draft.version, draft.done, len(draft.steps)) != before:
            draft.version += 1
            draft.save()
    return draft


def drafted_numbers(draft: Draft) -> dict[str, int]:
    """Kommunkod → the number as it stands, with the draft's change."""
    legs = draft.legs
    rows = draft.frame.positions.filter(target_group=draft.target_group).values_list("municipality_id", "amount")
    return {code: amount + legs.get(code, 0) for code, amount in rows}


def by_whom(step: Step) -> str:
    return step["by"] or _("flera")


def _append(draft: Draft, actor: Actor, legs: dict[str, int]) -> None:
    step: Step = {"legs": legs, "by": actor.name, "at": timezone.now().isoformat(timespec="seconds")}
    draft.steps = [*draft.steps[: draft.done], step]
    if len(draft.steps) > MOST_STEPS:
        oldest, newer = draft.steps[:2], draft.steps[2:]
        both = {code: sum(each["legs"].get(code, 0) for each in oldest) for each in oldest for code in each["legs"]}
        persons = {each["by"] for each in oldest}
        folded: Step = {"legs": both, "by": persons.pop() if len(persons) == 1 else "", "at": oldest[-1]["at"]}
        draft.steps = [folded, *newer]
    draft.done = len(draft.steps)


def _require_version(draft: Draft, version: int) -> None:
    if draft.version != version:
        who = by_whom(draft.last) if draft.last else _("någon annan")
        raise Refused(
            _("Utkastet har ändrats av %(who)s sedan du såg det. Läs det som det är nu. Ingenting har ändrats.")
            % {"who": who}
        )


def _require_possible(frame: Frame, current: Mapping[str, int], legs: Mapping[str, int]) -> None:
    for code, change in legs.items():
        if current.get(code, 0) + change < 0:
            raise Refused(_("%(kommun)s skulle få ett tal under noll.") % {"kommun": _name(frame, code)})


def _unbalanced(frame: Frame, over: int) -> Refused:
    words = (
        _("Summan stämmer inte med länets tal: %(n)s för mycket.")
        if over > 0
        else _("Summan stämmer inte med länets tal: %(n)s fattas.")
    )
    unit = "\u00a0‰" if frame.round.rules.unit == "promille" else ""
    return Refused(words % {"n": show(abs(over), frame.round.decimals) + unit})


def _conflict(draft: Draft, frame: Frame, code: str, current: int, written: int) -> str:
    steps = reversed(draft.steps[: draft.done])
    decimals = frame.round.decimals
    return _("%(kommun)s har ändrats till %(current)s av %(who)s medan du skrev. Ditt %(written)s är inte sparat.") % {
        "kommun": _name(frame, code),
        "current": show(current, decimals),
        "who": next((by_whom(step) for step in steps if code in step["legs"]), _("någon annan")),
        "written": show(written, decimals),
    }


def _name(frame: Frame, code: str) -> str:
    return str(frame.county.municipalities.get(code=code).name)
