"""The front door."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.support import builders as b

pytestmark = pytest.mark.django_db


def test_a_visitor_sees_what_was_published_last(client: Client, decided: None) -> None:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    cards = [card.get_text(" ", strip=True) for card in page.select(".number-card")]
    assert "Kommuntal, nyanlända 2026" in cards[0]
    assert "3 av 21 län har beslutat" in cards[0]
    assert "1\xa0000,00 ‰" in cards[1]
    assert "Inget är publicerat än." in cards[2]
    assert page.select_one("a[href='/utfall/2018']")


def test_who_works_here_goes_to_the_tasks(client: Client) -> None:
    client.force_login(b.user(b.LANSSTYRELSE, "05"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").headers["Location"] == "/att-gora"
