"""`make demo`: everything set up, loaded and running, in the foreground until Ctrl-C."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from frontend.demo.check import build_and_play
from frontend.demo.house import House


class Command(BaseCommand):
    help = "Loads the demo and runs web and worker until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fresh", action="store_true", help="throw away what was done, and start anew")
        parser.add_argument("--check", action="store_true", help="play a whole year in a scratch database, and exit")

    def handle(self, *args: Any, port: int, fresh: bool, check: bool, **options: Any) -> None:
        if check:
            sys.exit(build_and_play())
        folder = Path(os.environ.get("JAMKA_VAR", settings.BASE_DIR / "var")) / "demo"
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(KeyboardInterrupt), House(folder, port=port) as house:
            house.prepare()
            house.start()
            self.stdout.write(self.style.SUCCESS(f"\nJämka: http://localhost:{port}/logga-in"))
            self.stdout.write("  Användare för varje roll står på inloggningssidan.")
            self.stdout.write(f"  Publicerade tal: http://localhost:{port}/tal")
            self.stdout.write(f"  Utfall 2018:     http://localhost:{port}/utfall/2018")
            self.stdout.write(f"  API:             http://localhost:{port}/api/v1/tal?process=kommuntal&ar=2018")
            self.stdout.write("  Ctrl-C avslutar. Det som görs finns kvar till nästa gång; ARGS=--fresh börjar om.\n")
            self.stdout.flush()
            house.wait()
