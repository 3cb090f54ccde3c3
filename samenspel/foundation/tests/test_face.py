import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from samenspel.foundation import charts


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_rings_fill_from_the_middle_outward() -> None:
    for level in range(6):
        outermost_first = [ring.filled for ring in charts.rings(level)]
        assert outermost_first == [False] * (5 - level) + [True] * (level + 1)


def test_rings_fit_their_picture_and_shrink_inward() -> None:
    radii = [ring.radius for ring in charts.rings(0)]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] < 48


@pytest.mark.parametrize("level", [-1, 6])
def test_rings_know_no_other_level(level: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 5"):
        charts.rings(level)


def test_rings_are_never_without_words() -> None:
    assert "<span>Only &lt;us&gt;</span>" in draw('{% rings 1 "Only <us>"|force_escape %}')


def test_a_voice_has_a_shape_as_well_as_a_colour() -> None:
    assert '<circle cx="8" cy="8" r="7" class="mark-resident"/>' in draw(
        '{% voice "resident" "A" %}'
    )
    assert 'class="mark-professional"' in draw('{% voice "professional" "A" %}')
    assert 'class="mark-other"' in draw('{% voice "" "A" %}')


def test_an_icon_is_silent_unless_it_stands_alone() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "pen" %}')
    assert 'role="img" aria-label="Change"' in draw('{% icon "pen" "Change" %}')


def test_an_unknown_icon_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no icon is called 'unicorn'"):
        draw('{% icon "unicorn" %}')


class Said(forms.Form):
    words = forms.CharField(help_text="One sentence will do.")
    place = forms.CharField(required=False)
    voice = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField()


def test_a_form_ties_help_and_errors_to_their_fields() -> None:
    page = str(Said({}))
    assert 'aria-describedby="id_words_helptext id_words_error"' in page
    assert '<ul class="errors" id="id_words_error">' in page
    assert '<fieldset class="field invalid" aria-describedby="id_voice_error">' in page


def test_a_form_opens_with_a_summary_that_leads_to_each_error() -> None:
    page = str(Said({}))
    assert page.lstrip().startswith(
        '<div class="error-summary" role="alert" tabindex="-1" autofocus>'
    )
    for field in ("id_words", "id_voice_0", "id_sure"):
        assert f'<a href="#{field}">' in page


def test_only_what_may_be_left_out_is_marked() -> None:
    assert str(Said()).count('class="optional"') == 1
    assert "error-summary" not in str(Said())


def test_django_s_own_sentences_are_said_our_way() -> None:
    with override("nl"):
        assert "Vul dit nog in." in str(Said({}))
