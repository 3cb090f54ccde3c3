from django.urls import path

from .views import beside, cards, feeds, neighbours, proofs, public, workshop

app_name = "lessons"

urlpatterns = [
    path("lessen/", public.lessons, name="lessons"),
    path("lessen/feed/", feeds.feed, name="feed"),
    path("lessen/feed.json", feeds.json_feed, name="json_feed"),
    path("lessen/van/<slug:expedition>/", public.lessons, name="of_expedition"),
    path("lessen/van/<slug:expedition>/feed/", feeds.feed, name="feed_of_expedition"),
    path("lessen/van/<slug:expedition>/feed.json", feeds.json_feed, name="json_feed_of_expedition"),
    path("lessen/meekijken/", proofs.proofs, name="proofs"),
    path("lessen/meekijken/<int:pk>/", proofs.proof, name="proof"),
    path("lessen/meekijken/<int:pk>/beeld.jpg", proofs.picture, name="proof_picture"),
    path("lessen/woorden/<int:pk>/", neighbours.watchwords, name="watchwords"),
    path("lessen/werk/", workshop.lessons, name="workshop"),
    path("lessen/werk/nieuw/", workshop.start, name="start"),
    path("les/nr/<int:pk>/", public.by_number, name="by_number"),
    path("les/<slug:slug>/", public.lesson, name="lesson"),
    path("les/<slug:slug>/<int:number>/", public.edition, name="edition"),
    path("les/<slug:slug>/<int:number>/beeld.jpg", public.picture, name="edition_picture"),
    path("les/<slug:slug>/kaart.png", cards.lesson, name="card"),
    path("les/<slug:slug>/les.<str:ending>", public.lesson_file, name="file"),
    path("les/<slug:slug>/werk/", workshop.work, name="work"),
    path("les/<slug:slug>/werk/tekst/", workshop.write, name="write"),
    path("les/<slug:slug>/werk/erbij/", beside.describe, name="describe"),
    path("les/<slug:slug>/werk/beeld/", beside.picture, name="picture"),
    path("les/<slug:slug>/werk/beeld.jpg", beside.picture_file, name="picture_file"),
    path("les/<slug:slug>/werk/meekijken/", proofs.put, name="put"),
    path("les/<slug:slug>/werk/buren/", neighbours.neighbours, name="neighbours"),
    path("les/<slug:slug>/werk/voorbeeld/", workshop.preview, name="preview"),
    path("les/<slug:slug>/werk/citaten/", workshop.choose, name="choose"),
    path("les/<slug:slug>/werk/bron/<int:pk>/", workshop.choose_words, name="choose_words"),
    path("les/<slug:slug>/werk/citaat/<int:pk>/", workshop.quote, name="quote"),
    path("les/<slug:slug>/werk/citaat/<int:pk>/wie/", workshop.who, name="who"),
    path("les/<slug:slug>/werk/geven/", workshop.give, name="give"),
    path("les/<slug:slug>/werk/meenemen/", workshop.take_along, name="take_along"),
]
