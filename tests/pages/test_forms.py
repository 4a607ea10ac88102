"""A form is carried out once, however many times it is sent."""

from threading import Thread

import pytest
from django.db import connection
from django.test import Client

from allocation.models import Kind, Transaction
from tests.support import builders as b
from tests.support.visitor import Visitor

ADDRESS = "/lan/05/2026/kommuntal/avsteg"
FILLED = {"andring_0581": "-2", "andring_0513": "2", "form": "own", "reason": "housing", "text": "Bostadsbrist."}


def talked_over() -> Visitor:
    b.open_talk(b.frame_of(b.proposed_round()))
    return Visitor(b.user(b.LANSSTYRELSE, "05"))


def key_of(visitor: Visitor) -> str:
    return str(visitor.get(ADDRESS).soup.select_one("[name=nyckel]")["value"])  # type: ignore[index]


def posted() -> int:
    return Transaction.objects.filter(kind=Kind.ADJUSTMENT).count()


@pytest.mark.django_db
def test_going_back_and_sending_again_does_nothing_twice() -> None:
    visitor = talked_over()
    sent = {**FILLED, "nyckel": key_of(visitor)}
    first = visitor.client.post(ADDRESS, sent)
    again = visitor.client.post(ADDRESS, sent, follow=True)
    assert again.redirect_chain[0][0] == first.headers["Location"]
    assert "Ingenting gjordes två gånger." in again.content.decode()
    assert posted() == 1


@pytest.mark.django_db
def test_a_refused_form_can_be_corrected_and_sent_again() -> None:
    visitor = talked_over()
    sent = {**FILLED, "nyckel": key_of(visitor)}
    assert visitor.client.post(ADDRESS, {**sent, "andring_0513": "1"}).status_code == 409
    assert visitor.client.post(ADDRESS, sent).status_code == 302
    assert posted() == 1


@pytest.mark.django_db
def test_a_new_form_is_a_new_act() -> None:
    visitor = talked_over()
    for _ in range(2):
        visitor.client.post(ADDRESS, {**FILLED, "nyckel": key_of(visitor)})
    assert posted() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_act() -> None:
    """Two sendings at the same moment: the second waits for the first and is led to where it led."""
    visitor = talked_over()
    sent = {**FILLED, "nyckel": key_of(visitor)}
    statuses: list[int] = []

    def click() -> None:
        client = Client()
        client.cookies = visitor.client.cookies
        statuses.append(client.post(ADDRESS, sent).status_code)
        connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert statuses == [302, 302]
    assert posted() == 1
