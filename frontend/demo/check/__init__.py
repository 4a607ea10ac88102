"""`make demo ARGS=--check`: a whole year of all three processes, played through the web and the API against a scratch
database with a real worker, each result checked."""

import tempfile
import traceback
from pathlib import Path

from frontend.demo.check import story_2018, story_2024
from frontend.demo.check.tally import Tally
from frontend.demo.check.town import Town
from frontend.demo.house import House

STORIES = (story_2018, story_2024)


def play() -> int:
    """0 when everything passed; ends with the line "N passed, 0 failed"."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="jamka-check-") as folder, House(Path(folder), quiet=True) as house:
        house.prepare("--people-only")
        house.start()
        town = Town(house.address)
        for story in STORIES:
            tally.heading(story.TITLE)
            try:
                story.play(town, tally)
            except Exception as error:
                traceback.print_exc()
                tally.check(f"{story.TITLE}: avbröts ({type(error).__name__})", False)
        tally.heading("Journalen")
        told = house.manage("verify_log")
        tally.check(f"verify_log: {told.strip()[:60]}", told.startswith("Journalen stämmer"))
    return tally.close()
