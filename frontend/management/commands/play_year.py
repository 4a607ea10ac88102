import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from frontend.demo.check import play


class Command(BaseCommand):
    help = "Plays a whole year against a running instance with the demo's users. Used by `demo --check`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        sys.exit(play(address))
