from django.urls import path

from .views import answering, changes, rounds, sheets

app_name = "recognition"
urlpatterns = [
    path("werkbank/<slug:slug>/herkennen/", rounds.rounds, name="rounds"),
    path("werkbank/<slug:slug>/herkennen/nieuw/", rounds.open_round, name="open"),
    path("herkenronde/<int:pk>/", rounds.one, name="round"),
    path("herkenronde/<int:pk>/dag/", rounds.move, name="move"),
    path("herkenronde/<int:pk>/sluiten/", rounds.close, name="close"),
    path("draad/<int:pk>/herkend/", rounds.thread, name="thread"),
    path("herkenvel/<int:pk>/", sheets.sheet, name="sheet"),
    path("herkenvel/<int:pk>/vragen/", sheets.ask, name="ask"),
    path("herkenvel/<int:pk>/papier/", sheets.paper, name="paper"),
    path("herkenvel/<int:pk>/typen/", sheets.type_in, name="type_in"),
    path("herkenvel/<int:pk>/antwoord/", answering.own, name="answer"),
    path("herkenvel/<int:pk>/antwoord/<int:row>/", answering.own_card, name="answer_card"),
    path("herkenvel/<int:pk>/antwoord/<int:row>/terug/", answering.own_back, name="take_back"),
    path("herkend/<str:token>/", answering.by_link, name="by_link"),
    path("herkend/<str:token>/<int:row>/", answering.link_card, name="link_card"),
    path("herkend/<str:token>/<int:row>/terug/", answering.link_back, name="link_back"),
    path("coalitie/<int:pk>/verandering/", changes.of_coalition, name="changes"),
    path("coalitie/<int:pk>/verandering/nieuw/", changes.begin, name="begin"),
    path("expeditie/<int:pk>/verandering/", changes.of_expedition, name="all_changes"),
    path("expeditie/<int:pk>/verandering/nieuw/", changes.begin_all, name="begin_all"),
    path("verandering/<int:pk>/", changes.choosing, name="choosing"),
    path("verandering/<int:pk>/erbij/", changes.offer, name="offer"),
    path("verandering/<int:pk>/verhaal/<int:row>/kies/", changes.choose, name="choose"),
    path("verandering/<int:pk>/verhaal/<int:row>/verder/", changes.pass_on, name="pass_on"),
    path("verandering/<int:pk>/verhaal/<int:row>/eruit/", changes.take_out, name="take_out"),
    path("verandering/<int:pk>/verhaal/<int:row>/brief/", changes.letter, name="letter"),
    path("verandering/<int:pk>/verhalen.csv", changes.table, name="table"),
    path("wat-ik-herkende/", answering.mine, name="mine"),
    path("wat-ik-herkende/<int:pk>/terug/", answering.mine_back, name="mine_back"),
]
