"""What the authorities post on their own: länsstyrelsens avsteg, its återföring, and the change for barnets bästa."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.permissions import require
from allocation.amounts import show
from allocation.errors import Refused
from allocation.models import Form, Frame, FrameState, Kind, Position, Reason, TargetGroup, Totals, Transaction
from allocation.services.ledger import Posting, lock, negated, post, require_motivering
from allocation.services.transfers import require_known, require_reversible
from municipalities.models import Municipality


@transaction.atomic
def post_adjustment(
    *,
    actor: Actor,
    frame: Frame,
    target_group: TargetGroup,
    legs: dict[str, int],
    form: str,
    reason: str,
    text: str,
) -> Transaction:
    """Länsstyrelsens avsteg: its own decision, which needs no kommun's approval but a motivering (report 4.3.1)."""
    require(actor, "allocation.post_adjustment", frame)
    frame = lock([frame])[frame.pk]
    if not frame.round.adjustment_allowed:
        raise Refused(_("I den här processen ändras ett tal bara genom omfördelning som kommunerna godkänner."))
    if frame.state == FrameState.PLANNED:
        raise Refused(_("Förslaget har inte kommit än."))
    require_motivering(form, reason, text)
    legs = {code: amount for code, amount in legs.items() if amount}
    require_known(frame, legs)
    posting = Posting(frame, target_group, Kind.ADJUSTMENT, legs, form=form, reason=reason, text=text)
    post([posting], actor=actor, kind="adjustment_posted", subject=frame, text=text)
    return Transaction.objects.get(pk=posting.id)


@transaction.atomic
def reverse_adjustment(*, actor: Actor, transaction: Transaction, text: str) -> Transaction:
    """Undo of an avsteg: a reversal that names it, once. Refused in words if the persons have moved on."""
    frame = lock([transaction.frame])[transaction.frame_id]
    require(actor, "allocation.post_adjustment", frame)
    require_reversible(transaction, Kind.ADJUSTMENT)
    require_motivering(Form.OWN, Reason.OTHER, text)
    posting = Posting(
        frame,
        transaction.target_group,
        Kind.REVERSAL,
        negated(transaction),
        form=Form.OWN,
        reason=Reason.OTHER,
        text=text,
        reverses=transaction,
    )
    post([posting], actor=actor, kind="adjustment_reversed", subject=frame, text=text)
    return Transaction.objects.get(pk=posting.id)


@transaction.atomic
def correct_number(
    *,
    actor: Actor,
    frame: Frame,
    municipality: Municipality,
    target_group: TargetGroup,
    amount: int,
    legal_basis: str,
    text: str,
) -> Transaction:
    """A single kommun's fördelningstal becomes `amount`, for barnets bästa (docs/policy/forordning-2022-1008.md 4 §).

    The one posting that does not balance; the cap is checked instead.
    """
    require(actor, "allocation.correct_number", frame)
    frames = lock(Frame.objects.filter(round=frame.round_id))  # the cap is the nation's
    frame = frames[frame.pk]
    if not frame.round.rules.correction_allowed:
        raise Refused(_("Bara ett fördelningstal kan ändras för barnets bästa."))
    if not text.strip() or not legal_basis.strip():
        raise Refused(_("Ange rättslig grund och motivering."))
    if amount < 0:
        raise Refused(_("Talet kan inte vara under noll."))
    if frame.state == FrameState.PLANNED:
        raise Refused(_("Förslaget har inte kommit än."))
    position = Position.objects.filter(frame=frame, municipality=municipality, target_group=target_group).first()
    if position is None:
        raise Refused(_("Kommunen eller målgruppen hör inte till länets omgång."))
    if amount == position.amount:
        raise Refused(_("Talet är redan %(n)s.") % {"n": show(amount, frame.round.decimals)})
    require_under_cap(frame, amount - position.amount)
    posting = Posting(
        frame,
        target_group,
        Kind.CORRECTION,
        {municipality.code: amount - position.amount},
        form=Form.OWN,
        reason=Reason.BEST_OF_CHILD,
        text=text,
        legal_basis=legal_basis,
    )
    post([posting], actor=actor, kind="number_corrected", subject=frame, text=text, legal_basis=legal_basis)
    return Transaction.objects.get(pk=posting.id)


def require_under_cap(frame: Frame, change: int) -> None:
    totals = Totals.objects.filter(round=frame.round_id).order_by("-pk").first()
    total = sum(Position.objects.of_round(frame.round).values_list("amount", flat=True)) + change
    if totals and total > totals.national:
        raise Refused(
            _("Summan för riket skulle bli %(sum)s, över taket %(cap)s.")
            % {"sum": show(total, frame.round.decimals), "cap": show(totals.national, frame.round.decimals)}
        )
