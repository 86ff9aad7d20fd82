"""Links at GitHub from text to verdict: what in a repository is judged, and where a renamed one is found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.gather import gather
from harvester.history import Memory
from harvester.identify import identify_url
from harvester.identify.inside_github import answer_key, expression, renamed
from harvester.judge import judge
from harvester.model import Cited, Harvest, Verdict
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from support import FakeTime, sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.model import Judged, Link

REPOSITORY = "https://github.com/ada/engine"
GIST = "aa5a315d61ae9438b18d"
WORLD: dict[str, Any] = {
    "repositories": [
        {"name": "Ada/engine", "paths": ["src/model.py", "read me.md"], "refs": ["v1.0", "feature/x"]},
        {"name": "ada/old", "moved_to": "Ada/engine"},
        {"name": "ada/shelved", "archived": True, "fork": True},
        {"name": "ada/void", "empty": True},
        {"name": "ada/shut", "disabled": True},
        {"name": "ada/taken", "status": 451},
        {"name": "ada/blocked", "status": 403},
    ],
    "gists": [{"id": GIST}],
    "pages": {REPOSITORY: {"title": "Repository"}, "https://github.com/ada/shelved": {"title": "Shelved"}},
}
THERE = "the repository is there"


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        (REPOSITORY, ""),
        (f"{REPOSITORY}/", ""),
        (f"{REPOSITORY}/tree/main", ""),
        (f"{REPOSITORY}/tree/main/", ""),
        (f"{REPOSITORY}/tree/refs/heads/main", ""),
        (f"{REPOSITORY}/releases/tag/v1.0", ""),
        (f"{REPOSITORY}/wiki/Home/Page", ""),
        (f"{REPOSITORY}/issues/1", ""),
        (f"{REPOSITORY}/pull/1/files", ""),
        (f"{REPOSITORY}/commit/0123abc", ""),
        (f"{REPOSITORY}/blob/a~1/b", ""),
        (f"{REPOSITORY}/blob/a%3Ab/c", ""),
        (f"{REPOSITORY}/blob/main/a//b", ""),
        (f"{REPOSITORY}/tree/main/src", "main:src"),
        (f"{REPOSITORY}/tree/main/src/?x=1#L3", "main:src"),
        (f"{REPOSITORY}/blob/main/read%20me.md", "main:read me.md"),
        (f"{REPOSITORY}/raw/v1.0/a:b", "v1.0:a:b"),
        (f"{REPOSITORY}/blob/refs/tags/v1/a", "refs/tags/v1:a"),
        ("https://raw.githubusercontent.com/ada/engine/main/src/model.py", "main:src/model.py"),
        ("https://github.com/ada", ""),
        (f"https://gist.github.com/ada/{GIST}", ""),
        ("https://gitlab.com/ada/engine/tree/main/src", ""),
    ],
)
def test_the_path_that_a_link_names(url: str, inside: str) -> None:
    target = identify_url(url)
    assert expression(target) == inside
    assert answer_key(target) == (f"{target.key} {inside}" if inside else target.key)


@pytest.mark.parametrize(
    ("url", "moved_to", "expected"),
    [
        ("https://lab.test-site.net/x", "https://github.com/new/name", "https://github.com/new/name"),
        ("https://github.com/old/name", "https://github.com/new/name", "https://github.com/new/name"),
        ("http://www.GitHub.com/Old/Name.git", "https://github.com/new/name", "https://github.com/new/name"),
        (f"{REPOSITORY}/tree/a", "https://github.com/new/name/tree/a", "https://github.com/new/name/tree/a"),
        (f"{REPOSITORY}/tree/main/x", "https://github.com/new/name", "https://github.com/new/name/tree/main/x"),
        (f"{REPOSITORY}#use", "https://github.com/new/name", "https://github.com/new/name#use"),
        (f"{REPOSITORY}?tab=a#b", "https://github.com/new/name", "https://github.com/new/name?tab=a#b"),
        (f"{REPOSITORY}/blob/m/a%20b", "https://github.com/new/name", "https://github.com/new/name/blob/m/a%20b"),
        (
            "https://raw.githubusercontent.com/ada/engine/main/x",
            "https://github.com/new/name",
            "https://raw.githubusercontent.com/new/name/main/x",
        ),
    ],
)
def test_a_renamed_repository_keeps_what_the_link_names_in_it(url: str, moved_to: str, expected: str) -> None:
    assert renamed(url, moved_to) == expected


@given(st.text(), st.text())
def test_whatever_a_link_holds_it_is_renamed_without_an_error(rest: str, text: str) -> None:
    assert renamed(f"{REPOSITORY}/{rest}", "https://github.com/new/name").startswith("https://github.com/new/name")
    assert renamed(text, "https://github.com/new/name/tree/main") == "https://github.com/new/name/tree/main"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World(**WORLD)) as running:
        yield running


@pytest.fixture
def ask(
    sandbox: Sandbox, time: FakeTime, make_link: Callable[..., Link]
) -> Callable[..., tuple[list[Judged], Harvest]]:
    """The verdicts for links, and what the network said."""

    def run(*urls: str, token: str) -> tuple[list[Judged], Harvest]:
        targets = {url: identify_url(url) for url in urls}
        with connect(sandbox_config(sandbox), token=token, clock=time.clock()) as net:
            harvest = gather(targets.values(), net)
        cited = [
            Cited(catalogue="list.md", section=(), entry_id="e", link=make_link(url), target=target)
            for url, target in targets.items()
        ]
        return list(judge(cited, harvest.answers, Memory(), today=date(2026, 11, 23))), harvest

    return run


PATH_GONE = "GitHub: the repository is there, the path in it is not"
VERDICTS = [
    (REPOSITORY, Verdict.OK, THERE),
    (f"{REPOSITORY}/releases/latest", Verdict.OK, THERE),
    (f"{REPOSITORY}/tree/gone", Verdict.OK, THERE),
    (f"{REPOSITORY}/tree/main/src", Verdict.OK, THERE),
    (f"{REPOSITORY}/blob/v1.0/read%20me.md", Verdict.OK, THERE),
    (
        f"{REPOSITORY}/tree/feature/x/src",
        Verdict.OK,
        f"{THERE}; the path in it was not judged, since there is no branch or tag feature",
    ),
    (f"{REPOSITORY}/blob/main/gone.py", Verdict.DEAD, PATH_GONE),
    ("https://raw.githubusercontent.com/ada/engine/main/gone.py", Verdict.DEAD, PATH_GONE),
    ("https://github.com/ada/old", Verdict.MOVED, "renamed to Ada/engine"),
    ("https://github.com/ada/old/tree/main/src", Verdict.MOVED, "renamed to Ada/engine"),
    ("https://github.com/ada/old/tree/main/none", Verdict.DEAD, PATH_GONE),
    ("https://github.com/ada/shelved", Verdict.OK, f"{THERE}; archived; a fork"),
    ("https://github.com/ada/void", Verdict.OK, f"{THERE}; empty"),
    ("https://github.com/ada/shut", Verdict.OK, f"{THERE}; disabled"),
    ("https://github.com/ada/taken", Verdict.DEAD, "GitHub: taken down (dmca)"),
    ("https://github.com/ada/blocked", Verdict.DEAD, "GitHub: taken down (tos)"),
    ("https://github.com/ada/none", Verdict.DEAD, "GitHub: no such public repository"),
    ("https://github.com/ada/none/blob/main/x", Verdict.DEAD, "GitHub: no such public repository"),
    ("https://github.com/ada", Verdict.OK, "it is there"),
    ("https://github.com/nobody", Verdict.DEAD, "GitHub: no such account"),
    (f"https://gist.github.com/ada/{GIST}", Verdict.OK, "it is there"),
    ("https://gist.github.com/ada/bb5a315d61ae9438b18d", Verdict.DEAD, "GitHub: no such public gist"),
]


@pytest.mark.parametrize("token", ["", "sandbox-token"])
def test_every_link_is_judged_as_what_it_is(
    ask: Callable[..., tuple[list[Judged], Harvest]], sandbox: Sandbox, token: str
) -> None:
    judged, harvest = ask(*(url for url, _, _ in VERDICTS), token=token)
    assert [(one.link.url, one.verdict, one.evidence) for one in judged] == VERDICTS
    assert {one.link.url: one.final_url for one in judged if one.final_url} == {
        "https://github.com/ada/old": "https://github.com/Ada/engine",
        "https://github.com/ada/old/tree/main/src": "https://github.com/Ada/engine/tree/main/src",
    }
    assert {logged.upstream for logged in sandbox.log} == {"github"}
    assert harvest.tallies["github"].answered == harvest.tallies["github"].asked


def test_without_a_token_the_pages_speak_for_what_the_hour_leaves_open(
    ask: Callable[..., tuple[list[Judged], Harvest]], sandbox: Sandbox
) -> None:
    spent = [f"https://github.com/nobody{number}" for number in range(60)]
    links = [REPOSITORY, "https://github.com/ada/shelved", "https://github.com/ada/none"]
    wanted = [f"https://github.com/ada/r{number}" for number in range(30)]  # each of them is asked for twice
    judged, harvest = ask(*wanted, *links, *spent[:1], token="")
    told = {one.link.url: (one.verdict, one.vouched_by) for one in judged}
    assert {told[url] for url in wanted} == {(Verdict.DEAD, "")}
    assert [told[url] for url in links] == [
        (Verdict.OK, "its page"),
        (Verdict.OK, "its page"),
        (Verdict.FAILING, ""),
    ]
    assert told[spent[0]] == (Verdict.FAILING, "")
    assert len([logged for logged in sandbox.log if logged.upstream == "github"]) == 60
    assert harvest.tallies["github"].asked == harvest.tallies["github"].answered == 30


def test_without_a_token_the_pages_speak_for_an_api_that_refuses_everything(
    ask: Callable[..., tuple[list[Judged], Harvest]], sandbox: Sandbox
) -> None:
    sandbox.faults["github"] = Fault("403")
    gone = [f"https://github.com/ada/r{number}" for number in range(5)]
    judged, harvest = ask(*gone, REPOSITORY, token="")
    assert [one.verdict for one in judged] == [*[Verdict.FAILING] * 5, Verdict.OK]
    assert "github" not in harvest.tallies


def test_with_a_token_no_page_is_asked_in_place_of_the_registry(
    ask: Callable[..., tuple[list[Judged], Harvest]], sandbox: Sandbox
) -> None:
    (judged,), _ = ask(REPOSITORY, token="wrong")
    assert (judged.verdict, judged.evidence) == (Verdict.UNCHECKED, "GitHub does not take the token")
    assert {logged.upstream for logged in sandbox.log} == {"github"}
