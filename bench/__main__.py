"""python -m bench [--slow] [--only TEXT] [--folder FOLDER]"""

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from bench import report
from bench.harness import Measured, Scale, Work, Wrong, measure

WORKS = ("largest_remainder", "webster", "model", "clearing", "simulation", "recompute")
FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"


def works(scale: Scale, only: str = "") -> Iterator[Work]:
    for name in WORKS:
        if only in name:
            yield from import_module(f"bench.{name}").works(scale)


def run(scale: Scale, only: str = "") -> Iterator[Measured]:
    for work in works(scale, only):
        print(f"  {work.name} …", file=sys.stderr, flush=True)
        yield measure(work, scale)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="Ours beside its peers, in one run.")
    parser.add_argument("--slow", action="store_true", help="peers that take half a minute too")
    parser.add_argument("--only", default="", metavar="TEXT", help=f"those whose name holds TEXT: {', '.join(WORKS)}")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the JSON goes (var/bench)")
    given = parser.parse_args()
    try:
        measured = list(run(Scale(slow=given.slow), given.only))
    except Wrong as wrong:
        print(f"A wrong answer: {wrong}", file=sys.stderr)
        return 1
    print(report.table(measured))
    print(f"\nBest of several; ratio: how many times longer the peer takes. {report.write(measured, given.folder)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
