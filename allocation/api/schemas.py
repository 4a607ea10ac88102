"""What the answers look like, for the OpenAPI document alone: no row passes through a serializer."""

from collections.abc import Callable, Sequence
from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

from allocation.api.parameters import Parameter
from allocation.api.problems import CONTENT_TYPE, PROBLEMS
from allocation.processes import Process
from allocation.published import STATUSES

UNITS = ["personer", "promille"]


@extend_schema_field(
    {
        "oneOf": [
            {"type": "integer", "minimum": 0},
            {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
        ],
        "description": "Heltal för personer; decimalsträng för promille.",
        "examples": [61, "12.34"],
    }
)
class NumberField(serializers.Field[Any, Any, Any, Any]):
    pass


class List(serializers.Serializer[Any]):
    antal = serializers.IntegerField(help_text="Antal rader i hela listan.")
    nasta = serializers.URLField(allow_null=True, help_text="Nästa sida.")
    foregaende = serializers.URLField(allow_null=True, help_text="Föregående sida.")


class CountyRow(serializers.Serializer[Any]):
    lanskod = serializers.CharField(help_text="Två siffror.")
    lan = serializers.CharField()


class MunicipalityRow(CountyRow):
    kommunkod = serializers.CharField(help_text="Fyra siffror.")
    kommun = serializers.CharField()


class NumberRow(MunicipalityRow):
    process = serializers.ChoiceField(Process.values)
    ar = serializers.IntegerField(help_text="Året som talet gäller.")
    revidering = serializers.IntegerField(help_text="0 är årets första tal.")
    malgrupp = serializers.CharField(help_text="Till exempel samtliga, folkbokforda eller abo_kvot.")
    tal = NumberField()
    enhet = serializers.ChoiceField(UNITS)
    forslag = NumberField()
    beslutad = serializers.DateField(help_text="Dagen för länsstyrelsens beslut eller Migrationsverkets fastställande.")


class RoundRow(serializers.Serializer[Any]):
    process = serializers.ChoiceField(Process.values)
    ar = serializers.IntegerField()
    revidering = serializers.IntegerField()
    malgrupper = serializers.ListField(child=serializers.CharField())
    antal_lan = serializers.IntegerField()
    beslutade_lan = serializers.IntegerField()
    summa = NumberField(help_text="Summan av de publicerade talen.")
    enhet = serializers.ChoiceField(UNITS)
    i_kraft_fran = serializers.DateField()
    rattsakt = serializers.CharField(allow_null=True, help_text="Rättsakten som anger länstal eller högsta antal.")
    status = serializers.ChoiceField(list(STATUSES))
    forslag_fran = serializers.ChoiceField(
        ["migrationsverket", "jamka"],
        allow_null=True,
        help_text="Vems förslag som ligger till grund. jamka: Jämkas egen beräkning, inte Migrationsverkets.",
    )
    syntetisk = serializers.BooleanField(help_text="Sant om länstal eller målgrupper är påhittade för att pröva.")
    anmarkning = serializers.CharField(allow_null=True)


class Info(serializers.Serializer[Any]):
    """Digg's REST API-profil gives these names."""

    apiName = serializers.CharField()
    apiVersion = serializers.CharField()
    apiReleased = serializers.DateField()
    apiDocumentation = serializers.URLField()
    apiStatus = serializers.CharField()


class ProblemDetails(serializers.Serializer[Any]):
    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()


COUNTY = {"lanskod": "10", "lan": "Blekinge län"}
MUNICIPALITY = {"kommunkod": "1080", "kommun": "Karlskrona", **COUNTY}
NUMBER = {
    **MUNICIPALITY,
    "process": "kommuntal",
    "ar": 2018,
    "revidering": 0,
    "malgrupp": "samtliga",
    "tal": 61,
    "enhet": "personer",
    "forslag": 61,
    "beslutad": "2017-11-15",
}
ROUND = {
    "process": "kommuntal",
    "ar": 2018,
    "revidering": 0,
    "malgrupper": ["samtliga"],
    "antal_lan": 21,
    "beslutade_lan": 21,
    "summa": 15200,
    "enhet": "personer",
    "i_kraft_fran": "2018-01-01",
    "rattsakt": None,
    "status": "avslutad",
    "forslag_fran": "migrationsverket",
    "syntetisk": False,
    "anmarkning": None,
}


def _list_of(name: str, row: type[serializers.Serializer[Any]], example: dict[str, Any]) -> Any:
    """The envelope around rows of one kind, with an example of it."""
    listed = type(name, (List,), {"resultat": row(many=True)})
    whole = {"antal": 1, "nasta": None, "foregaende": None, "resultat": [example]}
    return extend_schema_serializer(examples=[OpenApiExample("Exempel", value=whole)])(listed)


NumberList = _list_of("NumberList", NumberRow, NUMBER)
RoundList = _list_of("RoundList", RoundRow, ROUND)
CountyList = _list_of("CountyList", CountyRow, COUNTY)
MunicipalityList = _list_of("MunicipalityList", MunicipalityRow, MUNICIPALITY)

BAD_REQUEST = OpenApiResponse(
    ProblemDetails,
    description=PROBLEMS[400].title,
    examples=[
        OpenApiExample(
            "Okänd process",
            media_type=CONTENT_TYPE,
            value={
                "type": "https://jamka.example/api/v1/openapi.yaml#/components/responses/OgiltigParameter",
                "title": PROBLEMS[400].title,
                "status": 400,
                "detail": f"Parametern ”process” kan inte ha värdet ”tal”. Tillåtet: {', '.join(Process.values)}.",
                "instance": "/api/v1/tal?process=tal",
            },
        )
    ],
)


def documented(
    operation: str, rows: Any, *, summary: str, description: str, parameters: Sequence[Parameter] = ()
) -> Callable[[Any], Any]:
    responses = {200: OpenApiResponse(rows, description=summary), (400, CONTENT_TYPE): BAD_REQUEST}
    return extend_schema(
        operation_id=operation,
        summary=summary,
        description=description,
        parameters=[parameter.documentation for parameter in parameters],
        responses=responses,
    )
