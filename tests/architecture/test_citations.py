"""Whoever reads a rule in the code finds the paragraph that it follows, in docs/policy."""

import re

from tests.architecture.repository import ROOT, files, name, text

CITATION = re.compile(r"docs/policy/(?P<act>[\w-]+)\.md(?:\s+(?P<paragraph>\d+(?: [a-z])?) §)?")
HEADING = re.compile(r"^## (\d+(?: [a-z])?) §", re.MULTILINE)
POLICY = ROOT / "docs" / "policy"


def paragraphs(act: str) -> set[str]:
    path = POLICY / f"{act}.md"
    return set(HEADING.findall(path.read_text(encoding="utf-8"))) if path.exists() else set()


def citations() -> list[tuple[str, str, str | None]]:
    return [
        (name(path), found["act"], found["paragraph"])
        for path in files(".py", ".ts", ".html")
        if path.parent.name != "architecture"
        for found in CITATION.finditer(text(path))
    ]


def test_every_cited_act_and_paragraph_exists() -> None:
    missing = [
        f"{where}: {act} {paragraph or ''}"
        for where, act, paragraph in citations()
        if not (POLICY / f"{act}.md").exists() or (paragraph and paragraph not in paragraphs(act))
    ]
    assert missing == []


def test_the_rules_cite_the_acts_that_they_follow() -> None:
    cited = {act for _, act, _ in citations()}
    assert {"lag-2016-38", "forordning-2016-40", "lma-1994-137", "forordning-2022-1008"} <= cited


def test_every_paragraph_names_its_source() -> None:
    """They are retold; each file says after what, and that it is not the wording of the law."""
    for path in sorted(POLICY.glob("*.md")):
        if path.name != "README.md":
            opening, *sections = re.split(r"^## ", text(path), flags=re.MULTILINE)
            assert "inte lagtextens ordalydelse" in " ".join(opening.split()), path.name
            assert sections, path.name
            assert all("\nKälla: " in section for section in sections), path.name
