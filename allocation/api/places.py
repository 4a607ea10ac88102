"""/lan and /kommuner: the codes and names that the numbers use."""

from django.db.models import F
from rest_framework.request import Request
from rest_framework.response import Response

from allocation.api.base import OpenView
from allocation.api.listing import PAGE, limit, listing
from allocation.api.numbers import COUNTY
from allocation.api.schemas import CountyList, MunicipalityList, documented
from municipalities.models import County, Municipality


class Counties(OpenView):
    # A closed list of 21 comes whole unless one asks for less.
    parameters = (limit(default=100), PAGE)

    @documented(
        "lan",
        CountyList,
        summary="Län",
        description="Länen i länskodsordning.",
        parameters=parameters,
    )
    def get(self, request: Request) -> Response:
        rows = County.objects.order_by("code").values(lanskod=F("code"), lan=F("name"))
        return Response(listing(request, rows, self.values, dict))


class Municipalities(OpenView):
    parameters = (COUNTY, limit(), PAGE)

    @documented(
        "kommuner",
        MunicipalityList,
        summary="Kommuner",
        description="Kommunerna i kommunkodsordning, alla eller de i ett län.",
        parameters=parameters,
    )
    def get(self, request: Request) -> Response:
        municipalities = Municipality.objects.order_by("code")
        if self.values["lan"]:
            municipalities = municipalities.in_county(self.values["lan"])
        rows = municipalities.values(
            kommunkod=F("code"), kommun=F("name"), lanskod=F("county_id"), lan=F("county__name")
        )
        return Response(listing(request, rows, self.values, dict))
