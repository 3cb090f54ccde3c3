from django.urls import path, re_path

from .views import leading, planning, table

app_name = "pitstops"
urlpatterns = [
    path("coalitie/<int:pk>/pitstops/", planning.pitstops, name="pitstops"),
    path("coalitie/<int:pk>/pitstops/nieuw/", planning.plan, name="plan"),
    path("pitstop/<int:pk>/", planning.pitstop, name="pitstop"),
    path("pitstop/<int:pk>/anders/", planning.change, name="change"),
    path("pitstop/<int:pk>/afzeggen/", planning.cancel, name="cancel"),
    path("pitstop/<int:pk>/stap/", planning.add_step, name="add_step"),
    path("pitstop/<int:pk>/stap/<int:row>/", planning.step, name="step"),
    path("pitstop/<int:pk>/stap/<int:row>/doe/", planning.do_step, name="do_step"),
    path("pitstop/<int:pk>/begeleiders/", planning.heads, name="heads"),
    path("pitstop/<int:pk>/script/", planning.keep_script, name="keep_script"),
    path("pitstop/<int:pk>/proef/", planning.rehearse, name="rehearse"),
    path("pitstop/<int:pk>/begin/", planning.begin, name="begin"),
    path("pitstop/<int:pk>/leiden/", leading.lead, name="lead"),
    path("pitstop/<int:pk>/leiden/nu/", leading.lead_now, name="lead_now"),
    path("pitstop/<int:pk>/leiden/doe/", leading.lead_do, name="lead_do"),
    path("scherm/<str:key>/", leading.screen, name="screen"),
    path("scherm/<str:key>/nu/", leading.screen_now, name="screen_now"),
    path("p/tafel/<int:pk>/", table.at_table, name="table"),
    path("p/tafel/<int:pk>/nu/", table.now, name="table_now"),
    path("p/tafel/<int:pk>/geef/", table.hand_in, name="hand_in"),
    path("p/tafel/<int:pk>/spiegel/", table.mirror, name="mirror"),
    path("p/tafel/<int:pk>/doe/", table.act, name="act"),
    path("p/tafel/<int:pk>/weg/", table.leave, name="leave"),
    path("p/mee/<int:pk>/<str:secret>/", table.brought, name="brought"),
    path("p/mee/<int:pk>/<str:secret>/doe/", table.brought_act, name="brought_act"),
    path("p/", table.code, name="code"),
    re_path(r"^[pP]/(?P<code>[0-9A-Za-z]{6,16})/?$", table.door, name="door"),
]
