"""/tal: the published numbers, a row per kommun and target group. Read as stored: no object, no serializer a row."""

from typing import Any

from django.db.models import F
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from allocation.amounts import decimal_string
from allocation.api.base import OpenView
from allocation.api.listing import PAGE, limit, listing
from allocation.api.parameters import choice, code, whole
from allocation.api.schemas import NumberList, documented
from allocation.models import PublishedNumber, TargetGroup
from allocation.processes import Process
from municipalities.models import County, Municipality

TARGET_GROUPS = ("samtliga", "folkbokforda", "abo_kvot")

PROCESS = choice("process", "Vilket tal.", Process.values)
YEAR = whole("ar", "Året som talet gäller.", 2016, 2100)
COUNTY = code("lan", "Länskod.", County, "10", "en länskod med två siffror, se /api/v1/lan")
MUNICIPALITY = code("kommun", "Kommunkod.", Municipality, "1080", "en kommunkod med fyra siffror, se /api/v1/kommuner")
TARGET_GROUP = choice(
    "malgrupp",
    "Målgrupp. Målgrupperna är en inställning för varje omgång, se /api/v1/omgangar.",
    TARGET_GROUPS,
    more=lambda: TargetGroup.objects.order_by("code").values_list("code", flat=True).distinct(),
)
REVISION = whole(
    "revidering", "Revideringens nummer; 0 är årets första tal. Utelämnad: i varje län den senast publicerade.", 0, 99
)

FILTERS = {
    "process": "process",
    "ar": "year",
    "lan": "county",
    "kommun": "municipality",
    "malgrupp": "target_group",
    "revidering": "revision",
}
COLUMNS = {
    "kommunkod": F("municipality_id"),
    "kommun": F("municipality_name"),
    "lanskod": F("county_id"),
    "lan": F("county_name"),
    "ar": F("year"),
    "revidering": F("revision"),
    "malgrupp": F("target_group"),
    "enhet": F("unit"),
    "beslutad": F("decided_on"),
}


class Numbers(OpenView):
    parameters = (PROCESS, YEAR, COUNTY, MUNICIPALITY, TARGET_GROUP, REVISION, limit(), PAGE)

    @documented(
        "tal",
        NumberList,
        summary="Publicerade tal",
        description="Beslutade och fastställda tal, en rad per kommun och målgrupp och aldrig en summarad. "
        "Ett publicerat tal ändras aldrig; en ändring är en ny revidering.",
        parameters=parameters,
    )
    def get(self, request: Request) -> HttpResponseBase:
        etag = newest_publication()
        # Asked again with nothing published since: answered without reading a row.
        if unchanged := get_conditional_response(request._request, etag=etag):
            return unchanged
        conditions = {FILTERS[name]: value for name, value in self.values.items() if name in FILTERS}
        rows = PublishedNumber.objects.filter(**{name: v for name, v in conditions.items() if v is not None})
        if self.values["revidering"] is None:
            rows = rows.latest()
        table = rows.values("process", "amount", "proposed", "decimals", **COLUMNS)
        return Response(listing(request, table, self.values, present), headers={"ETag": etag})


def newest_publication() -> str:
    """Published numbers are only ever added, each under a decision that carries the journal's digest."""
    newest = PublishedNumber.objects.order_by("-pk").values_list("pk", "decision__journal_digest").first()
    pk, digest = newest or (0, "")
    return f'"{pk}-{digest}"'


def present(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kommunkod": row["kommunkod"],
        "kommun": row["kommun"],
        "lanskod": row["lanskod"],
        "lan": row["lan"],
        "process": row["process"],
        "ar": row["ar"],
        "revidering": row["revidering"],
        "malgrupp": row["malgrupp"],
        "tal": number(row["amount"], row["enhet"], row["decimals"]),
        "enhet": row["enhet"],
        "forslag": number(row["proposed"], row["enhet"], row["decimals"]),
        "beslutad": row["beslutad"],
    }


def number(amount: int, unit: str, decimals: int) -> int | str:
    """Persons as an integer; promille as a decimal string, so that nobody's float makes 12.34 into 12.339999."""
    return decimal_string(amount, decimals) if unit == "promille" else amount
