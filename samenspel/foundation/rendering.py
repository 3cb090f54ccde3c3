"""How forms come out: every `{{ form }}` and `{{ field.as_field_group }}` in the house."""

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop

# Django's own sentences, which our catalogue says in our way.
SAID_OUR_WAY = [
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid date."),
]


class FaceRenderer(TemplatesSetting):
    form_template_name = "foundation/form.html"
    field_template_name = "foundation/field.html"
