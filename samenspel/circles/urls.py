from django.urls import path

from .views import belonging, inviting

app_name = "circles"
urlpatterns = [
    path("coalitie/<int:pk>/leden/", belonging.members, name="members"),
    path("coalitie/<int:pk>/toegang/", belonging.access, name="access"),
    path("coalitie/<int:pk>/vertellen/", belonging.describe, name="describe"),
    path("coalitie/<int:pk>/partner/", belonging.join, name="partner_join"),
    path("coalitie/<int:pk>/partner/<int:row>/weg/", belonging.leave, name="partner_leave"),
    path("coalitie/<int:pk>/oefenplek/", belonging.add_practice, name="add_practice"),
    path("coalitie/<int:pk>/oefenplek/<int:row>/weg/", belonging.end_practice, name="end_practice"),
    path("lid/<int:pk>/", belonging.member, name="member"),
    path("lid/<int:pk>/einde/", belonging.end, name="end"),
    path("lid/<int:pk>/typen/einde/", belonging.stop_typing, name="stop_typing"),
    path("expeditie/<int:pk>/beheer/", belonging.manage, name="manage"),
    path("expeditie/<int:pk>/coalitie/", belonging.form_coalition, name="form"),
    path(
        "expeditie/<int:pk>/vertellen/", belonging.describe_expedition, name="describe_expedition"
    ),
    path("expeditie/<int:pk>/volgende/", belonging.begin, name="begin"),
    path("coalitie/<int:pk>/uitnodigen/", inviting.invitations, name="invitations"),
    path("coalitie/<int:pk>/brieven/", inviting.print_letters, name="print_letters"),
    path("coalitie/<int:pk>/typen-voor/", inviting.type_for, name="type_for"),
    path("expeditie/<int:pk>/uitnodigen/", inviting.along, name="invitations_along"),
    path("uitnodiging/<int:pk>/opnieuw/", inviting.send_again, name="send_again"),
    path("uitnodiging/<int:pk>/brief/", inviting.print_letter, name="print_letter"),
    path("uitnodiging/<int:pk>/intrekken/", inviting.withdraw, name="withdraw_invitation"),
    path("meedoen/<str:token>/", inviting.join, name="join"),
]
