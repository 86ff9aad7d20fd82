"""Nights of a list, from the harvest to what a maintainer sees."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from nights import FIRST_NIGHT, ROLLING, SETTINGS, Hosted

from harvester.config import PublishMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.sandbox import World
    from harvester.sandbox.forge import Ticket

    Worlds = Callable[..., World]

BOT = "github-actions[bot]"
GONE = {"status": 404}
MOVED = {"moved_to": "beta/new"}
TROUBLE = {"status": 503}


def day(number: int) -> date:
    return FIRST_NIGHT + timedelta(days=number - 1)


def mailed(hosted: Hosted) -> list[str]:
    """What people were notified of by us, so far."""
    return [
        f"{event.kind} {event.number}" for event in hosted.forge.events if event.by == BOT and event.kind != "edited"
    ]


def tips(hosted: Hosted) -> str:
    return hosted.git("for-each-ref", "--format=%(refname) %(objectname)", at=hosted.bare)


def writes(hosted: Hosted) -> list[str]:
    """Requests that may have changed something on GitHub; GraphQL is only asked questions."""
    return [
        f"{one.method} {one.path}"
        for one in hosted.sandbox.log
        if one.upstream == "github" and one.method not in {"GET", "HEAD"} and not one.path.endswith("/graphql")
    ]


def the_pull(hosted: Hosted) -> Ticket:
    return [one for one in hosted.forge.tickets.values() if one.head][-1]


def the_issue(hosted: Hosted) -> Ticket:
    return next(one for one in hosted.forge.tickets.values() if not one.head and one.author == BOT)


def test_the_first_night_opens_one_pull_request_and_one_issue(hosted: Hosted, world: Worlds) -> None:
    done = hosted.night(day(1), world(beta=MOVED, delta=GONE))
    assert done == [
        "push to harvester/refresh: Repair links (1 file), Fill metadata (12 files)",
        "open a pull request: Repair 1 link, fill in 4 papers",
        "open an issue: Links and papers that need a decision",
    ]
    assert mailed(hosted) == ["opened 1", "opened 2"]
    assert [one.labels for one in hosted.forge.tickets.values()] == [["harvester"], ["harvester"]]
    log = hosted.git("log", "--format=%s|%an", f"main..{ROLLING}", at=hosted.bare)
    assert log.splitlines() == ["Fill metadata|harvester", "Repair links|harvester"]
    changed = hosted.git("diff", "--unified=0", "main", ROLLING, "--", "README.md", at=hosted.bare)
    assert [line for line in changed.splitlines() if line[:1] in "+-" and line[:3] not in {"+++", "---"}] == [
        "-| Beta networks | [Paper](https://arxiv.org/abs/2301.00002) | [Code](https://github.com/beta/two) |",
        "+| Beta networks | [Paper](https://arxiv.org/abs/2301.00002) | [Code](https://github.com/beta/new) |",
    ]
    assert (
        "`https://github.com/beta/two` | `https://github.com/beta/new` | renamed to beta/new" in the_pull(hosted).body
    )
    assert "### GitHub: no such public repository" in the_issue(hosted).body
    assert "Delta networks — Code: `https://github.com/delta/four`; since 2 Mar 2026" in the_issue(hosted).body


def test_a_list_without_fault_gets_no_issue(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world())
    assert mailed(hosted) == ["opened 1"]
    assert the_pull(hosted).title == "Fill in 4 papers"


def test_a_quiet_night_sends_nothing_that_writes(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(beta=MOVED, delta=GONE))
    before, asked = tips(hosted), writes(hosted)
    for number in (2, 3):
        assert hosted.night(day(number), world(beta=MOVED, delta=GONE)) == []
    assert (tips(hosted), writes(hosted)) == (before, asked)


def test_a_link_that_dies_is_told_of_once(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(delta=GONE))
    hosted.night(day(2), world(delta=GONE, alpha=GONE))
    assert mailed(hosted) == ["opened 1", "opened 2", "commented 2"]
    ((author, said),) = the_issue(hosted).comments
    assert author == BOT
    assert "1 link is newly dead" in said
    assert "`https://github.com/alpha/one`" in said
    assert "delta" not in said
    assert "alpha/one" in the_issue(hosted).body
    assert hosted.night(day(3), world(delta=GONE, alpha=GONE)) == []


def test_a_link_that_dies_again_is_told_of_again(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(delta=GONE))
    for number, alpha in enumerate((GONE, {}, GONE), start=2):
        hosted.night(day(number), world(delta=GONE, alpha=alpha))
    assert mailed(hosted) == ["opened 1", "opened 2", "commented 2", "commented 2"]


def test_the_issue_closes_when_all_is_repaired_and_opens_again_when_not(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(delta=GONE))
    hosted.commit("Mend", {"README.md": hosted.text("README.md").replace("delta/four", "alpha/one")}, day=day(1))
    hosted.night(day(2), world(delta=GONE))
    assert the_issue(hosted).state == "closed"
    assert "Nothing needs a decision" in the_issue(hosted).body
    hosted.night(day(3), world(alpha=GONE))
    assert the_issue(hosted).state == "open"
    assert [event for event in mailed(hosted) if event.endswith(" 2")] == [
        "opened 2", "closed 2", "commented 2", "reopened 2",
    ]  # fmt: skip


def test_an_unmerged_pull_request_loses_no_strikes(hosted: Hosted, world: Worlds) -> None:
    for number in range(1, 8):
        hosted.night(day(number), world(page=404))
        links = json.loads(hosted.text("data/enriched/health.json", ROLLING))["links"]
        expected = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3}[number]
        assert len(links["https://gamma-lab.org/code"]["strikes"]) == expected
    assert the_pull(hosted).state == "open"
    assert "https://gamma-lab.org/code" in the_issue(hosted).body
    assert mailed(hosted) == ["opened 1", "opened 2"]
    assert "data" not in hosted.git("ls-tree", "--name-only", "main", at=hosted.bare).splitlines()


@pytest.mark.parametrize("squash", [False, True])
def test_what_was_merged_is_not_proposed_again(hosted: Hosted, world: Worlds, squash: bool) -> None:
    hosted.night(day(1), world(beta=MOVED, delta=GONE))
    hosted.forge.merge(1, by="maintainer", squash=squash, day="2026-03-02T12:00:00Z")
    seen = mailed(hosted)
    for number in (2, 3):
        hosted.night(day(number), world(beta=MOVED, delta=GONE))
    assert mailed(hosted) == seen
    assert hosted.night(day(4), world(beta=MOVED, delta=GONE)) == []
    hosted.night(day(5), world(beta=MOVED, delta={"moved_to": "delta/five"}))
    assert [one.title for one in hosted.forge.tickets.values() if one.head] == [
        "Repair 1 link, fill in 4 papers",
        "Repair 1 link",
    ]


def test_a_branch_that_somebody_pushed_to_is_left_alone(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(beta=MOVED))
    hosted.commit("My own words", {"README.md": "# Mine\n"}, day=day(1), branch=ROLLING)
    before = tips(hosted)
    assert hosted.night(day(2), world(beta=MOVED, delta=GONE)) == [
        "rewrite pull request 1",
        "push to harvester/refresh-memory: Fill metadata (12 files)",
        "open an issue: Links and papers that need a decision",
    ]  # fmt: skip
    assert "> Somebody pushed to `harvester/refresh`, so harvester leaves it alone" in the_pull(hosted).body
    assert hosted.night(day(3), world(beta=MOVED, delta=GONE)) == []
    assert set(before.splitlines()) < set(tips(hosted).splitlines())
    assert hosted.git("log", "--format=%s", "-2", f"{ROLLING}-memory", at=hosted.bare) == "Fill metadata\nThe list\n"


def test_a_branch_that_somebody_works_on_costs_no_strikes(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(page=404))
    hosted.commit("My own words", {"NOTES.md": "mine\n"}, day=day(1), branch=ROLLING)
    for number in range(2, 7):
        hosted.night(day(number), world(page=404))
    hosted.forge.merge(1, by="maintainer", day="2026-03-07T12:00:00Z")
    hosted.night(day(7), world(page=404))
    assert "https://gamma-lab.org/code" in the_issue(hosted).body
    assert hosted.text("NOTES.md") == "mine\n"
    assert mailed(hosted) == ["opened 1", "opened 2"]


def test_a_branch_that_was_given_up_is_made_anew(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(beta=MOVED))
    hosted.commit("My own words", {"README.md": "# Mine\n"}, day=day(1), branch=ROLLING)
    hosted.night(day(2), world(beta=MOVED))
    hosted.git("update-ref", "-d", f"refs/heads/{ROLLING}", at=hosted.bare)
    hosted.night(day(3), world(beta=MOVED))
    assert [one.state for one in hosted.forge.tickets.values() if one.head] == ["closed", "open"]
    assert "# Mine" not in hosted.text("README.md", ROLLING)


def test_what_a_person_closed_stays_closed_until_there_is_more(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(beta=MOVED))
    hosted.forge.change(1, by="maintainer", state="closed")
    for number in (2, 3):
        hosted.night(day(number), world(beta=MOVED, page=404))
    assert mailed(hosted) == ["opened 1"]
    hosted.night(day(4), world(beta=MOVED, delta={"moved_to": "delta/five"}))
    assert mailed(hosted) == ["opened 1", "opened 2"]
    assert the_pull(hosted).title == "Repair 2 links, fill in 4 papers"


def test_the_pull_request_closes_when_nothing_is_left(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world())
    hosted.forge.merge(1, by="maintainer", day="2026-03-02T12:00:00Z")
    hosted.night(day(2), world(beta=MOVED))
    hosted.commit("By hand", {"README.md": hosted.text("README.md").replace("beta/two", "beta/new")}, day=day(2))
    hosted.night(day(3), world(beta=MOVED))
    assert mailed(hosted) == ["opened 1", "opened 2", "closed 2"]
    assert the_pull(hosted).body.startswith("Nothing is left to propose")
    hosted.commit("Undone", {"README.md": hosted.text("README.md").replace("beta/new", "beta/two")}, day=day(3))
    hosted.night(day(4), world(beta=MOVED))
    assert mailed(hosted)[-1] == "opened 3"


def test_an_outage_takes_nothing_back(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(beta=MOVED, delta=GONE))
    seen = mailed(hosted)
    hosted.night(day(2), world(beta=TROUBLE, delta=TROUBLE))
    assert "github.com/beta/new" in hosted.text("README.md", ROLLING)
    assert "### Not looked at in the last run" in the_issue(hosted).body
    hosted.night(day(3), world(beta=MOVED, delta=GONE))
    assert mailed(hosted) == seen
    assert {one.state for one in hosted.forge.tickets.values()} == {"open"}


def test_the_issue_that_a_person_closed_opens_only_for_something_new(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world(delta=GONE))
    hosted.forge.change(2, by="maintainer", state="closed")
    assert hosted.night(day(2), world(delta=GONE)) == []
    hosted.night(day(3), world(delta=GONE, alpha=GONE))
    assert mailed(hosted) == ["opened 1", "opened 2", "commented 2", "reopened 2"]


def test_a_marker_that_a_stranger_pastes_is_none(hosted: Hosted, world: Worlds) -> None:
    hosted.forge.open("Mine", "<!-- harvester:tracking -->\nmine", by="mallory")
    hosted.night(day(1), world(delta=GONE))
    assert the_issue(hosted).number == 3
    key = the_issue(hosted).body.partition("waive=")[2][:10]
    hosted.forge.comment(3, f"<!-- harvester:dead {key} -->", by="mallory")
    hosted.night(day(2), world(delta=GONE, alpha=GONE))
    assert [author for author, _ in the_issue(hosted).comments] == ["mallory", BOT]
    assert hosted.forge.tickets[1].body == "<!-- harvester:tracking -->\nmine"


def test_a_pull_request_that_somebody_else_opened_is_not_rewritten(hosted: Hosted, world: Worlds) -> None:
    hosted.night(day(1), world())
    hosted.forge.merge(1, by="maintainer", day="2026-03-02T12:00:00Z")
    hosted.night(day(2), world(page=404))
    hosted.forge.open("By me", "my words", by="maintainer", head=ROLLING, base="main")
    hosted.night(day(3), world(beta=MOVED))
    assert (the_pull(hosted).title, the_pull(hosted).body) == ("By me", "my words")


def test_repairs_are_capped_the_oldest_first(hosted: Hosted, world: Worlds) -> None:
    hosted.commit("One at a time", {"harvester.yaml": f"{SETTINGS}publish: {{max_edits: 1}}\n"})
    hosted.night(day(1), world(delta={"moved_to": "delta/five"}))
    hosted.night(day(2), world(delta={"moved_to": "delta/five"}, beta=MOVED))
    assert "delta/five" in hosted.text("README.md", ROLLING)
    assert "beta/two" in hosted.text("README.md", ROLLING)
    assert "1 more repair waits for the next pull request" in the_pull(hosted).body


def test_mode_commit_pushes_the_files_and_proposes_the_repairs(hosted: Hosted, world: Worlds) -> None:
    done = hosted.night(day(1), world(beta=MOVED), mode=PublishMode.COMMIT)
    assert done == [
        "push to main: Fill metadata (12 files)",
        "push to harvester/refresh: Repair links (1 file)",
        "open a pull request: Repair 1 link",
    ]
    assert json.loads(hosted.text("data/enriched/health.json"))["world"] == "live"
    assert hosted.git("log", "--format=%s", f"main..{ROLLING}", at=hosted.bare) == "Repair links\n"
    assert hosted.night(day(2), world(beta=MOVED), mode=PublishMode.COMMIT) == []
    hosted.night(day(3), world(beta=MOVED, page=404), mode=PublishMode.COMMIT)
    assert hosted.git("log", "--format=%s", "-1", "main", at=hosted.bare) == "Fill metadata\n"
    assert mailed(hosted) == ["opened 1"]


def test_a_dry_run_tells_and_does_nothing(hosted: Hosted, world: Worlds) -> None:
    hosted.harvest(day(1), world(beta=MOVED, delta=GONE))
    before = tips(hosted)
    said = hosted.publish(day(1), dry_run=True)
    assert said == hosted.publish(day(1), dry_run=True)
    assert [line.partition(":")[0] for line in said] == [
        "push to harvester/refresh",
        "open a pull request",
        "open an issue",
    ]
    assert (tips(hosted), writes(hosted), hosted.forge.tickets) == (before, [], {})


def test_labels_are_given_only_where_they_are_wanted(hosted: Hosted, world: Worlds) -> None:
    hosted.commit("Plain", {"harvester.yaml": f"{SETTINGS}publish: {{labels: []}}\n"})
    hosted.night(day(1), world(beta=MOVED, delta=GONE))
    assert [one.labels for one in hosted.forge.tickets.values()] == [[], []]
    assert not any(one.endswith("/labels") for one in writes(hosted))


def test_a_repository_without_issues_gets_its_pull_request(hosted: Hosted, world: Worlds) -> None:
    hosted.forge.has_issues = False
    hosted.night(day(1), world(beta=MOVED, delta=GONE))
    assert mailed(hosted) == ["opened 1"]


def test_the_working_tree_is_left_as_it_is(hosted: Hosted, world: Worlds) -> None:
    hosted.commit("Filter", {".gitattributes": "*.md filter=spoil\n"})
    hosted.harvest(day(1), world(beta=MOVED))
    hosted.git("config", "filter.spoil.clean", "echo spoilt")
    ran = hosted.folder / "ran"
    for name in ("pre-push", "pre-commit", "post-commit", "reference-transaction", "commit-msg", "post-index-change"):
        hook = hosted.tree / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho {name} >> {ran}\n")
        hook.chmod(0o755)
    (hosted.tree / "README.md").write_text("half a thought")
    before = hosted.git("rev-parse", "HEAD"), hosted.git("ls-files", "--stage")
    ran.unlink(missing_ok=True)
    hosted.publish(day(1))
    assert not ran.exists()
    assert (hosted.git("rev-parse", "HEAD"), hosted.git("ls-files", "--stage")) == before
    assert (hosted.tree / "README.md").read_text() == "half a thought"
    assert "half a thought" not in hosted.text("README.md", ROLLING)
    assert "spoilt" not in hosted.text("README.md", ROLLING)
