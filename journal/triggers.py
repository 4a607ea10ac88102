"""Database triggers as data, in SQL that SQLite and PostgreSQL share.

Installed after every migrate (an AlterField on SQLite rebuilds the table and drops its triggers without a word), and
a system check finds one that is missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import AppConfig, apps
from django.core import checks
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Guard:
    """Refuses a statement when the condition (over NEW and OLD) is true."""

    name: str
    table: str
    event: Literal["INSERT", "UPDATE", "DELETE"]
    message: str
    condition: str = ""

    def sqlite(self) -> Iterator[str]:
        when = f"WHEN {self.condition}" if self.condition else ""
        yield (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW {when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def postgresql(self) -> Iterator[str]:
        row = "OLD" if self.event == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {self.condition or 'TRUE'} THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {row}; END $$"
        )
        yield (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )


@dataclass(frozen=True)
class Effect:
    """Runs a statement after each inserted row."""

    name: str
    table: str
    statement: str

    def sqlite(self) -> Iterator[str]:
        yield f"CREATE TRIGGER {self.name} AFTER INSERT ON {self.table} FOR EACH ROW BEGIN {self.statement}; END"

    def postgresql(self) -> Iterator[str]:
        yield (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {self.statement}; RETURN NULL; END $$"
        )
        yield f"CREATE TRIGGER {self.name} AFTER INSERT ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()"


@dataclass(frozen=True)
class NoTruncate:
    """TRUNCATE goes past row triggers. SQLite has none."""

    name: str
    table: str
    message: str

    def sqlite(self) -> Iterator[str]:
        yield from ()

    def postgresql(self) -> Iterator[str]:
        yield (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation'; END $$"
        )
        yield (
            f"CREATE TRIGGER {self.name} BEFORE TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()"
        )


Trigger = Guard | Effect | NoTruncate


def append_only(*tables: str) -> list[Trigger]:
    """No row of these tables is ever changed or removed."""
    triggers: list[Trigger] = []
    for table in tables:
        triggers += [
            Guard(f"{table}_no_update", table, "UPDATE", f"{table} is append-only"),
            Guard(f"{table}_no_delete", table, "DELETE", f"{table} is append-only"),
            NoTruncate(f"{table}_no_truncate", table, f"{table} is append-only"),
        ]
    return triggers


def triggers_of(config: AppConfig) -> list[Trigger]:
    return getattr(config, "triggers", [])


def every_trigger() -> list[Trigger]:
    return [trigger for config in apps.get_app_configs() for trigger in triggers_of(config)]


def drop(db: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    with db.cursor() as cursor:
        tables = set(db.introspection.table_names(cursor))
        for trigger in triggers:
            on = f" ON {trigger.table}" if db.vendor == "postgresql" else ""
            if trigger.table in tables:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")


def install(db: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    triggers = list(triggers)
    drop(db, triggers)
    with db.cursor() as cursor:
        tables = set(db.introspection.table_names(cursor))
        for trigger in triggers:
            if trigger.table in tables:
                for statement in getattr(trigger, db.vendor)():
                    cursor.execute(statement)


def install_after_migrate(sender: AppConfig, using: str, **_: Any) -> None:
    install(connections[using], triggers_of(sender))


def installed(db: BaseDatabaseWrapper) -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with db.cursor() as cursor:
        cursor.execute(catalogue[db.vendor])
        return {row[0] for row in cursor.fetchall()}


@checks.register(checks.Tags.database)
def check_triggers(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> Iterable[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    for alias in databases or []:
        db = connections[alias]
        # A warning, not an error: migrate itself runs this check before it can put them back.
        found += [checks.Warning(f"Trigger {name} is missing: run migrate.", id="journal.W001") for name in missing(db)]
    return found


def missing(db: BaseDatabaseWrapper) -> list[str]:
    with db.cursor() as cursor:
        tables = set(db.introspection.table_names(cursor))
    wanted = {t.name for t in every_trigger() if t.table in tables and next(iter(getattr(t, db.vendor)()), None)}
    return sorted(wanted - installed(db))


@contextmanager
def lifted(db: BaseDatabaseWrapper = connection) -> Iterator[None]:
    """Without triggers: for emptying a test database, and for proving that verification finds what a trigger would
    have refused."""
    drop(db, every_trigger())
    try:
        yield
    finally:
        install(db, every_trigger())
