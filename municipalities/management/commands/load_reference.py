"""manage.py load_reference: län, kommuner, statistics, länstal and the report's figures."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from municipalities.importers.reference import REFERENCE
from municipalities.importers.table import FilesRefused
from municipalities.services.reference import load_reference


class Command(BaseCommand):
    help = "Läser in länen, kommunerna och de officiella uppgifterna. Kan köras hur många gånger som helst."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--directory", type=Path, default=REFERENCE, help="var filerna finns")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        try:
            loaded = load_reference(directory=directory)
        except FilesRefused as refused:
            raise CommandError(_("Ingenting har sparats.") + f"\n{refused}") from refused
        for file in loaded:
            state = _("%(changed)d uppgifter skrivna") % {"changed": file.changed} if file.changed else _("oförändrad")
            self.stdout.write(f"{file.file_name}: {state}")
