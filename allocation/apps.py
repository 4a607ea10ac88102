from django.apps import AppConfig
from django.db.models.signals import post_migrate

from allocation.triggers import TRIGGERS
from journal.triggers import install_after_migrate


class AllocationConfig(AppConfig):
    name = "allocation"
    triggers = TRIGGERS

    def ready(self) -> None:
        import allocation.permissions
        import allocation.services.runs  # noqa: F401

        post_migrate.connect(install_after_migrate, sender=self)
