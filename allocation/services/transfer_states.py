"""The life of an omfördelning, as a table."""

from django.utils.translation import gettext as _

from allocation.errors import Refused
from allocation.models import Transfer, TransferState, TransferStatus
from journal.models import Event

S = TransferState

MAY_FOLLOW: dict[TransferState, frozenset[TransferState]] = {
    S.PROPOSED: frozenset({S.PROPOSED, S.APPROVED, S.AGREED, S.REFUSED, S.WITHDRAWN, S.LAPSED}),
    S.APPROVED: frozenset({S.PROPOSED, S.AGREED, S.REFUSED, S.WITHDRAWN, S.LAPSED}),
    # A new version of the proposal takes an agreement back to proposed, for reconfirmation.
    S.AGREED: frozenset({S.PROPOSED, S.REVERSED}),
    S.REFUSED: frozenset({S.PROPOSED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
    S.REVERSED: frozenset(),
    S.LAPSED: frozenset(),
}
CHANGEABLE = frozenset({S.PROPOSED, S.APPROVED, S.REFUSED})


def set_transfer_state(transfer: Transfer, state: TransferState, event: Event) -> None:
    require_step(transfer, state)
    TransferStatus.objects.create(transfer=transfer, state=state, at=event.at, event_number=event.number)
    transfer.newest_state = state


def require_step(transfer: Transfer, state: TransferState) -> None:
    if transfer.statuses.exists() and state not in MAY_FOLLOW[fresh_state(transfer)]:
        raise Refused(
            _("Omfördelningen är %(state)s; det går inte längre. Ladda om sidan.")
            % {"state": fresh_state(transfer).label.lower()}
        )


def require_changeable(transfer: Transfer) -> None:
    """What has been posted is not changed but taken back."""
    if (state := fresh_state(transfer)) not in CHANGEABLE:
        raise Refused(
            _("Omfördelningen är %(state)s och kan inte ändras. En överenskommen omfördelning kan återföras.")
            % {"state": state.label.lower()}
        )


def fresh_state(transfer: Transfer) -> TransferState:
    newest = transfer.statuses.order_by("-pk").values_list("state", flat=True).first()
    return TransferState(newest or S.PROPOSED)
