"""How forms come out: every `{{ form }}` and `{{ field.as_field_group }}` in the house."""

from django.forms.renderers import TemplatesSetting


class FaceRenderer(TemplatesSetting):
    form_template_name = "foundation/form.html"
    field_template_name = "foundation/field.html"
