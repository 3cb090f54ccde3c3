from django.urls import path

from .views import (
    absent,
    agreement,
    beside,
    blind,
    differences,
    files,
    matrix,
    now,
    over_time,
    passages,
    together,
    words,
)

app_name = "insight"

HERE = "werkbank/<slug:slug>/tellen/"
BESIDE = "werkbank/<slug:slug>/naast-elkaar/"

urlpatterns = [
    path(HERE, matrix.matrix, name="matrix"),
    path(f"{HERE}samen/", together.together, name="together"),
    path(f"{HERE}verloop/", over_time.over_time, name="over_time"),
    path(f"{HERE}nu/<slug:tab>/", now.counted, name="counted"),
    path(f"{HERE}afwezig/", absent.absent, name="absent"),
    path(f"{HERE}in-de-zin/", words.in_words, name="in_words"),
    path(f"{HERE}fragmenten/", passages.passages, name="passages"),
    path(f"{HERE}code/<int:pk>/", passages.code, name="code"),
    path(f"{HERE}tabel.<slug:kind>", files.matrix, name="matrix_file"),
    path(f"{HERE}samen.<slug:kind>", files.together, name="together_file"),
    path(f"{HERE}verloop.<slug:kind>", files.over_time, name="over_time_file"),
    path(BESIDE, agreement.agreement, name="agreement"),
    path(f"{BESIDE}nu/", agreement.now, name="agreement_now"),
    path(f"{BESIDE}overeenstemming.<slug:kind>", agreement.file, name="agreement_file"),
    path(f"{BESIDE}bron/<int:pk>/", beside.beside, name="beside"),
    path(f"{BESIDE}verschillen/", differences.page, name="differences"),
    path(f"{BESIDE}verschil/<int:pk>/weer-open/", differences.reopen, name="reopen_talk"),
    path(f"{BESIDE}verschil/<int:pk>/doen/", differences.follow, name="follow_talk"),
    path(f"{BESIDE}blind/", blind.page, name="blind"),
    path(f"{BESIDE}blind/<int:pk>/intrekken/", blind.call_off, name="call_off"),
]
