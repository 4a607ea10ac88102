from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.services import create_organisations
from frontend.demo import cast, year_2018, year_2026
from municipalities.services.reference import load_reference


class Command(BaseCommand):
    help = "Loads the demo: 2018 as it was, 2026 in the middle of the autumn. Idempotent; only where JAMKA_DEMO is on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people-only", action="store_true", help="organisations and users, but no rounds")

    def handle(self, *args: Any, people_only: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's users have a public password: set JAMKA_DEMO=on to load them.")
        with transaction.atomic():
            load_reference()
            create_organisations()
            cast.hire()
            if people_only:
                return
            self.stdout.write("2018: kommuntal, beslutade och stängda")
            year_2018.load()
            self.stdout.write("2026: tre processer, län i olika skeden")
            year_2026.load()
