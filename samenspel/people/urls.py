from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("binnenkomen/link/<str:token>/", views.enter, name="enter"),
    path("demo/deur/<str:token>/", views.demo_door, name="demo_door"),
    path("code/", views.code, name="code"),
    path("nieuwe-link/<str:token>/", views.ask_again, name="ask_again"),
    path("ik/", views.me, name="me"),
    path("ik/adres/", views.address, name="address"),
    path("ik/adres/<str:token>/", views.confirm_address, name="confirm_address"),
    path("ik/overal-weg/", views.leave_everywhere, name="leave_everywhere"),
]
