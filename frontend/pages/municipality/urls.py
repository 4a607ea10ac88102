from django.urls import path

from frontend.pages.municipality import answers, origin, transfers, views

KOMMUN = "kommun/<str:kod>"
PROCESS = f"{KOMMUN}/<int:ar>/<slug:process>"

urlpatterns = [
    path(KOMMUN, views.newest_year, name="kommun"),
    path(f"{KOMMUN}/<int:ar>", views.municipality, name="kommun"),
    path(f"{PROCESS}/tillkomst", origin.page, name="tillkomst"),
    path(f"{PROCESS}/tillkomst.json", origin.data, name="tillkomst-json"),
    path(f"{PROCESS}/svar", answers.write, name="svar"),
    path(f"{PROCESS}/svar/granska", answers.check, name="svar-granska"),
    path(f"{PROCESS}/svar/kasta", answers.discard, name="svar-kasta"),
    path(f"{PROCESS}/svar/<int:pk>/kvitto", answers.receipt, name="kvitto"),
    path(f"{PROCESS}/omfordelning", transfers.propose, name="kommun-omfordelning"),
]
