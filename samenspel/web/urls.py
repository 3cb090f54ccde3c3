from django.urls import URLPattern, URLResolver, include, path

from samenspel.digests.views import behind, public
from samenspel.site.views import kit
from samenspel.web import coalitions, finding, fund, homes, host, style

pages = [
    path("", homes.home, name="home"),
    path("expeditie/<slug:slug>/", coalitions.expedition, name="expedition"),
    path("les/<slug:slug>/doorgeven/", kit.of_lesson, name="lesson_kit"),
    path("aflevering/<slug:slug>/doorgeven/", kit.of_episode, name="episode_kit"),
    path("expeditie/<slug:slug>/volgen/", public.follow, name="follow"),
    path("expeditie/<int:pk>/per-mail/", behind.digest, name="digest"),
    path("coalitie/<int:pk>/", coalitions.coalition, name="coalition"),
    path("coalitie/<int:pk>/geschiedenis/", coalitions.history, name="history"),
    path("coalitie/<int:pk>/als-het-fonds/", fund.as_fund, name="as_fund"),
    path("lid/<int:pk>/typen/", coalitions.type_for, name="type_for"),
    path("kijk-als/fonds/", fund.look, name="look_as_fund"),
    path("wat-ziet-het-fonds/", fund.page, name="fund"),
    path("gezond/", host.health, name="health"),
    path("robots.txt", host.robots, name="robots"),
    path(".well-known/security.txt", host.security, name="security"),
    path("zoeken/", finding.find, name="search"),
    path("stijl/", style.page, name="style"),
    path("stijl/formulier/", style.form, name="style-form"),
    path("stijl/zeker/", style.sure, name="style-sure"),
    path("licht/", style.set_theme, name="theme"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("samenspel.pitstops.urls")),
    path("", include((pages, "web"))),
    path("", include("samenspel.foundation.urls")),
    path("", include("samenspel.people.urls")),
    path("", include("samenspel.people.allauth_urls")),
    path("", include("samenspel.circles.urls")),
    path("", include("samenspel.sources.urls")),
    path("", include("samenspel.agendas.urls")),
    path("", include("samenspel.assessments.urls")),
    path("", include("samenspel.stories.urls")),
    path("", include("samenspel.reflections.urls")),
    path("", include("samenspel.threads.urls")),
    path("", include("samenspel.exchange.urls")),
    path("", include("samenspel.insight.urls")),
    path("", include("samenspel.suggestions.urls")),
    path("", include("samenspel.recognition.urls")),
    path("", include("samenspel.lessons.urls")),
    path("", include("samenspel.site.urls")),
    path("", include("samenspel.digests.urls")),
    path("", include("samenspel.travelogue.urls")),
]
