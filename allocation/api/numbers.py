"""/tal: the published numbers, a row per kommun and target group. Read as stored: no object, no serializer a row."""

from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from allocation.api.base import OpenView
from allocation.api.listing import PAGE, limit, listing
from allocation.api.parameters import choice, code, whole
from allocation.api.schemas import NumberList, documented
from allocation.models import PublishedNumber, TargetGroup
from allocation.processes import Process
from allocation.published import present, stored
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
            rows = rows.newest()
        return Response(listing(request, stored(rows), self.values, present), headers={"ETag": etag})


def newest_publication() -> str:
    """Published numbers are only ever added, each under a decision that carries the journal's digest."""
    newest = PublishedNumber.objects.order_by("-pk").values_list("pk", "decision__journal_digest").first()
    pk, digest = newest or (0, "")
    return f'"{pk}-{digest}"'
