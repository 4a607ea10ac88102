from django.urls import include, path

from frontend.pages import static

urlpatterns = [
    path("om", static.about, name="om"),
    path("tillganglighet", static.accessibility, name="tillganglighet"),
    path("stilguide", static.style_guide, name="stilguide"),
    path("", include("frontend.pages.public.urls")),
    path("", include("frontend.pages.account.urls")),
    path("", include("frontend.pages.county.urls")),
    path("", include("frontend.pages.transfers.urls")),
    path("", include("frontend.pages.municipality.urls")),
    path("", include("frontend.pages.national.urls")),
]
