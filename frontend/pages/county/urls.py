from django.urls import path

from frontend.pages.county import decisions, dialogue, history, moves, views
from frontend.pages.county.clearing import views as clearing
from frontend.pages.county.draft import views as draft
from frontend.pages.tasks.views import my_tasks

LAN = "lan/<str:kod>/<int:ar>"
FRAME = f"{LAN}/<slug:process>"

urlpatterns = [
    path("att-gora", my_tasks, name="att-gora"),
    path("lan/<str:kod>", views.newest_year, name="lan"),
    path(LAN, views.county, name="lan"),
    path(f"{FRAME}/tabell.csv", views.table_csv, name="lan-csv"),
    path(f"{FRAME}/tabell.xlsx", views.table_xlsx, name="lan-xlsx"),
    path(f"{FRAME}/dialog", dialogue.manage, name="dialog"),
    path(f"{FRAME}/dialog/avsluta", dialogue.close, name="dialog-avsluta"),
    path(f"{FRAME}/svar/<int:pk>", dialogue.response, name="reply"),
    path(f"{FRAME}/omfordelning", moves.new_transfer, name="omfordelning-ny"),
    path(f"{FRAME}/utkast", draft.draft, name="utkast"),
    path(f"{FRAME}/utkast/foresla", draft.propose, name="utkast-foresla"),
    path(f"{FRAME}/berakna", clearing.find, name="berakna"),
    path(f"{FRAME}/berakna/intyg.json", clearing.certificate, name="berakna-intyg"),
    path(f"{FRAME}/avsteg", moves.adjust, name="avsteg"),
    path(f"{FRAME}/aterfor/<uuid:transaktion>", moves.reverse_posting, name="aterfor"),
    path(f"{FRAME}/bered", decisions.prepare_page, name="bered"),
    path(f"{FRAME}/besluta", decisions.decide_page, name="besluta"),
    path(f"{FRAME}/historik/<str:kommunkod>", history.number, name="historik"),
    path(f"{FRAME}/journal", history.journal, name="lan-journal"),
]
