"""What goes wrong on the way to GitHub, and what is left of it when the next run begins."""

from __future__ import annotations

import base64
import shutil
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from nights import FIRST_NIGHT, ROLLING, Hosted, Leaping

from harvester.errors import HarvesterError, UsageError
from harvester.publish import Place, PublishError, publish
from harvester.publish.git import Git
from harvester.publish.trouble import UnreachedError
from harvester.sandbox import Fault
from harvester.sandbox.forge import BOT, EVERYTHING
from loopback import Loopback, says

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harvester.sandbox import World

    Worlds = Callable[..., World]

GONE = {"status": 404}
MOVED = {"moved_to": "beta/new"}
NEXT = FIRST_NIGHT + timedelta(days=1)


@pytest.fixture
def harvested(hosted: Hosted, world: Worlds) -> Hosted:
    """A list whose first night is harvested and not yet published: one repair, one dead link."""
    hosted.harvest(FIRST_NIGHT, world(beta=MOVED, delta=GONE))
    return hosted


def titles(hosted: Hosted) -> list[str]:
    return [one.title for one in hosted.forge.tickets.values() if one.state == "open"]


BOTH = ["Repair 1 link, fill in 4 papers", "Links and papers that need a decision"]


def test_a_push_that_is_refused_says_what_to_do_and_hides_the_token(harvested: Hosted) -> None:
    with Loopback(says(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) as server:
        harvested.git("remote", "set-url", "--push", "origin", f"{server.url}/curator/list.git")
        place = harvested.place()
        elsewhere = Place(
            repository=place.repository, token=place.token, api=place.api, graphql=place.graphql, server=server.url
        )
        with pytest.raises(PublishError, match="could not push to harvester/refresh") as caught:
            publish(harvested.config(), elsewhere, harvested.lists, clock=Leaping(FIRST_NIGHT).clock(), say=str)
        asked = b"".join(server.requests)
    assert "contents: write" in caught.value.hint
    assert b"Authorization: Basic" in asked
    assert place.token not in f"{caught.value} {caught.value.hint} {(harvested.tree / '.git/config').read_text()}"
    # the issue needs no branch, so it was opened all the same; the pull request waits
    assert titles(harvested) == BOTH[1:]


def test_a_header_that_the_checkout_kept_is_not_sent_beside_ours(harvested: Hosted) -> None:
    with Loopback(says(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) as server:
        harvested.git("remote", "set-url", "--push", "origin", f"{server.url}/curator/list.git")
        harvested.git("config", f"http.{server.url}/.extraheader", "AUTHORIZATION: basic b2xkOm9sZA==")
        git = Git(harvested.tree, server=server.url, token="sandbox-token")
        with pytest.raises(PublishError):
            git.push(harvested.git("rev-parse", "HEAD").strip(), ROLLING, expected="")
        headers = [line for request in server.requests for line in request.lower().split(b"\r\n")]
    assert [line for line in headers if line.startswith(b"authorization")] == [
        b"authorization: basic " + base64.b64encode(b"x-access-token:sandbox-token").lower()
    ] * len(server.requests)


@pytest.mark.parametrize("server", ["http://git.example.org", "ftp://git.example.org"])
def test_a_token_is_not_handed_to_git_for_an_open_line(harvested: Hosted, server: str) -> None:
    with pytest.raises(HarvesterError, match="nowhere but over https"):
        Git(harvested.tree, server=server, token="sandbox-token")


def test_the_token_goes_to_its_own_server_only(harvested: Hosted) -> None:
    with Loopback(says(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) as server:
        harvested.git("remote", "set-url", "--push", "origin", f"{server.url}/curator/list.git")
        with pytest.raises(PublishError):
            harvested.publish(FIRST_NIGHT)  # whose server is github.com
        assert server.requests
        assert not any(b"authorization" in request.lower() for request in server.requests)


@pytest.mark.parametrize(
    ("missing", "said", "left"),
    [
        ("pull_requests", "Resource not accessible by integration", BOTH[1:]),
        ("create_pull_requests", "not permitted to create or approve pull requests", BOTH[1:]),
        ("issues", "Resource not accessible by integration", BOTH[:1]),
    ],
)
def test_a_right_that_is_missing_is_named(harvested: Hosted, missing: str, said: str, left: list[str]) -> None:
    harvested.forge.allowed = EVERYTHING - {missing}
    with pytest.raises(PublishError, match=said) as caught:
        harvested.publish(FIRST_NIGHT)
    assert caught.value.hint
    assert titles(harvested) == left
    harvested.forge.allowed = EVERYTHING
    harvested.publish(FIRST_NIGHT)
    assert sorted(titles(harvested)) == sorted(BOTH)


def test_a_wrong_token_is_no_traceback(harvested: Hosted) -> None:
    clock = Leaping(FIRST_NIGHT).clock()
    with pytest.raises(PublishError, match="GitHub says 401: Bad credentials") as caught:
        publish(harvested.config(), harvested.place("hush-hush"), harvested.lists, clock=clock, say=str)
    assert "hush-hush" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("kind", ["503", "429"])
def test_a_server_that_fails_half_way_is_gone_on_with(harvested: Hosted, after: int, kind: str) -> None:
    harvested.sandbox.faults["github:content"] = Fault(kind, after=after)
    if after < 3:
        with pytest.raises(UnreachedError, match="what was done by then stays"):
            harvested.publish(FIRST_NIGHT)
    else:
        harvested.publish(FIRST_NIGHT)
    del harvested.sandbox.faults["github:content"]
    harvested.publish(FIRST_NIGHT)
    assert sorted(titles(harvested)) == sorted(BOTH)
    assert harvested.publish(FIRST_NIGHT) == []


@pytest.mark.parametrize("kind", ["503", "html", "truncated-json", "empty", "reset", "limit"])
def test_what_cannot_be_read_changes_nothing(harvested: Hosted, kind: str) -> None:
    harvested.sandbox.faults["github:core"] = Fault(kind)
    with pytest.raises(UnreachedError):
        harvested.publish(FIRST_NIGHT)
    assert not harvested.forge.tickets
    assert not harvested.forge.sha(ROLLING)


def test_a_shallow_checkout_will_do(harvested: Hosted, world: Worlds) -> None:
    harvested.publish(FIRST_NIGHT)
    harvested.forge.merge(1, by="maintainer", day="2026-03-02T12:00:00Z")
    harvested.harvest(NEXT, world(delta={"moved_to": "delta/five"}))
    files = harvested.folder / "artifact"
    shutil.copytree(harvested.tree / "data/enriched", files)
    shutil.rmtree(harvested.tree)
    origin = f"file://{harvested.bare}"
    harvested.git("clone", "--quiet", "--depth=1", origin, str(harvested.tree), at=harvested.folder)
    for _ in range(2):
        publish(
            harvested.config(), harvested.place(), harvested.lists, clock=Leaping(NEXT).clock(), say=str, folder=files
        )
    assert [one.title for one in harvested.forge.tickets.values() if one.head] == [BOTH[0], "Repair 1 link"]
    assert "delta/five" in harvested.text("README.md", ROLLING)


@pytest.mark.parametrize("after", range(3))
@pytest.mark.parametrize("kind", ["reset-body", "truncated", "html"])
def test_an_answer_that_is_lost_creates_nothing_twice(harvested: Hosted, after: int, kind: str) -> None:
    harvested.sandbox.faults["github:content"] = Fault(kind, after=after, times=1)
    harvested.publish(FIRST_NIGHT)
    assert sorted(titles(harvested)) == sorted(BOTH)
    assert harvested.publish(FIRST_NIGHT) == []


def test_a_comment_whose_answer_is_lost_is_said_once(harvested: Hosted, world: Worlds) -> None:
    harvested.publish(FIRST_NIGHT)
    harvested.harvest(NEXT, world(beta=MOVED, delta=GONE, alpha=GONE))
    harvested.sandbox.faults["github:content"] = Fault("reset-body", after=1, times=1)
    harvested.publish(NEXT)
    assert len(harvested.forge.tickets[2].comments) == 1


def test_a_comment_is_not_repeated_when_the_rewriting_after_it_fails(harvested: Hosted, world: Worlds) -> None:
    harvested.publish(FIRST_NIGHT)
    harvested.harvest(NEXT, world(beta=MOVED, delta=GONE, alpha=GONE))
    harvested.sandbox.faults["github:content"] = Fault("503", after=2)
    with pytest.raises(UnreachedError):
        harvested.publish(NEXT)
    del harvested.sandbox.faults["github:content"]
    harvested.publish(NEXT)
    assert len(harvested.forge.tickets[2].comments) == 1
    assert "alpha/one" in harvested.forge.tickets[2].body


def test_what_creates_content_waits_a_second_each_time(harvested: Hosted) -> None:
    leaping = Leaping(FIRST_NIGHT)
    publish(harvested.config(), harvested.place(), harvested.lists, clock=leaping.clock(), say=str)
    created = [one for one in harvested.sandbox.log if one.upstream == "github" and one.method == "POST"]
    assert [one.path.rpartition("/")[2] for one in created][-3:] == ["pulls", "labels", "issues"]
    assert sum(leaping.waits) >= 2.0


def test_two_runs_at_once_leave_one_of_each(harvested: Hosted) -> None:
    other = harvested.folder / "other"
    shutil.copytree(harvested.tree, other)
    start, failures = threading.Barrier(2), []
    trees = [harvested.tree, other]

    def run(tree: Path) -> None:
        config = harvested.config().model_copy(update={"root": tree})
        start.wait(10)
        try:
            publish(
                config,
                harvested.place(),
                {"README.md": tree / "README.md"},
                clock=Leaping(FIRST_NIGHT).clock(),
                say=str,
            )
        except Exception as error:  # noqa: BLE001 (told below)
            failures.append(error)

    threads = [threading.Thread(target=run, args=(tree,)) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(titles(harvested)) == sorted(BOTH)
    assert harvested.publish(FIRST_NIGHT) == []


def test_what_another_run_opened_in_between_is_taken_over(harvested: Hosted) -> None:
    forge = harvested.forge

    def meddle(line: str) -> None:
        if line.startswith("push to") and not forge.tickets:
            forge.open("The other's", "<!-- harvester:proposal 0123456789abcdef -->", by=BOT, head=ROLLING, base="main")
            forge.open("The other's", "<!-- harvester:tracking -->", by=BOT)

    publish(harvested.config(), harvested.place(), harvested.lists, clock=Leaping(FIRST_NIGHT).clock(), say=meddle)
    assert [(one.number, one.state) for one in forge.tickets.values()] == [(1, "open"), (2, "open")]
    assert forge.tickets[1].title == BOTH[0]
    assert "delta/four" in forge.tickets[2].body


def test_of_two_issues_the_first_stays(harvested: Hosted) -> None:
    forge = harvested.forge

    def meddle(line: str) -> None:
        if line.startswith("open a pull request"):
            forge.open("The other's", "<!-- harvester:tracking -->", by=BOT)

    publish(harvested.config(), harvested.place(), harvested.lists, clock=Leaping(FIRST_NIGHT).clock(), say=meddle)
    assert [(one.number, one.state) for one in forge.tickets.values()] == [(1, "open"), (2, "open"), (3, "closed")]
    harvested.publish(FIRST_NIGHT)
    assert "delta/four" in forge.tickets[2].body
    assert harvested.publish(FIRST_NIGHT) == []


@pytest.mark.parametrize(("login", "found"), [("curator", True), (BOT, False)])
def test_a_server_whose_graphql_is_silent_is_asked_by_rest(harvested: Hosted, login: str, found: bool) -> None:
    harvested.forge.login = login
    harvested.sandbox.faults["github:graphql"] = Fault("404")
    if found:
        harvested.publish(FIRST_NIGHT)
        assert {one.author for one in harvested.forge.tickets.values()} == {login}
        assert harvested.publish(FIRST_NIGHT) == []
    else:
        with pytest.raises(PublishError, match="Resource not accessible"):
            harvested.publish(FIRST_NIGHT)
        assert harvested.forge.tickets == {}


def test_a_tick_made_while_we_write_is_not_lost(harvested: Hosted, world: Worlds) -> None:
    harvested.publish(FIRST_NIGHT)
    harvested.harvest(NEXT, world(beta=MOVED, delta=GONE, alpha=GONE))
    forge = harvested.forge

    def tick(line: str) -> None:
        if line.startswith("comment"):
            forge.change(2, by="maintainer", body=forge.tickets[2].body.replace("- [ ]", "- [x]", 1))

    publish(harvested.config(), harvested.place(), harvested.lists, clock=Leaping(NEXT).clock(), say=tick)
    assert forge.tickets[2].body.count("- [x]") == 1
    assert "alpha/one" in forge.tickets[2].body
    assert len(forge.tickets[2].comments) == 1


def test_a_default_branch_that_moved_on_is_looked_at_again(harvested: Hosted, tmp_path: Path) -> None:
    files = tmp_path / "artifact"
    shutil.copytree(harvested.tree / "data/enriched", files)
    harvested.commit("Meanwhile", {"NOTES.md": "a note\n", "README.md": f"Intro\n\n{harvested.text('README.md')}"})
    publish(
        harvested.config(),
        harvested.place(),
        harvested.lists,
        clock=Leaping(FIRST_NIGHT).clock(),
        say=str,
        folder=files,
    )
    # the lines have moved, so the findings no longer fit; nothing is guessed
    assert "beta/two" in harvested.text("README.md", ROLLING)
    assert "NOTES.md" in harvested.git("ls-tree", "--name-only", ROLLING, at=harvested.bare)


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "GITHUB_REPOSITORY"),
        ({"GITHUB_REPOSITORY": "o/r"}, "GITHUB_TOKEN"),
        ({"GITHUB_REPOSITORY": "o/r/../x", "GITHUB_TOKEN": "t"}, "owner/name"),
        ({"GITHUB_REPOSITORY": "o r/x", "GITHUB_TOKEN": "t"}, "owner/name"),
    ],
)
def test_an_environment_that_names_no_place_is_a_mistake(environ: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Place.of(environ)


def test_the_environment_of_an_enterprise_server_is_taken() -> None:
    place = Place.of(
        {
            "GITHUB_REPOSITORY": "o/r",
            "GH_TOKEN": "t",
            "GITHUB_API_URL": "https://git.example.org/api/v3/",
            "GITHUB_GRAPHQL_URL": "https://git.example.org/api/graphql",
            "GITHUB_SERVER_URL": "https://git.example.org",
            "GITHUB_RUN_ID": "7",
        }
    )
    assert place.run_url == "https://git.example.org/o/r/actions/runs/7"
    assert (place.api, place.graphql) == ("https://git.example.org/api/v3", "https://git.example.org/api/graphql")
