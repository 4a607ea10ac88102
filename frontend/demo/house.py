"""An instance of Jämka as its own processes: a web server and a worker, on SQLite and the filesystem broker."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings


class House:
    """`folder` holds everything it writes; a second House on the same folder goes on where the first stopped."""

    def __init__(self, folder: Path, port: int = 0, *, quiet: bool = False) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.quiet = quiet
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """What web and worker have to say, where they are not heard."""
        return self.folder / "log.txt"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "JAMKA_VAR": str(self.folder),
            "JAMKA_DEMO": "on",
            "STATIC_FINDERS": "on",
            "STATIC_ROOT": str(self.folder / "static"),
            "DATABASE_URL": f"sqlite:///{self.folder / 'jamka.sqlite3'}",
            "CELERY_BROKER_URL": "filesystem://localhost",
            "PYTHONUNBUFFERED": "1",
        }

    def prepare(self, *options: str) -> None:
        """Tables and data; `options` go to load_demo."""
        (self.folder / "static").mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_demo", *options)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env=self.environment,
            cwd=settings.BASE_DIR,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def manage_aloud(self, *arguments: str) -> int:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        return subprocess.call(command, env=self.environment, cwd=settings.BASE_DIR)  # noqa: S603

    def start(self) -> None:
        worker = ["-m", "celery", "-A", "config.celery", "--quiet", "worker", "-B", "--pool=solo", "--loglevel=WARNING"]
        web = [
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers=2",
            "--log-level=warning",
        ]
        self.run(web)
        self.run(worker)
        self.await_answer()

    def run(self, command: list[str]) -> None:
        log = self.log.open("ab") if self.quiet else None
        self.processes.append(
            subprocess.Popen(  # noqa: S603
                [sys.executable, *command],
                env=self.environment,
                cwd=settings.BASE_DIR,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )
        )

    def await_answer(self, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                with urllib.request.urlopen(f"{self.address}/api/v1/lan", timeout=5):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"Webbservern svarar inte på {self.address}. Är porten upptagen? Välj en annan med --port.")

    def wait(self) -> None:
        while all(process.poll() is None for process in self.processes):
            time.sleep(0.5)
        raise SystemExit("Webbservern eller arbetaren avslutades oväntat.")

    def __enter__(self) -> Self:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
