"""manage.py import_labour_market_index FILE: the index that replaces the stand-in in Jämka's own calculation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from municipalities.importers.table import FilesRefused
from municipalities.services.labour_market import import_labour_market_index


class Command(BaseCommand):
    help = "Läser in ett arbetsmarknadsindex per kommun (CSV: code, year, value). Ersätter skattekraften i modellen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--publisher", required=True)
        parser.add_argument("--citation", required=True, help="till exempel ”Källa: Arbetsförmedlingen”")

    def handle(self, *args: Any, path: Path, publisher: str, citation: str, **options: Any) -> None:
        try:
            rows = import_labour_market_index(path=path, publisher=publisher, citation=citation)
        except FilesRefused as refused:
            raise CommandError(_("Ingenting har sparats.") + f"\n{refused}") from refused
        self.stdout.write(_("%(changed)d uppgifter skrivna") % {"changed": rows})
