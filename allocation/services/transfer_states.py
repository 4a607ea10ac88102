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


def set_transfer_state(transfer: Transfer, state: TransferState, event: Event) -> None:
    known = transfer.statuses.exists()
    if known and state not in MAY_FOLLOW[fresh_state(transfer)]:
        raise Refused(
            _("Omfördelningen är %(state)s; det går inte längre. Ladda om sidan.")
            % {"state": fresh_state(transfer).label.lower()}
        )
    TransferStatus.objects.create(transfer=transfer, state=state, at=event.at, event_number=event.number)
    transfer.newest_state = state


def fresh_state(transfer: Transfer) -> TransferState:
    newest = transfer.statuses.order_by("-pk").values_list("state", flat=True).first()
    return TransferState(newest or S.PROPOSED)
