from django.urls import path

from .views import behind, public

app_name = "travelogue"

urlpatterns = [
    path("expeditie/<slug:slug>/reisverslag/", public.page, name="public"),
    path("expeditie/<slug:slug>/reisverslag/omslag.svg", public.cover, name="cover"),
    path("expeditie/<slug:slug>/reisverslag/reisverslag.<str:ending>", public.file, name="file"),
    path("expeditie/<int:pk>/reisverslag/werk/", behind.work, name="work"),
    path("expeditie/<int:pk>/reisverslag/werk/kiezen/", behind.write, name="write"),
    path("expeditie/<int:pk>/reisverslag/werk/maken/", behind.make, name="make"),
    path("expeditie/<int:pk>/reisverslag/werk/tonen/", behind.show, name="show"),
    path("expeditie/<int:pk>/reisverslag/werk/wegleggen/", behind.hide, name="hide"),
    path("expeditie/<int:pk>/reisverslag/werk/bestand.<str:ending>", behind.file, name="own_file"),
    path("expeditie/<int:pk>/reisverslag/voorbeeld/<path:name>", behind.preview, name="preview"),
]
