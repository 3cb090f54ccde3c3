from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendasConfig(AppConfig):
    name = "samenspel.agendas"

    def ready(self) -> None:
        from samenspel.sources import search

        from . import finding
        from .models import Agreement, Question

        search.register(
            "agreements",
            Agreement,
            label=_("what was agreed"),
            pieces=finding.of_agreement,
            url=finding.agreement_url,
        )
        search.register(
            "learning",
            Question,
            label=_("what we want to learn"),
            pieces=finding.of_question,
            url=finding.question_url,
            seen_by=finding.questions_seen_by,
        )
