from django.apps import AppConfig
from django.db.models.signals import post_migrate

from journal.triggers import Guard, append_only, install_after_migrate

STANDS = "a submitted svar stands"
SUBMITTED = "OLD.submitted_at IS NOT NULL"


class DialogueConfig(AppConfig):
    name = "dialogue"
    triggers = [
        *append_only("dialogue_deadline", "dialogue_reply"),
        Guard("response_stands", "dialogue_response", "UPDATE", STANDS, SUBMITTED),
        Guard("response_stays", "dialogue_response", "DELETE", STANDS, SUBMITTED),
    ]

    def ready(self) -> None:
        import dialogue.permissions  # noqa: F401

        post_migrate.connect(install_after_migrate, sender=self)
