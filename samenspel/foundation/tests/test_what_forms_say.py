"""What is not right in a form is said in our own words, in both languages."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext, override

from samenspel.foundation.rendering import SAID_OUR_WAY

SAID = [
    (forms.CharField(), "", "Vul dit nog in.", "Fill this in."),
    (
        forms.CharField(max_length=3),
        "vier",
        "Maak het korter: hoogstens 3 tekens. Nu zijn het er 4.",
        "Make it shorter: at most 3 characters. Now it has 4.",
    ),
    (
        forms.CharField(min_length=3),
        "2e",
        "Maak het langer: minstens 3 tekens. Nu zijn het er 2.",
        "Make it longer: at least 3 characters. Now it has 2.",
    ),
    (
        forms.CharField(),
        "a\x00b",
        "Er staat een teken in dat we niet kunnen bewaren. Typ het opnieuw.",
        "There is a character in it that we can't keep. Type it again.",
    ),
    (
        forms.IntegerField(max_value=90),
        "91",
        "Kies een getal van hoogstens 90.",
        "Choose a number of at most 90.",
    ),
    (
        forms.IntegerField(min_value=-90),
        "-91",
        "Kies een getal van minstens -90.",
        "Choose a number of at least -90.",
    ),
    (forms.IntegerField(), "half", "Schrijf een heel getal.", "Write a whole number."),
    (forms.FloatField(), "half", "Schrijf een getal.", "Write a number."),
    (
        forms.ChoiceField(choices=[("a", "A")]),
        "b",
        "Dit kun je hier niet kiezen: b. Kies iets anders.",
        "You can't choose this here: b. Choose something else.",
    ),
    (
        forms.DateField(),
        "ooit",
        "Kies een dag, of schrijf hem als 31-12-2026.",
        "Choose a day, or write it as 2026-12-31.",
    ),
    (
        forms.EmailField(),
        "nel",
        "Dit is geen e-mailadres. Kijk of er een @ en een punt in staan.",
        "This is not an e-mail address. Is there an @ and a dot in it?",
    ),
    (forms.FileField(required=True), None, "Vul dit nog in.", "Fill this in."),
    (
        forms.FileField(),
        SimpleUploadedFile("leeg.txt", b""),
        "Dit bestand is leeg. Kies een ander bestand.",
        "This file is empty. Choose another one.",
    ),
    (
        forms.FileField(max_length=8),
        SimpleUploadedFile("leeg.docx", b"x"),
        "De naam van dit bestand is te lang: hoogstens 8 tekens. Nu zijn het er 9.",
        "The name of this file is too long: at most 8 characters. Now it has 9.",
    ),
]


@pytest.mark.parametrize(("field", "given", "dutch", "english"), SAID)
def test_each_mistake_has_a_sentence_of_ours(field, given, dutch, english):
    for language, sentence in (("nl", dutch), ("en", english)):
        with override(language), pytest.raises(forms.ValidationError) as wrong:
            field.clean(given)
        with override(language):
            assert wrong.value.messages == [sentence]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_none_of_them_is_left_as_django_says_it(language):
    with override(language):
        kept = [said for said in SAID_OUR_WAY if isinstance(said, str) and gettext(said) == said]
    assert kept == []
