from django.urls import path

from .views import agreements, questions

app_name = "agendas"
urlpatterns = [
    path("coalitie/<int:pk>/afspraken/", agreements.agreements, name="agreements"),
    path("coalitie/<int:pk>/afspraken/afspraken.csv", agreements.sheet, name="sheet"),
    path("coalitie/<int:pk>/afspraken/afspraken.ics", agreements.calendar, name="calendar"),
    path("afspraak/<int:pk>/", agreements.agreement, name="agreement"),
    path("afspraak/<int:pk>/stand/", agreements.turn, name="turn"),
    path("afspraak/<int:pk>/wijzigen/", agreements.change, name="change"),
    path("afspraak/<int:pk>/kring/", agreements.circle, name="agreement_circle"),
    path("afspraak/<int:pk>/weg/", agreements.strike, name="strike"),
    path("coalitie/<int:pk>/leeragenda/", questions.agenda, name="agenda"),
    path("coalitie/<int:pk>/leeragenda/versies/", questions.versions, name="versions"),
    path("leervraag/<int:pk>/", questions.question, name="question"),
    path("leervraag/<int:pk>/woorden/", questions.reword, name="reword"),
    path("leervraag/<int:pk>/antwoord/", questions.answer, name="answer"),
    path("leervraag/<int:pk>/van-de-lijst/", questions.drop, name="drop"),
    path("leervraag/<int:pk>/terug/", questions.take_up, name="take_up"),
    path("leervraag/<int:pk>/kring/", questions.circle, name="question_circle"),
]
