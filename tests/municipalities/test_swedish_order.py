"""Å, ä and ö come last, in that order, whatever the database thinks of them."""

import pytest

from municipalities.models import Municipality
from municipalities.sorting import sort_key


@pytest.mark.parametrize(
    "names",
    [
        ["Ale", "Alingsås", "Zinkgruvan", "Åre", "Åsele", "Ängelholm", "Östra Göinge", "Överkalix"],
        ["Malmö", "Malung-Sälen", "Malå", "Mariestad"],
        ["Upplands Väsby", "Upplands-Bro", "Uppsala", "Uppvidinge"],
        ["Habo", "Hagfors", "Hallsberg", "Hallstahammar", "Halmstad", "Hammarö", "Haninge", "Haparanda"],
        ["Vara", "Vårgårda", "Växjö", "Waxholm", "Zz", "Å"],
    ],
)
def test_names_sort_as_in_a_swedish_list(names: list[str]) -> None:
    assert sorted(set(names), key=sort_key) == names


def test_the_key_is_plain_enough_for_every_collation() -> None:
    for name in ("Östra Göinge", "Malung-Sälen", "Idé", "S:t Olof"):
        assert sort_key(name).isascii()
        assert sort_key(name).isalnum()


@pytest.mark.django_db
def test_the_database_gives_kommuner_in_swedish_order() -> None:
    names = list(Municipality.objects.names_by_code().values())
    assert names[:2] == ["Ale", "Alingsås"]
    assert names[-5:] == ["Österåker", "Östhammar", "Östra Göinge", "Överkalix", "Övertorneå"]
    assert list(Municipality.objects.in_county("05").names_by_code().values())[-3:] == ["Ydre", "Åtvidaberg", "Ödeshög"]
