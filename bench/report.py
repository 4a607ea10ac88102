"""What a run says: a table to read, and the same as JSON with what the machine was."""

import importlib.metadata
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.harness import Measured, Timing

PACKAGES = ("numpy", "pandas", "apportionment", "apportionpy", "highspy", "django")
HEADINGS = ("work", "ours", "aim", "peer", "peer's", "ratio", "growth")


def table(measured: Sequence[Measured]) -> str:
    rows = [HEADINGS] + [row for each in measured for row in _rows(each)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def as_json(measured: Sequence[Measured]) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "processor": platform.machine(),
            "system": platform.system(),
            "python": platform.python_version(),
            "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        },
        "unit": "seconds",
        "works": [{**asdict(each), "exponent": each.exponent} for each in measured],
    }


def write(measured: Sequence[Measured], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    content = as_json(measured)
    path = folder / f"{content['at'].replace(':', '')}.json"
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _rows(each: Measured) -> list[tuple[str, ...]]:
    aim = "" if each.aim is None else f"≤ {seconds(each.aim)}{'' if each.ours.best <= each.aim else ' MISSED'}"
    head = (each.name, seconds(each.ours.best), aim)
    peers = [_peer(each.ours, peer) for peer in each.peers] or [("–", "", "")]
    return [
        (*(head if first else ("", "", "")), *peer, _growth(each) if first else "")
        for first, peer in zip([True] + [False] * len(peers), peers, strict=False)
    ]


def _peer(ours: Timing, peer: Timing) -> tuple[str, str, str]:
    """The ratio is how many times longer the peer takes."""
    name = peer.name if peer.agrees else f"{peer.name} (other answer)"
    return name, seconds(peer.best), f"{peer.best / ours.best:.2f}"


def _growth(each: Measured) -> str:
    if each.exponent is None:
        return ""
    units, taken = max(each.growth.items())
    return f"units^{each.exponent:.2f}; {units:,} in {seconds(taken)}".replace(",", " ")


def seconds(taken: float) -> str:
    return f"{taken:.2f} s" if taken >= 1 else f"{taken * 1e3:.3g} ms"
