"""What a link leads to within a repository at GitHub, and the link that leads there once the repository is renamed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from harvester.model import Target, TargetKind

_VIEWS = frozenset({"tree", "blob", "raw"})
"""Pages that show a path at a branch, tag or commit; what else hangs on a repository is judged by the repository."""

_FULL_REF = re.compile(r"(refs/(?:heads|tags)/[^/]+)/(.+)", re.DOTALL)
_SHORT_REF = re.compile(r"(?!refs/(?:heads|tags)/)([^/]+)/(.+)", re.DOTALL)

# What no branch or tag may hold (git-check-ref-format), and would be read as an operator (gitrevisions).
_NO_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_ADDRESS = re.compile(
    r"(?P<host>https?://(?:www\.)?(?:github\.com|raw\.githubusercontent\.com)/)"
    r"[^/?#]+/(?:[^/?#]+?)(?:\.git)?(?P<rest>[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)


def expression(target: Target) -> str:
    """The path that a link names, as git writes it (``main:src/model.py``), or an empty string where it names none.

    The first part after ``tree/``, ``blob/`` or ``raw/`` is taken for the branch; whether it is one is for GitHub to
    say, since the names of branches may hold slashes, too.
    """
    view, _, rest = target.path.partition("/")
    if target.kind is not TargetKind.GITHUB or view not in _VIEWS:
        return ""
    match = _FULL_REF.fullmatch(rest) or _SHORT_REF.fullmatch(rest)
    if match is None or _NO_REF.search(match[1]) or _CONTROL.search(match[2]):
        return ""
    parts = match[2].rstrip("/").split("/")
    return "" if {"", ".", ".."}.intersection(parts) else f"{match[1]}:{'/'.join(parts)}"


def answer_key(target: Target) -> str:
    """The name under which a target's answer is filed: its key, and the path in a repository where that is judged."""
    inside = expression(target)
    return f"{target.key} {inside}" if inside else target.key


def renamed(url: str, moved_to: str) -> str:
    """The link as written, with what follows the repository, to the address that the repository has now.

    Args:
        url: The link to the repository or to something in it.
        moved_to: Address of the repository, or of the very page that is meant, which is given back as it is.
    """
    written, name = _ADDRESS.fullmatch(url.strip()), urlsplit(moved_to).path.strip("/")
    if written is None or name.count("/") != 1:
        return moved_to
    raw = "raw." in written["host"].lower()
    base = f"https://raw.githubusercontent.com/{name}" if raw else moved_to.rstrip("/")
    return base + (written["rest"] or "")
