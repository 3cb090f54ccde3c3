from django.urls import path

from .views import answering, changing, reading, rhythm, telling

app_name = "reflections"
urlpatterns = [
    path("vertel/", telling.tell, name="tell"),
    path("coalitie/<int:pk>/vertel/", telling.choose, name="choose"),
    path("vertel/<uuid:key>/", telling.write, name="write"),
    path("vertel/<uuid:key>/bewaar/", telling.keep, name="keep"),
    path("vertel/<uuid:key>/weg/", telling.discard, name="discard"),
    path("antwoord/<str:token>/", answering.answer, name="answer"),
    path("antwoord/<str:token>/bewaar/", answering.keep, name="answer_keep"),
    path("antwoord/<str:token>/kring/", answering.circle, name="answer_circle"),
    path("antwoord/<str:token>/beter/", answering.revise, name="answer_revise"),
    path("coalitie/<int:pk>/ritme/", rhythm.rhythm, name="rhythm"),
    path("coalitie/<int:pk>/vraag/", rhythm.ask, name="ask"),
    path("coalitie/<int:pk>/vraag/<int:row>/intrekken/", rhythm.withdraw, name="withdraw"),
    path("coalitie/<int:pk>/vragen/", rhythm.of_coalition, name="prompts"),
    path("expeditie/<int:pk>/vragen/", rhythm.of_expedition, name="expedition_prompts"),
    path("vraag/<int:pk>/", rhythm.prompt, name="prompt"),
    path("vraag/<int:pk>/rust/", rhythm.retire, name="retire"),
    path("mijn/", reading.mine, name="mine"),
    path("coalitie/<int:pk>/verteld/", reading.told, name="told"),
    path("reflectie/<int:pk>/", reading.reflection, name="reflection"),
    path("reflectie/<int:pk>/beter/", changing.revise, name="revise"),
    path("reflectie/<int:pk>/kring/", changing.circle, name="circle"),
]
