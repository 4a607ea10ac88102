"""What everyone may read. Each file has an address of its own that stays."""

from django.urls import path

from frontend.pages.public import outcome, published, start

FORMATS = ("svg", "png")

urlpatterns = [
    path("", start.start, name="start"),
    path("tal", published.page, name="tal"),
    path("tal.csv", published.csv, name="tal-csv"),
    path("tal.xlsx", published.xlsx, name="tal-xlsx"),
    *(path(f"tal/karta.{f}", published.map_picture, {"format": f}, name=f"tal-karta-{f}") for f in FORMATS),
    path("utfall", outcome.index, name="utfall"),
    path("utfall/<int:ar>", outcome.page, name="utfall"),
    path("utfall/<int:ar>.csv", outcome.csv, {"level": "kommuner"}, name="utfall-csv"),
    path("utfall/<int:ar>.xlsx", outcome.xlsx, {"level": "kommuner"}, name="utfall-xlsx"),
    path("utfall/<int:ar>/lan.csv", outcome.csv, {"level": "lan"}, name="utfall-lan-csv"),
    path("utfall/<int:ar>/lan.xlsx", outcome.xlsx, {"level": "lan"}, name="utfall-lan-xlsx"),
    *(
        path(f"utfall/<int:ar>/{kind}.{f}", outcome.image, {"kind": kind, "format": f}, name=f"utfall-{kind}-{f}")
        for kind in outcome.PICTURES
        for f in FORMATS
    ),
]
