from django.urls import path

from . import views

app_name = "foundation"
urlpatterns = [
    path("post/", views.postbox, name="postbox"),
    path("post/<int:pk>/", views.mail, name="mail"),
    path("post/<int:pk>/html/", views.mail_html, name="mail_html"),
    path("live/<str:ticket>/", views.live_stream, name="live"),
    path("live/<str:ticket>/stand/", views.live_stand, name="live_stand"),
]
