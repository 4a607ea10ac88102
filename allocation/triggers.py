"""What construction cannot give, the database checks, on SQLite and PostgreSQL alike (see models/ledger.py)."""

from journal.triggers import Effect, Guard, append_only

LEGS = "FROM allocation_entry e JOIN allocation_position p ON p.id = e.position_id WHERE e.transaction_id = NEW.id"
AGREED = "FROM allocation_transferleg l WHERE l.version_id = NEW.transfer_version_id"
APPROVED = (
    "EXISTS (SELECT 1 FROM allocation_approval a "
    "WHERE a.version_id = l.version_id AND a.municipality_id = l.municipality_id AND a.approved)"
)
STATUS_OF_FRAME = "FROM allocation_framestatus s WHERE s.frame_id = NEW.frame_id"
# An opening brings the persons in; a correction is the law's one exception (docs/policy/forordning-2022-1008.md 4 §),
# and so is what takes it back when a new version of the proposal comes.
MAY_BE_UNBALANCED = (
    "NEW.kind IN ('opening', 'correction') OR (NEW.kind = 'reversal' AND EXISTS ("
    "SELECT 1 FROM allocation_transaction r WHERE r.id = NEW.reverses_id AND r.kind = 'correction'))"
)


def posting(name: str, message: str, condition: str) -> Guard:
    return Guard(f"posting_{name}", "allocation_transaction", "INSERT", message, condition)


TRIGGERS = [
    *append_only(
        "allocation_entry",
        "allocation_transaction",
        "allocation_framestatus",
        "allocation_totals",
        "allocation_countytotal",
        "allocation_consultation",
        "allocation_proposal",
        "allocation_transferversion",
        "allocation_transferleg",
        "allocation_transferstatus",
        "allocation_approval",
        "allocation_preparation",
        "allocation_decision",
        "allocation_publishednumber",
    ),
    # Legs first, header last: once the header is there, no leg may follow.
    Guard(
        "entry_before_header",
        "allocation_entry",
        "INSERT",
        "no leg may follow the header of a transaction",
        "EXISTS (SELECT 1 FROM allocation_transaction t WHERE t.id = NEW.transaction_id)",
    ),
    Effect(
        "entry_moves_position",
        "allocation_entry",
        "UPDATE allocation_position SET amount = (SELECT SUM(amount) FROM allocation_entry "
        "WHERE position_id = NEW.position_id) WHERE id = NEW.position_id",
    ),
    Guard("position_starts_at_zero", "allocation_position", "INSERT", "a position starts at zero", "NEW.amount <> 0"),
    Guard(
        "position_follows_entries",
        "allocation_position",
        "UPDATE",
        "a position is the sum of its entries",
        "NEW.frame_id <> OLD.frame_id OR NEW.municipality_id <> OLD.municipality_id "
        "OR NEW.target_group_id <> OLD.target_group_id "
        "OR NEW.amount <> COALESCE((SELECT SUM(amount) FROM allocation_entry WHERE position_id = NEW.id), 0)",
    ),
    posting("has_legs", "a transaction has legs", f"NOT EXISTS (SELECT 1 {LEGS})"),
    posting(
        "balances",
        "a transaction sums to zero",
        f"NOT ({MAY_BE_UNBALANCED}) AND (SELECT SUM(e.amount) {LEGS}) <> 0",
    ),
    posting(
        "has_two_legs",
        "a transaction has two legs or more",
        f"NOT ({MAY_BE_UNBALANCED}) AND (SELECT COUNT(*) {LEGS}) < 2",
    ),
    posting(
        "stays_in_frame",
        "a transaction stays in one län and one target group",
        f"EXISTS (SELECT 1 {LEGS} AND (p.frame_id <> NEW.frame_id OR p.target_group_id <> NEW.target_group_id))",
    ),
    posting(
        "not_after_sealing",
        "nothing is posted after sealing",
        f"EXISTS (SELECT 1 {STATUS_OF_FRAME} AND s.state IN ('decided', 'confirmed'))",
    ),
    posting(
        "not_while_frozen",
        "nothing is posted while handed over",
        "NEW.kind <> 'correction' AND COALESCE("
        f"(SELECT s.state {STATUS_OF_FRAME} ORDER BY s.id DESC LIMIT 1), '') = 'handed_over'",
    ),
    posting(
        "has_motivering",
        "a deviation has a motivering",
        "NEW.kind IN ('adjustment', 'correction', 'transfer') "
        "AND (TRIM(NEW.text) = '' OR NEW.form = '' OR NEW.reason = '')",
    ),
    posting(
        "has_legal_basis",
        "a correction has its legal basis",
        "NEW.kind = 'correction' AND TRIM(NEW.legal_basis) = ''",
    ),
    posting(
        "is_approved",
        "every kommun whose number changes has approved exactly this version",
        f"(NEW.kind = 'transfer' AND NEW.transfer_version_id IS NULL) OR EXISTS (SELECT 1 {AGREED} AND NOT {APPROVED})",
    ),
    posting(
        "is_as_approved",
        "what is posted is what was approved",
        f"EXISTS (SELECT 1 {AGREED} AND NOT EXISTS ("
        f"SELECT 1 {LEGS} AND p.municipality_id = l.municipality_id AND e.amount = l.amount)) "
        f"OR NEW.transfer_version_id IS NOT NULL AND (SELECT COUNT(*) {LEGS}) <> (SELECT COUNT(*) {AGREED})",
    ),
    Guard(
        "frame_sealed_once",
        "allocation_frame",
        "UPDATE",
        "a sealed frame stays sealed",
        "OLD.sealed_by_id IS NOT NULL AND (NEW.sealed_by_id IS NULL OR NEW.sealed_by_id <> OLD.sealed_by_id)",
    ),
]
