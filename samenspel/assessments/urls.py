from django.urls import path, re_path

from .views import answering, frameworks, overall, pictures, rounds

OVER = r"^expeditie/(?P<pk>[0-9]{1,18})/spiegel/(?P<row>[0-9]{1,18})/%s\.(?P<kind>svg|png)$"
FILE = r"^spiegel/(?P<pk>[0-9]{1,18})/%s\.(?P<kind>svg|png)$"

app_name = "assessments"
urlpatterns = [
    path("coalitie/<int:pk>/spiegels/", rounds.rounds, name="rounds"),
    path("coalitie/<int:pk>/spiegels/nieuw/", rounds.open_round, name="open"),
    path("spiegel/<int:pk>/", rounds.round, name="round"),
    path("spiegel/<int:pk>/sluiten/", rounds.close, name="close"),
    path("spiegel/<int:pk>/heropenen/", rounds.reopen, name="reopen"),
    path("spiegel/<int:pk>/delen/", rounds.share, name="share"),
    path("spiegel/<int:pk>/invullen/", answering.sheet, name="sheet"),
    path("spiegel/<int:pk>/bewaard/<str:secret>/", answering.kept, name="kept"),
    path("spiegel/<int:pk>/papier/", answering.paper, name="paper"),
    path("spiegel/<int:pk>/typen/", answering.type_in, name="type_in"),
    path("spiegel/<int:pk>/vragen/", answering.ask, name="ask"),
    path("mijn-spiegel/<str:token>/", answering.by_link, name="by_link"),
    re_path(FILE % "stemmen", pictures.voices, name="voices"),
    re_path(FILE % "verloop", pictures.change, name="change"),
    path("spiegel/<int:pk>/cijfers.csv", pictures.table, name="table"),
    path("expeditie/<int:pk>/spiegel/", overall.page, name="overall"),
    re_path(OVER % "stemmen", overall.voices, name="overall_voices"),
    re_path(OVER % "verloop", overall.change, name="overall_change"),
    path("expeditie/<int:pk>/spiegel/<int:row>/cijfers.csv", overall.table, name="overall_table"),
    path("expeditie/<int:pk>/lijsten/", frameworks.frameworks, name="frameworks"),
    path("expeditie/<int:pk>/lijsten/nieuw/", frameworks.write, name="write"),
    path("expeditie/<int:pk>/lijsten/overnemen/<slug:name>/", frameworks.adopt, name="adopt"),
    path("lijst/<int:pk>/", frameworks.framework, name="framework"),
    path("lijst/<int:pk>/beter/", frameworks.improve, name="improve"),
    path("lijst/<int:pk>/rust/", frameworks.retire, name="retire"),
]
