from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from samenspel.web import finding, style

pages = [
    path("zoeken/", finding.page, name="search"),
    path("stijl/", style.page, name="style"),
    path("stijl/formulier/", style.form, name="style-form"),
    path("stijl/zeker/", style.sure, name="style-sure"),
    path("licht/", style.set_theme, name="theme"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((pages, "web"))),
    path("", include("samenspel.foundation.urls")),
    path("", include("samenspel.people.urls")),
    path("", include("samenspel.people.allauth_urls")),
    path("", include("samenspel.threads.urls")),
    path("", include("samenspel.circles.urls")),
    path("", include("samenspel.reflections.urls")),
    path("taal/", set_language, name="set_language"),
    path("", include("samenspel.sources.urls")),
    path("", include("samenspel.lessons.urls")),
]
