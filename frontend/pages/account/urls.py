from django.urls import path
from django.views.i18n import set_language

from frontend.access import EVERYONE, access
from frontend.pages.account import views

urlpatterns = [
    path("logga-in", views.login, name="login"),
    path("logga-ut", views.logout, name="logout"),
    path("organisation", views.organisation, name="organisation"),
    path("sprak", access(EVERYONE)(set_language), name="sprak"),
]
