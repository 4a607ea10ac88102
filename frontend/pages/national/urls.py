from django.urls import path

from frontend.pages.national import comparison, decisions, proposals, rounds, runs, totals

OMGANG = "omgangar/<slug:process>/<int:ar>/<int:revidering>"

urlpatterns = [
    path("omgangar", rounds.overview, name="omgangar"),
    path("omgangar/ny", rounds.plan, name="omgang-ny"),
    path(OMGANG, rounds.one, name="omgang"),
    path(f"{OMGANG}/revidera", rounds.revise, name="omgang-revidera"),
    path(f"{OMGANG}/stang", rounds.close, name="omgang-stang"),
    path(f"{OMGANG}/tal-ramar", totals.set_page, name="omgang-totaler"),
    path(f"{OMGANG}/samrad", totals.consultation, name="omgang-samrad"),
    path(f"{OMGANG}/forslag", proposals.upload, name="omgang-forslag"),
    path(f"{OMGANG}/forslag/<uuid:forslag>/granska", proposals.preview, name="omgang-granska"),
    path(f"{OMGANG}/modell", runs.request_run, name="omgang-modell"),
    path(f"{OMGANG}/modell/<uuid:korning>", runs.run_page, name="omgang-korning"),
    path(f"{OMGANG}/atersand/<str:kod>", decisions.send_back_page, name="omgang-atersand"),
    path(f"{OMGANG}/bered", decisions.prepare_page, name="omgang-bered"),
    path(f"{OMGANG}/faststall", decisions.confirm_page, name="omgang-faststall"),
    path(f"{OMGANG}/ratta", decisions.correct, name="omgang-ratta"),
    path(f"{OMGANG}/jamfor", comparison.page, name="omgang-jamfor"),
    path(f"{OMGANG}/jamfor.csv", comparison.csv, name="omgang-jamfor-csv"),
    path(f"{OMGANG}/jamfor.xlsx", comparison.xlsx, name="omgang-jamfor-xlsx"),
    path("jobb/<uuid:pk>", runs.job, name="job"),
]
