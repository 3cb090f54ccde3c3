from django.urls import path

from .views import doctor, feeds, margins, public, translating, voices, workshop

app_name = "stories"

urlpatterns = [
    path("afleveringen/", public.episodes, name="episodes"),
    path("afleveringen/van/<slug:expedition>/", public.episodes, name="of_expedition"),
    path("afleveringen/van/<slug:expedition>/feed.xml", feeds.feed, name="feed"),
    path("afleveringen/van/<slug:expedition>/feed.<slug:language>.xml", feeds.feed, name="feed_in"),
    path("afleveringen/van/<slug:expedition>/dokter/", doctor.checkup, name="doctor"),
    path("coalitie/<int:pk>/luisteren/", feeds.subscribe, name="subscribe"),
    path("podcast/<str:token>/feed.xml", feeds.private_feed, name="private_feed"),
    path(
        "podcast/<str:token>/feed.<slug:language>.xml", feeds.private_feed, name="private_feed_in"
    ),
    path(
        "podcast/<str:token>/<slug:slug>/<int:number>/<str:name>",
        feeds.private_file,
        name="private_file",
    ),
    path("marge/<slug:kind>/<slug:key>/<slug:part>/", margins.margin, name="margin"),
    path("marge/weg/<int:pk>/", margins.take_back, name="take_back_remark"),
    path("afleveringen/werk/", workshop.episodes, name="workshop"),
    path("afleveringen/werk/bron/<int:pk>/", workshop.start, name="start"),
    path("aflevering/nr/<int:pk>/", public.by_number, name="by_number"),
    path("aflevering/<slug:slug>/", public.episode, name="episode"),
    path("aflevering/<slug:slug>/<int:number>/", public.edition, name="edition"),
    path("aflevering/<slug:slug>/<int:number>/<str:name>", public.file, name="file"),
    path("aflevering/<slug:slug>/werk/", workshop.work, name="work"),
    path("aflevering/<slug:slug>/werk/tekst/", workshop.write, name="write"),
    path("aflevering/<slug:slug>/werk/hoofdstukken/", workshop.divide, name="divide"),
    path(
        "aflevering/<slug:slug>/werk/hoofdstukken/momenten/",
        workshop.chapters_of,
        name="chapters_of",
    ),
    path(
        "aflevering/<slug:slug>/werk/hoofdstukken/moment/<int:pk>/",
        workshop.chapters_of,
        name="chapter_of",
    ),
    path("aflevering/<slug:slug>/werk/stil/", workshop.mute, name="mute"),
    path("aflevering/<slug:slug>/werk/mensen/", workshop.people, name="people"),
    path(
        "aflevering/<slug:slug>/werk/vertaling/<slug:language>/",
        translating.translate,
        name="translate",
    ),
    path(
        "aflevering/<slug:slug>/werk/vertaling/<slug:language>/woorden/",
        translating.words,
        name="translate_words",
    ),
    path(
        "aflevering/<slug:slug>/werk/vertaling/<slug:language>/bestand/",
        translating.words_file,
        name="translate_file",
    ),
    path(
        "aflevering/<slug:slug>/werk/vertaling/<slug:language>/weg/",
        translating.untranslate,
        name="untranslate",
    ),
    path("aflevering/<slug:slug>/werk/omslag/", workshop.cover, name="cover"),
    path("aflevering/<slug:slug>/werk/omslag.jpg", workshop.picture, name="picture"),
    path("aflevering/<slug:slug>/werk/geluid/", workshop.prepare, name="prepare"),
    path("aflevering/<slug:slug>/werk/geluid.mp3", workshop.sound, name="sound"),
    path("aflevering/<slug:slug>/mijn-stem/", voices.voice, name="voice"),
    path("aflevering/<slug:slug>/werk/geven/", workshop.give, name="give"),
    path("aflevering/<slug:slug>/werk/terug/", workshop.retract, name="retract"),
]
