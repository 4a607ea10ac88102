"""Planning a round, and what it must sum to."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.amounts import show
from allocation.errors import Refused
from allocation.models import SEALED, Consultation, CountyTotal, Frame, Position, Round, TargetGroup, Totals
from allocation.processes import RULES_VERSION, Process, rules_for
from allocation.services.ledger import lock
from allocation.services.record import record
from municipalities.models import County, Municipality

EVERYBODY = (("samtliga", "Samtliga"),)


@transaction.atomic
def plan_round(
    *,
    actor: Actor,
    process: str,
    year: int,
    in_force_from: date,
    revision: int = 0,
    target_groups: Sequence[tuple[str, str]] = EVERYBODY,
    decimals: int | None = None,
    decide_by: date | None = None,
    remark: str = "",
    synthetic: bool = False,
) -> Round:
    """A round with its 21 frames, and a position of 0 for each kommun and target group."""
    require(actor, "allocation.manage_round")
    rules = rules_for(process)
    require_target_groups([code for code, _name in target_groups])
    if revision:
        require_first_decision(process, year, revision - 1, before=in_force_from)
    round, new = Round.objects.get_or_create(
        process=process,
        year=year,
        revision=revision,
        defaults={
            "decimals": rules.decimals if decimals is None else decimals,
            "rules_version": RULES_VERSION,
            "in_force_from": in_force_from,
            "decide_by": decide_by,
            "remark": remark,
            "synthetic": synthetic,
            "adjustment_allowed": rules.adjustment_allowed,
        },
    )
    if not new:
        raise Refused(
            _("Omgången finns redan: %(process)s %(year)s, revidering %(revision)s.")
            % {"process": Process(process).label, "year": year, "revision": revision}
        )
    groups = TargetGroup.objects.bulk_create(
        TargetGroup(round=round, code=code, name=name, position=i) for i, (code, name) in enumerate(target_groups)
    )
    open_frames(round, groups)
    record(
        actor,
        "round_planned",
        round,
        process=process,
        year=year,
        revision=revision,
        in_force_from=in_force_from.isoformat(),
        target_groups=[code for code, _name in target_groups],
        rules_version=RULES_VERSION,
    )
    if rules.statutory_total is not None:  # 1000 ‰ needs no legal act of its own
        national = rules.statutory_total * 10**round.decimals
        set_totals(
            actor=actor, round=round, national=national, counties=None, statutory=True, legal_basis=_("1000 promille")
        )
    return round


def require_target_groups(codes: list[str]) -> None:
    if not codes:
        raise Refused(_("En omgång har minst en målgrupp."))
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise Refused(_("Målgruppen finns två gånger: %(codes)s.") % {"codes": ", ".join(twice)})


def require_first_decision(process: str, year: int, revision: int, *, before: date) -> None:
    """A revidering follows a round that some län has decided, and enters into force on a later day.

    Before the first decision a new version of the proposal will do. After it nothing else will: as in 2024, when new
    länstal came while the 21 länsstyrelser were at different paces. The rest may still decide the earlier round.
    """
    earlier = Round.objects.filter(process=process, year=year, revision=revision).first()
    if earlier is None:
        raise Refused(_("Det finns ingen omgång att revidera. Planera årets första omgång."))
    if not Frame.objects.filter(round=earlier).sealed().exists():
        raise Refused(
            _("%(round)s är inte beslutad i något län. Lämna ett nytt förslag inom omgången i stället.")
            % {"round": earlier}
        )
    if before <= earlier.in_force_from:
        raise Refused(
            _("En revidering gäller från en senare dag än den omgång den ersätter (%(date)s).")
            % {"date": earlier.in_force_from.isoformat()}
        )


def open_frames(round: Round, groups: list[TargetGroup]) -> None:
    counties = list(County.objects.order_by("code"))
    if not counties:
        raise Refused(_("Län och kommuner är inte inlästa. Kör manage.py load_reference."))
    Frame.objects.bulk_create(Frame(round=round, county=county) for county in counties)
    frames = {f.county_id: f for f in Frame.objects.filter(round=round)}
    Position.objects.bulk_create(
        Position(frame=frames[m.county_id], municipality=m, target_group=group)
        for m in Municipality.objects.order_by("code")
        for group in groups
    )


@transaction.atomic
def set_totals(
    *,
    actor: Actor,
    round: Round,
    national: int,
    counties: dict[str, int] | None,
    statutory: bool,
    legal_basis: str = "",
    remark: str = "",
) -> Totals:
    """The nation's quantity and, for kommuntal, the länstal. Preliminary ones may be replaced within the round."""
    require(actor, "allocation.manage_round")
    rules = round.rules
    if statutory and not legal_basis.strip():
        raise Refused(_("Ange rättsakten (SFS-nummer) för ett beslutat tal, eller markera talet som preliminärt."))
    if min([national, *(counties or {}).values()]) < 0:
        raise Refused(_("Ett tal kan inte vara under noll."))
    if rules.has_county_totals:
        require_whole_vector(round, national, counties)
    elif counties:
        raise Refused(_("Länstal finns bara för kommuntal; här är länets tal dess summa i förslaget."))
    if rules.statutory_total is not None and national != rules.statutory_total * 10**round.decimals:
        raise Refused(_("Summan är alltid %(total)s promille.") % {"total": rules.statutory_total})
    frames = lock(Frame.objects.filter(round=round))  # no län is decided while what it must sum to is replaced
    if any(frame.state in SEALED for frame in frames.values()):
        raise Refused(_("Minst ett län är redan beslutat. Nya tal kräver en revidering."))
    event = record(
        actor,
        "totals_set",
        round,
        national=national,
        counties=counties or {},
        statutory=statutory,
        legal_basis=legal_basis,
        remark=remark,
    )
    totals = Totals.objects.create(
        round=round,
        national=national,
        statutory=statutory,
        legal_basis=legal_basis,
        remark=remark,
        at=event.at,
        event_number=event.number,
    )
    CountyTotal.objects.bulk_create(
        CountyTotal(totals=totals, county_id=code, amount=amount) for code, amount in sorted((counties or {}).items())
    )
    return totals


def require_whole_vector(round: Round, national: int, counties: dict[str, int] | None) -> None:
    """Kommuntal: every län has its länstal, and they sum to the total (docs/policy/forordning-2016-40.md 2 §)."""
    wanted = set(Frame.objects.filter(round=round).values_list("county_id", flat=True))
    if missing := sorted(wanted - set(counties or {})):
        raise Refused(_("Länstal saknas för län %(codes)s.") % {"codes": ", ".join(missing)})
    if unknown := sorted(set(counties or {}) - wanted):
        raise Refused(_("Okänt län: %(codes)s.") % {"codes": ", ".join(unknown)})
    if (total := sum((counties or {}).values())) != national:
        raise Refused(
            _("Länstalen summerar till %(sum)s men riket till %(national)s, en skillnad på %(difference)s.")
            % {
                "sum": show(total, round.decimals),
                "national": show(national, round.decimals),
                "difference": show(total - national, round.decimals, signed=True),
            }
        )


@transaction.atomic
def record_consultation(
    *, actor: Actor, round: Round, held_on: date, participants: str, outcome: str, memo: str = ""
) -> Consultation:
    """Samråd about the proposal, as kept with the round."""
    require(actor, "allocation.manage_round")
    event = record(actor, "consultation_recorded", round, held_on=held_on.isoformat(), text=outcome)
    return Consultation.objects.create(
        round=round,
        held_on=held_on,
        participants=participants,
        outcome=outcome,
        memo=memo,
        event_number=event.number,
    )


@transaction.atomic
def close_round(*, actor: Actor, round: Round, on: date) -> None:
    """The year is over. The numbers stay as they are."""
    require(actor, "allocation.manage_round")
    if not Round.objects.sealed().filter(pk=round.pk).exists():
        raise Refused(_("Omgången kan stängas först när alla län är beslutade."))
    round.closed_on = on
    round.save(update_fields=["closed_on"])
    record(actor, "round_closed", round, on=on.isoformat())
