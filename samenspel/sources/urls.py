from django.urls import path

from .views import bringing, changing, consents, hearing, marking, reading

app_name = "sources"

urlpatterns = [
    path("bronnen/", reading.sources, name="sources"),
    path("bron/nieuw/", bringing.bring, name="bring"),
    path("bron/nieuw/<uuid:key>/", bringing.look_over, name="look_over"),
    path("bron/nieuw/<uuid:key>/weg/", bringing.discard, name="discard"),
    path("bron/nieuw/<uuid:key>/versie/", changing.compare_new, name="compare"),
    path("bron/<int:pk>/", reading.source, name="source"),
    path("bron/<int:pk>/tekst/", reading.text, name="text"),
    path("toestemming/<str:token>/", consents.by_link, name="consent"),
    path("toestemming/noteren/<int:pk>/", consents.note, name="note"),
    path("mijn-woorden/", consents.mine, name="mine"),
    path("mijn-woorden/bewijs/<int:pk>/", consents.receipt, name="receipt"),
    path("mijn-woorden/<int:pk>/", consents.answer, name="answer"),
    path("bron/<int:pk>/beter/", changing.revise, name="revise"),
    path("bron/<int:pk>/kring/", changing.circle, name="circle"),
    path("bron/<int:pk>/opname/", hearing.recordings, name="recordings"),
    path("bron/<int:pk>/opname/<uuid:key>/", hearing.recording, name="recording"),
    path("bron/<int:pk>/opname/<uuid:key>/weg/", hearing.drop, name="drop_recording"),
    path("bron/<int:pk>/opname/<uuid:key>/uitschrijven/", hearing.transcribe, name="transcribe"),
    path("bron/uitschrijven/<uuid:key>/stop/", hearing.stop_transcribing, name="stop_transcribing"),
    path("bron/<int:pk>/moment/", marking.mark, name="mark"),
    path("bron/moment/<int:pk>/", marking.word, name="word_moment"),
    path("bron/moment/<int:pk>/weg/", marking.unmark, name="unmark"),
    path("bron/opname/<uuid:key>/stuk/", hearing.piece, name="piece"),
    path("bron/opname/<uuid:key>/stop/", hearing.stop, name="stop_recording"),
    path("bron/<int:pk>/verschil/", changing.differences, name="differences"),
]
