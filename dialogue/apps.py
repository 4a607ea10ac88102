from django.apps import AppConfig
from django.db.models.signals import post_migrate

from journal.triggers import Guard, append_only, install_after_migrate

STANDS = "a submitted svar stands"
SUBMITTED = "OLD.submitted_at IS NOT NULL"
# Its önskemål are part of it.
WISH_OF_SUBMITTED = (
    "EXISTS (SELECT 1 FROM dialogue_response r WHERE r.id = {}.response_id AND r.submitted_at IS NOT NULL)"
)


class DialogueConfig(AppConfig):
    name = "dialogue"
    triggers = [
        *append_only("dialogue_deadline", "dialogue_reply"),
        Guard("response_stands", "dialogue_response", "UPDATE", STANDS, SUBMITTED),
        Guard("response_stays", "dialogue_response", "DELETE", STANDS, SUBMITTED),
        Guard("wish_stands", "dialogue_wish", "UPDATE", STANDS, WISH_OF_SUBMITTED.format("OLD")),
        Guard("wish_stays", "dialogue_wish", "DELETE", STANDS, WISH_OF_SUBMITTED.format("OLD")),
        Guard("wish_is_not_added", "dialogue_wish", "INSERT", STANDS, WISH_OF_SUBMITTED.format("NEW")),
    ]

    def ready(self) -> None:
        import dialogue.permissions  # noqa: F401

        post_migrate.connect(install_after_migrate, sender=self)
