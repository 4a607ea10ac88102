"""What the suite runs against: throwaway services of its own, on loopback, gone when it ends.

Plainly: SQLite in a file (threads need one) and the filesystem broker, which ask for nothing. With --postgres:
PostgreSQL and Redis, as in operation; DATABASE_URL may name a server, else one is started from what is installed.
"""

import atexit
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

# A developer's own settings must neither steer the suite nor be touched by it.
FOREIGN = ("ALLOWED_HOSTS", "CELERY_BROKER_URL", "DEBUG", "HTTPS", "JAMKA_DEMO", "LOG_LEVEL", "SECRET_KEY")
IN_CI = os.environ.get("CI", "") not in ("", "false", "0")
ON_POSTGRES = "JAMKA_TEST_POSTGRES"  # how a worker of xdist knows what the one that started it was asked for


def find_program(*names: str) -> str | None:
    """Debian keeps PostgreSQL's own programs off the PATH."""
    folders = [os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
    found = (shutil.which(name, path=os.pathsep.join(folders)) for name in names)
    return next((path for path in found if path), None)


def chromium() -> str | None:
    return find_program("chromium", "chromium-browser", "google-chrome")


def prepare() -> None:
    """Sets the environment that config.settings reads. Every worker of xdist gets a folder and a broker of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        _prepare_run(on_postgres="--postgres" in sys.argv)
    var = Path(os.environ["JAMKA_TEST_VAR"], worker or "alone")
    static = var / "static"  # empty: the finders serve what is in the tree
    static.mkdir(parents=True, exist_ok=True)
    os.environ |= {"JAMKA_VAR": str(var), "STATIC_ROOT": str(static), "STATIC_FINDERS": "on"}
    if redis := os.environ.get("JAMKA_TEST_REDIS"):
        os.environ["CELERY_BROKER_URL"] = f"{redis}/{int(worker.removeprefix('gw') or 0)}"


def _prepare_run(*, on_postgres: bool) -> None:
    folder = Path(tempfile.mkdtemp(prefix="jamka-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["JAMKA_TEST_VAR"] = str(folder)
    given = os.environ.pop("DATABASE_URL", "")
    for name in (*FOREIGN, ON_POSTGRES, "JAMKA_TEST_REDIS"):
        os.environ.pop(name, None)
    if on_postgres:
        os.environ[ON_POSTGRES] = "yes"
        os.environ["DATABASE_URL"] = given if given.startswith("postgres") else start_postgres(folder)
        if redis := start_redis(folder):
            os.environ["JAMKA_TEST_REDIS"] = redis


def start_postgres(folder: Path) -> str:
    initdb, server = find_program("initdb"), find_program("postgres")
    if not (initdb and server):
        raise pytest.UsageError("--postgres: PostgreSQL is not installed here, and DATABASE_URL names no server")
    data, port, password = folder / "postgres", _free_port(), secrets.token_urlsafe()
    secret = folder / "postgres-password"
    secret.write_text(password)
    data.mkdir(mode=0o700)
    account: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        for path in (folder, data, secret):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": [], "cwd": folder}
    options = ["--username=jamka", f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run([initdb, "-D", data, *options, "--no-sync"], check=True, stdout=subprocess.DEVNULL, **account)
    speed = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    place = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", f"unix_socket_directories={folder}"]
    with (folder / "postgres.log").open("wb") as log:
        process = subprocess.Popen([server, "-D", data, *place, *speed], stdout=log, stderr=log, **account)
    # SIGINT: a fast shutdown, which does not wait for clients.
    _keep_until_exit(process, lambda: process.send_signal(signal.SIGINT))
    url = f"postgres://jamka:{password}@127.0.0.1:{port}"
    _wait_until(lambda: psycopg.connect(f"{url}/postgres", connect_timeout=2).close(), process)
    return f"{url}/jamka"


def start_redis(folder: Path) -> str | None:
    server = find_program("redis-server")
    if not server:
        if IN_CI:
            raise pytest.UsageError("--postgres: Redis is not installed, and CI tries everything")
        return None
    port = _free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--databases", "64"]
    process = subprocess.Popen([server, *options], cwd=folder, stdout=subprocess.DEVNULL)
    _keep_until_exit(process, process.terminate)
    _wait_until(lambda: socket.create_connection(("127.0.0.1", port), timeout=2).close(), process)
    return f"redis://127.0.0.1:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _keep_until_exit(process: subprocess.Popen[bytes], stop: Callable[[], object]) -> None:
    def end() -> None:
        if process.poll() is None:
            stop()
            process.wait(timeout=20)

    atexit.register(end)


def _wait_until(reach: Callable[[], object], process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            reach()
        except (OSError, psycopg.OperationalError):
            time.sleep(0.05)
        else:
            return
    raise pytest.UsageError(f"{process.args!r} did not come up")
