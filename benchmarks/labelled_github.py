"""What lists link to at GitHub, with its key: repositories in every state, paths in them, accounts and gists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model import Verdict

if TYPE_CHECKING:
    from labelled_world import Labelled

_HELD = ("src/model.py", "docs/readme.md", "weights/best.pt")


def at_github(made: Labelled, n: int) -> None:
    """One round of links to GitHub."""
    _repositories(made, n)
    _inside(made, n)
    _accounts_and_gists(made, n)


def _repositories(made: Labelled, n: int) -> None:
    def add(what: str, verdict: Verdict, path: str = "", **row: object) -> None:
        name = f"lab-{n}/{what}"
        made.link(f"repository {what}", f"https://github.com/{name}{path}", verdict, "repositories", name=name, **row)

    add("there", Verdict.OK)
    add("not-found-404", Verdict.OK, description="404")
    add("tree", Verdict.OK, "/tree/main")
    add("archived", Verdict.OK, archived=True)
    add("empty", Verdict.OK, empty=True)
    add("disabled", Verdict.OK, disabled=True)
    add("renamed", Verdict.MOVED, moved_to=f"lab-{n}/there")
    add("renamed-inside", Verdict.MOVED, "/blob/main/src/model.py", moved_to=f"lab-{n}/inside")
    add("gone", Verdict.DEAD, status=404)
    add("taken-down", Verdict.DEAD, status=451)
    add("blocked", Verdict.DEAD, status=403)
    made.link("repository never known", f"https://github.com/lab-{n}/never-was", Verdict.DEAD)


def _inside(made: Labelled, n: int) -> None:
    name = f"lab-{n}/inside"
    made.rows.setdefault("repositories", []).append({"name": name, "paths": _HELD, "refs": ("dev", "v1.0")})
    for what, path, verdict in (
        ("folder", "tree/main/src", Verdict.OK),
        ("file", "blob/main/src/model.py", Verdict.OK),
        ("file of a branch", "blob/dev/docs/readme.md", Verdict.OK),
        ("folder of a tag", "tree/v1.0/weights", Verdict.OK),
        ("release", "releases/tag/v1.0", Verdict.OK),
        ("releases", "releases", Verdict.OK),
        ("issue", "issues/3", Verdict.OK),
        ("folder that is gone", "tree/main/scripts", Verdict.DEAD),
        ("file that is gone", "blob/main/train.py", Verdict.DEAD),
    ):
        made.link(f"repository's {what}", f"https://github.com/{name}/{path}", verdict)
    raw = f"https://raw.githubusercontent.com/{name}/main/docs/readme.md"
    made.link("repository's raw file", raw, Verdict.OK)


def _accounts_and_gists(made: Labelled, n: int) -> None:
    made.link("account", f"https://github.com/lab-{n}", Verdict.OK)
    made.link("account that is gone", f"https://github.com/lab-{n}-is-gone", Verdict.DEAD)
    known, gone = f"{n:04x}{'a' * 28}", f"{n:04x}{'b' * 28}"
    made.link("gist", f"https://gist.github.com/lab-{n}/{known}", Verdict.OK, "gists", id=known, owner=f"lab-{n}")
    made.link("gist that is gone", f"https://gist.github.com/lab-{n}/{gone}", Verdict.DEAD)
