"""What is written on GitHub: within its limits, the same for the same night, and nothing of a stranger's comes alive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyromark
import pytest
from nights import FIRST_NIGHT, ROLLING, SETTINGS, Hosted

from harvester.config import PROJECT_URL
from harvester.publish import bodies
from harvester.sandbox import World
from harvester.sandbox.github_writes import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable

    Worlds = Callable[..., World]

HOSTILE = (
    "@octocat Fixes #12 GH-7 <img src=https://evil.example/p.png> </details> <!-- harvester:tracking --> "
    "`- [x] <!-- waive=0123456789 -->` [click](javascript:alert(1)) **bold** ::error::x $(id) | https://evil.example/issues/5"
)
OURS = re.compile(
    r"<!-- (?:harvester:[a-z-]+[ 0-9a-f-]*|waive=[0-9a-f]{10}) -->|</?details>|<summary>[\w ]*</summary>", re.ASCII
)
PLACES = ("https://github.com/curator/list/", f"{PROJECT_URL}/blob/main/docs/")


def alive(body: str) -> list[str]:
    """What a reader of GitHub's Markdown would act on, beyond our own markup: tags, links elsewhere, mentions."""
    found: list[str] = []
    for event in pyromark.events(body, options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_TASKLISTS):
        match event:
            case {"Code": _}:
                continue
            case {"Html": str(html)} | {"InlineHtml": str(html)}:
                found += [html] if OURS.sub("", html).strip() else []
            case {"Start": {"Link": link}}:
                found += [] if link["dest_url"].startswith(PLACES) else [link["dest_url"]]
            case {"Start": {"Image": image}}:
                found.append(image["dest_url"])
            case {"Text": str(text)}:
                found += re.findall(r"@\w+|#\d+|\bGH-\d+|https?://\S+", text)
    return found


@pytest.fixture
def hostile(hosted: Hosted, world: Worlds) -> Hosted:
    """A list whose rows and papers' titles try everything, after a night with a repair, a death and a comment."""
    rows = hosted.text("README.md").replace("Delta networks", HOSTILE.replace("|", "\\|"))
    rows = rows.replace("https://github.com/delta/four", "<https://github.com/delta/four#@octocat`#12`>")
    hosted.commit("Hostile", {"README.md": rows})
    hosted.night(FIRST_NIGHT, world(titles=f"{{}} {HOSTILE}", beta={"moved_to": "beta/new"}, alpha={"status": 404}))
    hosted.night(
        FIRST_NIGHT.replace(day=3),
        world(titles=f"{{}} {HOSTILE}", beta={"moved_to": "beta/new"}, alpha={"status": 404}, delta={"status": 404}),
    )
    return hosted


def test_hostile_titles_stay_text(hostile: Hosted) -> None:
    tickets = hostile.forge.tickets
    texts = [one.body for one in tickets.values()] + [body for one in tickets.values() for _, body in one.comments]
    assert len(texts) == 3
    assert [alive(text) for text in texts] == [[], [], []]
    assert all("octocat" in text for text in texts)
    for one in tickets.values():
        assert not re.search(r"[@#]", one.title)
    log = hostile.git("log", "--format=%B", f"main..{ROLLING}", at=hostile.bare)
    assert "octocat" not in log
    assert (
        bodies.untold(tickets[2].body, re.findall("- \\[ \\] <!-- waive=([0-9a-f]{10}) -->", tickets[2].body)) == set()
    )


def test_hostile_links_wave_nothing(hostile: Hosted) -> None:
    assert "waivers" not in hostile.text("harvester.yaml", ROLLING)


def test_a_body_is_cut_to_what_github_takes(hosted: Hosted) -> None:
    links = 1_100
    names = [f"imaging-lab/with-quite-a-long-name-{number:04d}" for number in range(links)]
    rows = "".join(f"- **Paper {at}.** [Code](https://github.com/{name})\n" for at, name in enumerate(names))
    hosted.commit(
        "Long", {"README.md": f"# List\n\n{rows}", "harvester.yaml": f"{SETTINGS}publish: {{max_edits: 500}}\n"}
    )
    half = links // 2
    hosted.night(
        FIRST_NIGHT,
        World(
            repositories=[
                {"name": name, "status": 404} if at < half else {"name": name, "moved_to": f"new/home-{at}"}
                for at, name in enumerate(names)
            ]
            + [{"name": f"new/home-{at}"} for at in range(half, links)]
        ),
    )
    pull, issue = hosted.forge.tickets.values()
    assert pull.title.startswith(f"Repair {min(links - half, 500)} links")
    assert max(len(pull.body), len(issue.body)) <= LONGEST
    assert "more stand in the diff" in pull.body
    assert "do not fit here" in issue.body
    assert pull.body.count("<details>") == pull.body.count("</details>")
    assert hosted.publish(FIRST_NIGHT) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("a\nb\n", "a\r\nb", True),
        ("a\n\n[The run that wrote this](<https://x/1>)\n", "a\n\n[The run that wrote this](<https://x/2>)\n", True),
        ("a\n\n[The run that wrote this](<https://x/1>)\n", "a", True),
        ("a\n[The run that wrote this](<https://x/1>) b", "a", False),
        ("a", "b", False),
    ],
)
def test_what_counts_as_the_same_body(one: str, other: str, alike: bool) -> None:
    assert bodies.same(one, other) is alike
