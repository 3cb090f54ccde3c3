from django.urls import path

from .views import codes, desk, passages, threads

app_name = "threads"

urlpatterns = [
    path("bron/<int:pk>/lezen/", desk.desk, name="desk"),
    path("bron/<int:pk>/lezen/terug/", desk.put_back, name="put_back"),
    path("bron/<int:pk>/lezen/meenemen/", desk.carry, name="carry"),
    path("fragment/<int:pk>/", passages.passage, name="passage"),
    path("fragment/<int:pk>/woorden/", desk.change, name="change"),
    path("fragment/<int:pk>/codes/", passages.give, name="give"),
    path("fragment/<int:pk>/codes/<int:code>/weg/", passages.take, name="take"),
    path("fragment/<int:pk>/draad/", passages.gather, name="gather"),
    path("fragment/<int:pk>/weg/", passages.remove, name="remove"),
    path("codeboeken/", codes.codebooks, name="codebooks"),
    path("codeboek/<int:pk>/", codes.codebook, name="codebook"),
    path("code/<int:pk>/", codes.code, name="code"),
    path("code/<int:pk>/wijzigen/", codes.change, name="change_code"),
    path("code/<int:pk>/samen/", codes.merge, name="merge_code"),
    path("code/<int:pk>/weg/", codes.remove, name="remove_code"),
    path("draden/", threads.threads, name="threads"),
    path("draden/nieuw/", threads.start, name="start"),
    path("draad/<int:pk>/", threads.thread, name="thread"),
    path("draad/<int:pk>/woorden/", threads.reword, name="reword"),
    path("draad/<int:pk>/stap/", threads.step, name="step"),
    path("draad/<int:pk>/kring/", threads.circle, name="circle"),
    path("draad/<int:pk>/erbij/", threads.find, name="find"),
    path("draad/<int:pk>/fragment/<int:row>/", threads.weigh, name="weigh"),
    path("draad/<int:pk>/fragment/<int:row>/eruit/", threads.take_out, name="take_out"),
]
