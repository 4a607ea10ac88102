"""`make demo ARGS=--check`: a whole year of all three processes, played through the web and the API against a scratch
database with a real worker, each result checked."""

import sys
import tempfile
import traceback
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from frontend.demo.check import story_2018, story_2024
from frontend.demo.check.tally import Tally
from frontend.demo.check.town import Town
from frontend.demo.house import House

STORIES = (story_2018, story_2024)


def build_and_play() -> int:
    """A house of its own, and the stories in it; 0 when everything passed."""
    with tempfile.TemporaryDirectory(prefix="jamka-check-") as folder, House(Path(folder), quiet=True) as house:
        house.prepare("--people-only")
        house.start()
        failed = house.manage_aloud("play_year", house.address)
        if failed:
            sys.stderr.write("\n".join(house.log.read_text(errors="replace").splitlines()[-40:]) + "\n")
        return failed


def play(address: str) -> int:
    """The stories, against the instance that answers there; ends with the line "N passed, 0 failed"."""
    tally, town = Tally(), Town(address)
    for story in STORIES:
        tally.heading(story.TITLE)
        try:
            story.play(town, tally)
        except Exception as error:
            traceback.print_exc()
            tally.check(f"berättelsen avbröts: {type(error).__name__}", False, error)
    tally.heading("Journalen")
    told = StringIO()
    call_command("verify_log", stdout=told)
    tally.check(f"verify_log: {told.getvalue().strip()[:60]}", True)
    return tally.close()
