"""The write side of the stand-in GitHub, as a client without our code meets it."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import requests

from harvester.sandbox import Fault, Sandbox, World
from harvester.sandbox.forge import BOT, EVERYTHING, Forge
from harvester.sandbox.github_writes import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git on this machine")

WHO = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.test", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.test",
}  # fmt: skip


class Client:
    """Asks about one repository with the sandbox's token."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.token = sandbox, sandbox.token

    def __call__(self, method: str, path: str, **payload: Any) -> requests.Response:
        return requests.request(
            method,
            f"{self.sandbox.url}/github{path}",
            json=payload or None,
            headers={"Authorization": f"Bearer {self.token}", "User-Agent": "test"},
            timeout=10,
        )


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """A repository with a branch that is one commit ahead."""
    bare = tmp_path / "list.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)  # noqa: S603, S607
    forge = Forge("curator/list", bare)
    tree = forge.git("mktree", environ=WHO)
    base = forge.git("commit-tree", tree, "-m", "base", environ=WHO)
    forge.git("update-ref", "refs/heads/main", base)
    forge.git("update-ref", "refs/heads/work", forge.git("commit-tree", tree, "-p", base, "-m", "work", environ=WHO))
    return forge


@pytest.fixture
def client(forge: Forge) -> Iterator[Client]:
    world = World(repositories=[{"name": "other/one"}])
    world.forge = forge
    with Sandbox(world) as sandbox:
        yield Client(sandbox)


PULL = {"title": "Work", "body": "words", "head": "work", "base": "main"}


def test_the_repository_and_the_rest_of_the_world_are_there(client: Client) -> None:
    said = client("GET", "/repos/curator/list").json()
    assert (said["full_name"], said["default_branch"], said["has_issues"]) == ("curator/list", "main", True)
    assert client("GET", "/repos/other/one").json()["full_name"] == "other/one"
    assert client("GET", "/repos/curator/list/stars").status_code == 404
    query = {"query": "query { viewer { login } }"}
    assert client("POST", "/graphql", **query).json() == {"data": {"viewer": {"login": BOT}}}


@pytest.mark.parametrize(("login", "status"), [(BOT, 403), ("curator", 200)])
def test_only_a_person_may_ask_who_it_is(client: Client, forge: Forge, login: str, status: int) -> None:
    forge.login = login
    said = client("GET", "/user")
    assert said.status_code == status
    assert said.json().get("message") == ("Resource not accessible by integration" if status == 403 else None)


def test_a_pull_request_lives_from_its_opening_to_its_merge(client: Client, forge: Forge) -> None:
    opened = client("POST", "/repos/curator/list/pulls", **PULL)
    assert opened.status_code == 201
    assert opened.json()["head"] == opened.json()["head"] | {"ref": "work", "sha": forge.sha("work")}
    again = client("POST", "/repos/curator/list/pulls", **PULL)
    assert again.status_code == 422
    assert again.json()["errors"][0]["message"] == "A pull request already exists for curator:work."
    client("PATCH", "/repos/curator/list/pulls/1", title="New", body="new")
    assert client("POST", "/repos/curator/list/issues/1/labels", labels=["a"]).json()[0]["name"] == "a"
    forge.merge(1, by="curator")
    (listed,) = client("GET", "/repos/curator/list/pulls?state=all&head=curator:work").json()
    assert (listed["title"], listed["state"], bool(listed["merged_at"])) == ("New", "closed", True)
    assert forge.git("merge-base", "--is-ancestor", "work", "main") == ""
    assert [(event.kind, event.by) for event in forge.events] == [
        ("opened", BOT), ("edited", BOT), ("merged", "curator"),
    ]  # fmt: skip


def test_a_pull_request_ends_with_its_branch(client: Client, forge: Forge) -> None:
    client("POST", "/repos/curator/list/pulls", **PULL)
    forge.git("update-ref", "-d", "refs/heads/work")
    assert client("GET", "/repos/curator/list/pulls/1").json()["state"] == "closed"
    assert client("PATCH", "/repos/curator/list/pulls/1", state="open").status_code == 422


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (PULL | {"head": "nowhere"}, None),
        (PULL | {"base": "nowhere"}, None),
        (PULL | {"head": "main"}, "No commits between main and main"),
        (PULL | {"title": ""}, "title can't be blank"),
        (PULL | {"body": "x" * (LONGEST + 1)}, f"body is too long (maximum is {LONGEST} characters)"),
        (PULL | {"title": "x" * 257}, "title is too long (maximum is 256 characters)"),
    ],
)
def test_what_cannot_be_opened_is_refused(client: Client, payload: dict[str, str], message: str | None) -> None:
    said = client("POST", "/repos/curator/list/pulls", **payload)
    assert (said.status_code, said.json()["message"]) == (422, "Validation Failed")
    assert said.json()["errors"][0].get("message") == message


def test_issues_are_listed_by_state_and_author_in_pages(client: Client, forge: Forge) -> None:
    for number in range(3):
        client("POST", "/repos/curator/list/issues", title=f"{number}", body="", labels=["x"])
    forge.open("theirs", "", by="mallory")
    client("POST", "/repos/curator/list/pulls", **PULL)
    client("PATCH", "/repos/curator/list/issues/1", state="closed")
    root = "/repos/curator/list/issues"
    assert [one["number"] for one in client("GET", root).json()] == [5, 4, 3, 2]
    assert [one["number"] for one in client("GET", f"{root}?state=all&creator={BOT}&direction=asc").json()] == [
        1,
        2,
        3,
        5,
    ]
    assert ["pull_request" in one for one in client("GET", f"{root}?direction=asc&state=all").json()][-1]
    first = client("GET", f"{root}?state=all&per_page=2&page=1")
    assert (len(first.json()), 'rel="next"' in first.headers["Link"]) == (2, True)
    assert "Link" not in client("GET", f"{root}?state=all&per_page=2&page=3").headers


def test_comments_are_kept_in_order(client: Client, forge: Forge) -> None:
    client("POST", "/repos/curator/list/issues", title="t", body="b")
    assert client("POST", "/repos/curator/list/issues/1/comments", body="one").status_code == 201
    forge.comment(1, "two", by="mallory")
    listed = client("GET", "/repos/curator/list/issues/1/comments").json()
    assert [(one["user"]["login"], one["body"]) for one in listed] == [(BOT, "one"), ("mallory", "two")]
    assert client("POST", "/repos/curator/list/issues/9/comments", body="x").status_code == 404


@pytest.mark.parametrize(
    ("missing", "path", "status"),
    [
        ("issues", "/issues", 403),
        ("pull_requests", "/pulls", 403),
        ("create_pull_requests", "/pulls", 403),
        ("contents", "/pulls", 201),
    ],
)
def test_rights_are_asked_for(client: Client, forge: Forge, missing: str, path: str, status: int) -> None:
    forge.allowed = EVERYTHING - {missing}
    assert client("POST", f"/repos/curator/list{path}", **PULL).status_code == status
    client.token = client.token[::-1]
    assert client("POST", f"/repos/curator/list{path}", **PULL).status_code == 401


def test_issues_can_be_switched_off(client: Client, forge: Forge) -> None:
    forge.has_issues = False
    assert client("POST", "/repos/curator/list/issues", title="t").status_code == 410


def test_an_answer_can_be_lost_after_the_deed(client: Client, forge: Forge) -> None:
    client.sandbox.faults["github:content"] = Fault("reset-body", times=1)
    with pytest.raises(requests.RequestException):
        client("POST", "/repos/curator/list/issues", title="t")
    assert len(forge.tickets) == 1
