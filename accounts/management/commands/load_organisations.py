from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Organisation
from accounts.services import create_organisations


class Command(BaseCommand):
    help = "Creates the organisations that exist by law (after load_reference). Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        create_organisations()
        self.stdout.write(f"{Organisation.objects.count()} organisationer")
