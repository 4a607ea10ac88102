"""manage.py check_clearing FILE: does a certificate of "Beräkna förslag" hold? Checked without what computed it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from allocation.engine.certificate import check


class Command(BaseCommand):
    help = "Prövar ett intyg från ”Beräkna förslag” utan det program som räknade fram det."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="intyget som JSON, hämtat från sidan")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            certificate = json.loads(options["file"].read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(_("Filen kan inte läsas som JSON: %(error)s") % {"error": error}) from error
        faults = check(certificate)
        if faults:
            raise CommandError("\n".join([_("Intyget håller inte:"), *faults]))
        self.stdout.write(_("Intyget håller: summorna är kvar, ingen är ändrad mot sin vilja, och inget är bättre."))
