from django.urls import path

from .views import behind, calendar, interface, kit, machines, pages, tales

app_name = "site"

urlpatterns = [
    path("expeditie/<slug:slug>/coalities/", pages.coalitions, name="coalitions"),
    path("expeditie/<slug:slug>/coalities/<slug:coalition>/", pages.coalition, name="coalition"),
    path("expeditie/<slug:slug>/bijeenkomsten/", pages.meetings, name="meetings"),
    path("expeditie/<slug:slug>/bijeenkomsten.ics", calendar.of_expedition, name="calendar"),
    path(
        "expeditie/<slug:slug>/coalities/<slug:coalition>/bijeenkomsten.ics",
        calendar.of_coalition,
        name="coalition_calendar",
    ),
    path("expeditie/<slug:slug>/verhalen/", tales.of_expedition, name="tales"),
    path("expeditie/<slug:slug>/verhalen/feed/", tales.feed, name="tales_feed"),
    path("expeditie/<slug:slug>/verhalen/feed.json", tales.json_feed, name="tales_json_feed"),
    path("expeditie/<slug:slug>/verhalen/<int:number>/", tales.tale, name="tale"),
    path("expeditie/<slug:slug>/verhalen/<int:number>/kaart.png", tales.card, name="tale_card"),
    path("expeditie/<slug:slug>/verhalen/<int:number>/doorgeven/", kit.of_tale, name="tale_kit"),
    path(
        "expeditie/<slug:slug>/verhalen/<int:number>/doorgeven/blok.<str:ending>",
        kit.tale_block,
        name="tale_block",
    ),
    path(
        "expeditie/<slug:slug>/verhalen/<int:number>/inbedden/", kit.tale_frame, name="tale_frame"
    ),
    path("expeditie/<slug:slug>/over/", pages.about, name="about"),
    path("expeditie/<slug:slug>/privacy/", pages.privacy, name="privacy"),
    path("expeditie/<slug:slug>/kaart.png", machines.card, name="card"),
    path(
        "expeditie/<slug:slug>/coalities/<slug:coalition>/kaart.png",
        machines.coalition_card,
        name="coalition_card",
    ),
    path("expeditie/<slug:slug>/doorgeven/", kit.of_expedition, name="kit"),
    path("les/<slug:slug>/doorgeven/blok.<str:ending>", kit.block, name="block"),
    path("les/<slug:slug>/inbedden/", kit.frame, name="frame"),
    path(
        "aflevering/<slug:slug>/doorgeven/blok.<str:ending>",
        kit.episode_block,
        name="episode_block",
    ),
    path("aflevering/<slug:slug>/inbedden/", kit.episode_frame, name="episode_frame"),
    path("api/", interface.page, name="interface"),
    path("api/v1/openapi.json", interface.description, name="api_description"),
    path("api/v1/expeditions", interface.expeditions, name="api_expeditions"),
    path("api/v1/lessons", interface.lessons, name="api_lessons"),
    path("api/v1/lessons/<slug:slug>", interface.lesson, name="api_lesson"),
    path("api/v1/lessons/<slug:slug>/editions/<int:number>", interface.edition, name="api_edition"),
    path("api/v1/episodes", interface.episodes, name="api_episodes"),
    path("api/v1/episodes/<slug:slug>", interface.episode, name="api_episode"),
    path(
        "api/v1/episodes/<slug:slug>/editions/<int:number>",
        interface.episode_edition,
        name="api_episode_edition",
    ),
    path("api/v1/taken-back", interface.taken_back, name="api_taken_back"),
    path(
        "api/v1/taken-back/episodes",
        interface.taken_back_episodes,
        name="api_taken_back_episodes",
    ),
    path("api/<path:rest>", interface.unknown, name="api_unknown"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("coalitie/<int:pk>/openbaar/", behind.page, name="page"),
    path("coalitie/<int:pk>/openbaar/tonen/", behind.show, name="show"),
    path("coalitie/<int:pk>/openbaar/wegleggen/", behind.hide, name="hide"),
    path("coalitie/<int:pk>/momenten/", behind.moments, name="moments"),
    path("expeditie/<int:pk>/momenten/", behind.moments_together, name="moments_together"),
    path("expeditie/<int:pk>/voorkant/", behind.front, name="front"),
    path("expeditie/<int:pk>/adres/", behind.address, name="address"),
    path("moment/<int:pk>/", behind.moment, name="moment"),
    path("moment/<int:pk>/weg/", behind.remove, name="remove_moment"),
]
