"""Help for the dead: which links the archives are asked about, and what is suggested of their answers.

A suggestion is never more than likely: an old copy is a choice, not a correction. What has an identifier of its own is
not replaced by a copy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from harvester.model import LASTING, Absent, Certainty, Found, Suggestion, TargetKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from harvester.model import Answer, Judged, Target

WAYBACK = "https://web.archive.org/web/"
SOFTWARE_HERITAGE = "https://archive.softwareheritage.org/browse/origin/directory/?origin_url="

_FORGES = {
    TargetKind.GITHUB: "https://github.com/",
    TargetKind.GITLAB: "https://gitlab.com/",
    TargetKind.BITBUCKET: "https://bitbucket.org/",
    TargetKind.CODEBERG: "https://codeberg.org/",
}

# Identifiers that outlive every page, what was never a link, and what lies in the repository itself.
_NEVER = frozenset(
    {
        *LASTING,
        TargetKind.PLACEHOLDER,
        TargetKind.MALFORMED,
        TargetKind.ANCHOR,
        TargetKind.FILE,
    }
)

_MOMENT = re.compile(r"\d{4}(?:0[1-9]|1[0-2])\d{8}", re.ASCII)

# A copy of a copy helps nobody.
_ARCHIVES = re.compile(r"(?:.*\.)?(?:archive\.(?:org|is|ph|today)|softwareheritage\.org|webcitation\.org|perma\.cc)")

# The front page of a repository and of a branch; what lies deeper may be gone while the repository lives.
_FRONT = re.compile(r"(?:(?:-/)?(?:tree|src)/[^/]+/?)?")

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lost:
    """A dead link as the archives are asked about it.

    Attributes:
        url: As the catalogue has it.
        before: First day on which it was seen dead or failing; only older copies count.
        origin: Address of the repository, for a link to the front page of one; else empty.
    """

    url: str
    before: date
    origin: str = ""


def lost(judged: Iterable[Judged]) -> list[Lost]:
    """The dead links that the archives have not answered for yet, each once.

    A link whose near spelling exists needs no copy, and what was answered on an earlier night is not asked again.
    """
    found: dict[str, Lost] = {}
    for item in judged:
        if item.verdict is not Verdict.DEAD or item.archive is not None or item.instead or item.since is None:
            continue
        if item.target.kind in _NEVER or _ARCHIVES.fullmatch(_host(item.link.url)):
            continue
        before = min((item.since, *item.strikes))
        found[item.link.url] = Lost(item.link.url, before, _origin(item.target, item.link.url))
    return list(found.values())


def with_copies(judged: Iterable[Judged], answers: Mapping[str, Answer[str]]) -> tuple[Judged, ...]:
    """The same links, those that the archives gave an answer for with what they have, or with an empty string.

    Args:
        answers: Address of the copy by URL as written. An archive that could not be reached is asked again.
    """
    told: dict[str, str] = {}
    for url, answer in answers.items():
        if isinstance(answer, Found):
            told[url] = answer.value
        elif isinstance(answer, Absent):
            told[url] = ""
    return tuple(
        replace(item, archive=told[item.link.url])
        if item.verdict is Verdict.DEAD and item.archive is None and item.link.url in told
        else item
        for item in judged
    )


def page_copy(timestamp: str, url: str) -> str:
    """Where the Wayback Machine shows its capture of this moment (``YYYYMMDDhhmmss``)."""
    return f"{WAYBACK}{timestamp}/{url}"


def source_copy(origin: str) -> str:
    """Where Software Heritage shows the source code that it took from this address."""
    return SOFTWARE_HERITAGE + quote(origin, safe="")


def suggestion(copy: str) -> Suggestion:
    """What a copy at this address is worth: likely, never certain."""
    stamp = copy.removeprefix(WAYBACK)[:14]
    if copy.startswith(WAYBACK) and _MOMENT.fullmatch(stamp):
        text = f"archived copy of {int(stamp[6:8])} {_MONTHS[int(stamp[4:6]) - 1]} {stamp[:4]}"
    else:
        text = "archived source code at Software Heritage"
    return Suggestion(text, Certainty.LIKELY, copy)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _origin(target: Target, url: str) -> str:
    """The repository's address with the letters that the catalogue uses, since archives tell them apart."""
    forge = _FORGES.get(target.kind)
    if forge is None or not _FRONT.fullmatch(target.path):
        return ""
    written = re.search(re.escape(target.value), url, re.IGNORECASE)
    return forge + (written[0] if written else target.value)
