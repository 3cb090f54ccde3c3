from django.urls import path

from . import views

app_name = "circles"
urlpatterns = [
    path("coalitie/<int:pk>/uitnodigen/", views.invitations, name="invitations"),
    path("coalitie/<int:pk>/brieven/", views.print_letters, name="print_letters"),
    path("coalitie/<int:pk>/typen-voor/", views.type_for, name="type_for"),
    path("expeditie/<int:pk>/uitnodigen/", views.along, name="invitations_along"),
    path("uitnodiging/<int:pk>/opnieuw/", views.send_again, name="send_again"),
    path("uitnodiging/<int:pk>/brief/", views.print_letter, name="print_letter"),
    path("uitnodiging/<int:pk>/intrekken/", views.withdraw, name="withdraw_invitation"),
    path("meedoen/<str:token>/", views.join, name="join"),
]
