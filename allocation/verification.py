"""Does the ledger say what the journal says? Everything recomputed from entries and from events, and compared."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from allocation.models import Decision, Entry, Kind, Position, PublishedNumber, Transaction
from journal import chain, triggers
from journal.models import Event

UNBALANCED = {Kind.OPENING, Kind.CORRECTION}
Replayed = dict[tuple[int, str, str], int]  # (frame, kommunkod, target group) -> amount


def problems(expected_head: str = "") -> Iterator[str]:
    """Every disagreement, in words; nothing when all is well."""
    yield from (f"databasens vakt {name} saknas; kör migrate" for name in triggers.missing(connection))
    yield from chain.problems(expected_head)
    yield from balance_problems()
    yield from position_problems()
    yield from posting_problems()
    yield from replay_problems()
    yield from publication_problems()
    yield from decision_problems()


def balance_problems() -> Iterator[str]:
    sums = dict(Entry.objects.values_list("transaction_id").annotate(total=Sum("amount")).order_by())
    for transaction in Transaction.objects.select_related("reverses"):
        kind = transaction.reverses.kind if transaction.reverses else transaction.kind
        if kind not in UNBALANCED and sums.get(transaction.pk, 0) != 0:
            yield f"transaktion {transaction.pk} summerar till {sums.get(transaction.pk)}"
    headers = set(Transaction.objects.values_list("pk", flat=True))
    for key in set(sums) - headers:
        yield f"poster utan transaktion: {key}"


def position_problems() -> Iterator[str]:
    for position in Position.objects.annotate(total=Sum("entries__amount")).order_by("pk"):
        if position.amount != (position.total or 0):
            yield (
                f"talet för kommun {position.municipality_id} i län {position.municipality_id[:2]} är "
                f"{position.amount}, men posterna summerar till {position.total or 0}"
            )


def posting_problems() -> Iterator[str]:
    """Each posting in the journal is in the ledger with the same header and legs, and the other way round."""
    booked = {posting["transaction"]: posting for posting in booked_postings()}
    told = {posting["transaction"]: posting for posting in journalled_postings()}
    for name in sorted(booked.keys() | told.keys()):
        if booked.get(name) != told.get(name):
            yield f"transaktion {name}: journalen och posterna säger olika"


def replay_problems() -> Iterator[str]:
    """Also where entries and position were changed alike."""
    told = replay()
    rows = Position.objects.values_list("frame_id", "municipality_id", "target_group__code", "amount").order_by("pk")
    for frame, code, group, amount in rows:
        if amount != told.get((frame, code, group), 0):
            yield f"talet för kommun {code} är {amount}, men journalen ger {told.get((frame, code, group), 0)}"


def publication_problems() -> Iterator[str]:
    """What is published is what the frames were sealed with: no more, no less, nothing else."""
    key = ("round__process", "round__year", "round__revision", "municipality_id")
    sealed = Position.objects.filter(frame__sealed_by__isnull=False)
    meant = _amounts(sealed, *(f"frame__{name}" for name in key[:3]), key[3], "target_group__code")
    published = _amounts(PublishedNumber.objects.all(), *key, "target_group")
    for process, year, revision, code, group in sorted(meant.keys() | published.keys()):
        told, shown = (numbers.get((process, year, revision, code, group), "borta") for numbers in (meant, published))
        if told != shown:
            yield f"publicerat tal för kommun {code} ({process} {year}) är {shown}, beslutat är {told}"


def decision_problems() -> Iterator[str]:
    """Each decision carries the journal's head as it stood."""
    digests = dict(Event.objects.values_list("number", "digest"))
    for decision in Decision.objects.select_related("preparation__round"):
        if digests.get(decision.journal_count) != decision.journal_digest:
            yield f"beslutet {decision} bygger på händelse {decision.journal_count}, som är borta eller ändrad"


def _amounts(rows: QuerySet[Any], *key: str) -> dict[tuple[Any, ...], int]:
    return {tuple(values): amount for *values, amount in rows.order_by().values_list(*key, "amount")}


def booked_postings() -> Iterator[dict[str, Any]]:
    """The ledger in the journal's words (Posting.as_data)."""
    legs: dict[Any, list[list[Any]]] = defaultdict(list)
    rows = Entry.objects.values_list("transaction_id", "position__municipality_id", "amount")
    for key, code, amount in rows.order_by("transaction_id", "position__municipality_id"):
        legs[key].append([code, amount])
    for header in Transaction.objects.select_related("frame", "target_group"):
        yield {
            "transaction": str(header.pk),
            "county": header.frame.county_id,
            "frame": header.frame_id,
            "target_group": header.target_group.code,
            "kind": header.kind,
            "form": header.form,
            "reason": header.reason,
            "reverses": str(header.reverses_id) if header.reverses_id else None,
            "entries": legs[header.pk],
        }


def journalled_postings() -> Iterator[dict[str, Any]]:
    for data in Event.objects.filter(data__has_key="postings").order_by("number").values_list("data", flat=True):
        yield from data["postings"]


def replay() -> Replayed:
    """The numbers as the journal alone gives them."""
    numbers: Replayed = defaultdict(int)
    for posting in journalled_postings():
        for code, amount in posting["entries"]:
            numbers[posting["frame"], code, posting["target_group"]] += amount
    return numbers
