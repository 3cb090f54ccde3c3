from django.urls import path

from .views import allowing, answers, learned, search

app_name = "suggestions"

urlpatterns = [
    path("werkbank/<slug:slug>/zoeken/", search.search, name="search"),
    path("werkbank/<slug:slug>/zoeken/bewaren/", search.save, name="save"),
    path("werkbank/<slug:slug>/zoeken/<int:pk>/terug/", search.undo, name="undo"),
    path("werkbank/<slug:slug>/zoeken/bewaard/<int:pk>/gezien/", search.seen, name="seen"),
    path("werkbank/<slug:slug>/zoeken/bewaard/<int:pk>/weg/", search.forget, name="forget"),
    path("werkbank/<slug:slug>/voorstellen/", learned.learned, name="learned"),
    path("werkbank/<slug:slug>/voorstellen/bronnen/", allowing.sources, name="sources"),
    path("werkbank/<slug:slug>/voorstellen/<int:pk>/", learned.now, name="now"),
    path("werkbank/<slug:slug>/voorstellen/<int:pk>/leren/", learned.learn, name="learn"),
    path("bron/<int:pk>/voorstellen/", allowing.say, name="say"),
    path("bron/<int:pk>/voorstellen/laag/", answers.layer, name="layer"),
    path("voorstel/<int:pk>/ja/", answers.accept, name="accept"),
    path("voorstel/<int:pk>/nee/", answers.refuse, name="refuse"),
    path("voorstel/<int:pk>/terug/", answers.reopen, name="reopen"),
]
