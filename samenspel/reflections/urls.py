from django.urls import path

from .views import changing, reading, telling

app_name = "reflections"
urlpatterns = [
    path("vertel/", telling.tell, name="tell"),
    path("coalitie/<int:pk>/vertel/", telling.choose, name="choose"),
    path("vertel/<uuid:key>/", telling.write, name="write"),
    path("vertel/<uuid:key>/bewaar/", telling.keep, name="keep"),
    path("vertel/<uuid:key>/weg/", telling.discard, name="discard"),
    path("mijn/", reading.mine, name="mine"),
    path("coalitie/<int:pk>/verteld/", reading.told, name="told"),
    path("reflectie/<int:pk>/", reading.reflection, name="reflection"),
    path("reflectie/<int:pk>/beter/", changing.revise, name="revise"),
    path("reflectie/<int:pk>/kring/", changing.circle, name="circle"),
]
