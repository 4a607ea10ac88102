"""Does the ledger say what the journal says? Everything recomputed from entries and from events, and compared."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Sum

from allocation.models import Entry, Kind, Position, PublishedNumber, Transaction
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
    yield from publication_problems()


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
    """Each posting in the journal is in the ledger with the same legs, and the other way round."""
    booked: dict[str, list[list[Any]]] = defaultdict(list)
    rows = Entry.objects.values_list("transaction_id", "position__municipality_id", "amount")
    for key, code, amount in rows.order_by("transaction_id", "position__municipality_id"):
        booked[str(key)].append([code, amount])
    told = {p["transaction"]: p["entries"] for p in journalled_postings()}
    for name in sorted(set(booked) | set(told)):
        if booked.get(name) != told.get(name):
            yield f"transaktion {name}: journalen och posterna säger olika"


def publication_problems() -> Iterator[str]:
    """A published number is what its frame was sealed with."""
    rows = Position.objects.values_list("frame__round_id", "municipality_id", "target_group__code", "amount")
    sealed = {
        (round, code, group): amount for round, code, group, amount in rows.filter(frame__sealed_by__isnull=False)
    }
    for number in PublishedNumber.objects.order_by("pk").iterator():
        if sealed.get((number.round_id, number.municipality_id, number.target_group)) != number.amount:
            yield f"publicerat tal för kommun {number.municipality_id} ({number.process} {number.year}) är ändrat"


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
