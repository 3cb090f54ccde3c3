from django.urls import path

from .views import giving, taking

app_name = "exchange"

urlpatterns = [
    path("werkbank/<slug:slug>/uitwisselen/", taking.corner, name="corner"),
    path("werkbank/<slug:slug>/uitwisselen/in/<uuid:key>/", taking.look_over, name="look_over"),
    path("werkbank/<slug:slug>/uitwisselen/in/<uuid:key>/nu/", taking.now, name="arrival_now"),
    path("werkbank/<slug:slug>/uitwisselen/in/<uuid:key>/weg/", taking.discard, name="discard"),
    path("werkbank/<slug:slug>/uitwisselen/uit/", giving.give, name="give"),
    path("werkbank/<slug:slug>/uitwisselen/uit/<int:number>/", giving.export, name="export"),
    path("werkbank/<slug:slug>/uitwisselen/uit/<int:number>/nu/", giving.now, name="export_now"),
    path("werkbank/<slug:slug>/uitwisselen/uit/<int:number>/bestand/", giving.file, name="file"),
    path("werkbank/<slug:slug>/uitwisselen/register/", giving.register, name="register"),
]
