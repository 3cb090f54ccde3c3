from django.urls import path

from .views import behind, subscribers

app_name = "digests"

urlpatterns = [
    path("expeditie/<slug:slug>/volgen/per-mail/", subscribers.ask, name="ask"),
    path("expeditie/<slug:slug>/volgen/per-mail/gevraagd/", subscribers.asked, name="asked"),
    path("per-mail/<uuid:key>/", subscribers.choices, name="choices"),
    path("per-mail/<uuid:key>/bevestigen/", subscribers.confirm, name="confirm"),
    path("per-mail/<uuid:key>/afmelden/", subscribers.leave, name="leave"),
    path("expeditie/<int:pk>/per-mail/mail/", behind.mail_html, name="mail_html"),
    path("expeditie/<int:pk>/per-mail/versturen/", behind.send, name="send"),
]
