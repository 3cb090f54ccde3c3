from django.urls import path

from .views import feeds, public

app_name = "lessons"

urlpatterns = [
    path("lessen/", public.lessons, name="lessons"),
    path("lessen/feed/", feeds.feed, name="feed"),
    path("lessen/van/<slug:expedition>/", public.lessons, name="of_expedition"),
    path("lessen/van/<slug:expedition>/feed/", feeds.feed, name="feed_of_expedition"),
    path("les/<slug:slug>/", public.lesson, name="lesson"),
    path("les/<slug:slug>/<int:number>/", public.edition, name="edition"),
    path("les/<slug:slug>/les.<str:ending>", public.lesson_file, name="file"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
]
