from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from allocation.verification import problems
from journal.chain import current_head


class Command(BaseCommand):
    help = "Verifies the journal's chain and the ledger against it. --head COUNT:DIGEST finds a cut tail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a head as printed in a decision, count:digest")

    def handle(self, *args: Any, head: str, **options: Any) -> None:
        found = list(problems(head))
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{len(found)} fel. Journalen eller numren har ändrats utanför Jämka.")
        now = current_head()
        self.stdout.write(f"Journalen stämmer: {now.count} händelser. Huvud: {now}")
