from django.apps import AppConfig
from django.db.models.signals import post_migrate

from journal.triggers import append_only, install_after_migrate


class JournalConfig(AppConfig):
    name = "journal"
    triggers = append_only("journal_event")

    def ready(self) -> None:
        post_migrate.connect(install_after_migrate, sender=self)
