"""axe-core in the page: what it finds against WCAG 2.2 AA, in words that a failing test can show."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    page.evaluate(source())  # through the debugger, so the page's content security policy stands
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", RULES)["violations"]
    return [f"{v['id']}: {v['help']}: {[node['target'] for node in v['nodes']][:3]}" for v in found]
