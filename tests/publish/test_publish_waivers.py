"""Ticked boxes become waivers that a person merges."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import FIRST_NIGHT, ROLLING, SETTINGS, Hosted

from harvester import config as settings
from harvester.config import Waiver
from harvester.publish import matters, waiving

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.sandbox import World

    Worlds = Callable[..., World]

GONE = {"status": 404}
NEW = Waiver(rule="dead", link="https://github.com/a/b?x=[[]1]", reason="ticked in issue 2", until=date(2026, 6, 1))
LINE = '{rule: dead, link: "https://github.com/a/b?x=[[]1]", reason: "ticked in issue 2", until: 2026-06-01}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"waivers:\n  - {LINE}\n"),
        ("# mine\n", f"# mine\nwaivers:\n  - {LINE}\n"),
        ("mailto: a@b.org", f"mailto: a@b.org\nwaivers:\n  - {LINE}\n"),
        ("mailto: a@b.org\r\n", f"mailto: a@b.org\r\nwaivers:\r\n  - {LINE}\r\n"),
        ("waivers: []\n", f"waivers: [{LINE}]\n"),
        (
            "waivers: [{rule: dead, reason: old}] # why\n",
            f"waivers: [{LINE}, {{rule: dead, reason: old}}] # why\n",
        ),
        (
            "waivers: # why\n  # this one\n  - rule: dead\n    reason: old\nrecheck: 3\n",
            f"waivers: # why\n  # this one\n  - {LINE}\n  - rule: dead\n    reason: old\nrecheck: 3\n",
        ),
        ("waivers:\n- {rule: dead, reason: old}\n", f"waivers:\n- {LINE}\n- {{rule: dead, reason: old}}\n"),
    ],
)
def test_a_waiver_is_put_in_and_nothing_else_changes(text: str, expected: str) -> None:
    assert waiving.written(text, [NEW], "harvester.yaml") == expected


@pytest.mark.parametrize(
    "text", ["waivers:\n", "waivers: x\n", "{mailto: a@b.org}\n", "- a list\n", "bad: key\n", "a: [\n"]
)
def test_where_there_is_no_place_nothing_is_written(text: str) -> None:
    assert waiving.written(text, [NEW], "harvester.yaml") is None


@given(st.text(min_size=1, max_size=60))
def test_any_link_is_written_as_it_is_or_not_at_all(link: str) -> None:
    waiver = Waiver(rule="dead", link=link, reason="ticked in issue 2")
    waiver = waiver.model_copy(update={"until": date(2026, 6, 1)})
    text = waiving.written("mailto: a@b.org\n", [waiver], "harvester.yaml")
    assert text is None or settings.parse(text).waivers == (waiver,)


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("", set()),
        ("- [ ] <!-- waive=0123456789 --> x", set()),
        ("- [x] <!-- waive=0123456789 --> x", {"0123456789"}),
        ("text\r\n- [X] <!-- waive=0123456789 --> x\r\n", {"0123456789"}),
        ("- [ ] <!-- waive=0123456789 --> `- [x] <!-- waive=abcdefabcd -->`", set()),
        ("see - [x] <!-- waive=0123456789 -->", set()),
        ("- [x] <!-- waive=nonsense -->", set()),
    ],
)
def test_what_counts_as_a_tick(body: str, keys: set[str]) -> None:
    assert matters.ticked(body) == keys


def test_a_tick_proposes_a_waiver_and_its_merge_settles_the_matter(hosted: Hosted, world: Worlds) -> None:
    hosted.night(FIRST_NIGHT, world(delta=GONE))
    issue = hosted.forge.tickets[2]
    ticked = issue.body.replace("- [ ]", "- [x]").replace("\n", "\r\n")  # as GitHub's own editor leaves it
    hosted.forge.change(2, by="maintainer", body=ticked)
    hosted.night(FIRST_NIGHT + timedelta(days=1), world(delta=GONE))
    assert hosted.text("harvester.yaml", ROLLING) == (
        f"{SETTINGS}waivers:\n"
        '  - {rule: dead, link: "https://github.com/delta/four", reason: "ticked in issue 2", until: 2026-05-31}\n'
    )
    assert "Waive findings" in hosted.git("log", "--format=%s", f"main..{ROLLING}", at=hosted.bare)
    assert hosted.forge.tickets[1].title == "Fill in 4 papers, waive 1 finding"
    assert "- [x] <!-- waive=" in issue.body
    assert hosted.night(FIRST_NIGHT + timedelta(days=2), world(delta=GONE)) == []
    hosted.forge.merge(1, by="maintainer", day="2026-03-04T12:00:00Z")
    hosted.night(FIRST_NIGHT + timedelta(days=3), world(delta=GONE))
    assert issue.state == "closed"
    hosted.night(FIRST_NIGHT + timedelta(days=120), world(delta=GONE))
    assert issue.state == "open"


def test_a_tick_taken_back_takes_the_waiver_back(hosted: Hosted, world: Worlds) -> None:
    hosted.night(FIRST_NIGHT, world(delta=GONE))
    body = hosted.forge.tickets[2].body
    hosted.forge.change(2, by="maintainer", body=body.replace("- [ ]", "- [x]"))
    hosted.publish(FIRST_NIGHT)
    assert "waivers" in hosted.text("harvester.yaml", ROLLING)
    hosted.forge.change(2, by="maintainer", body=body)
    hosted.publish(FIRST_NIGHT)
    assert "waivers" not in hosted.text("harvester.yaml", ROLLING)


def test_what_cannot_be_written_is_asked_for_in_words(hosted: Hosted, world: Worlds) -> None:
    hosted.commit("Odd", {"harvester.yaml": "{catalogues: [README.md]}\n"})
    hosted.night(FIRST_NIGHT, world(delta=GONE))
    issue = hosted.forge.tickets[2]
    hosted.forge.change(2, by="maintainer", body=issue.body.replace("- [ ]", "- [x]"))
    hosted.publish(FIRST_NIGHT)
    assert "could not put these into harvester.yaml" in issue.body
    assert hosted.publish(FIRST_NIGHT) == []
