from django.urls import path, re_path

from allocation.api.base import Missing
from allocation.api.document import ApiInfo, OpenApi
from allocation.api.numbers import Numbers
from allocation.api.places import Counties, Municipalities
from allocation.api.rounds import Rounds

urlpatterns = [
    path("tal", Numbers.as_view(), name="api-tal"),
    path("omgangar", Rounds.as_view(), name="api-omgangar"),
    path("kommuner", Municipalities.as_view(), name="api-kommuner"),
    path("lan", Counties.as_view(), name="api-lan"),
    path("openapi.yaml", OpenApi.as_view(), name="api-openapi"),
    path("api-info", ApiInfo.as_view(), name="api-info"),
    re_path(r"^.*$", Missing.as_view()),
]
