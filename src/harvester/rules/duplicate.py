"""``duplicate``: one paper, or one repository, that two entries list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.match import Claim, Match, compare, title_words
from harvester.model import Flag, Role, Severity, TargetKind
from harvester.rules.rule import ListRule, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Enriched, Judged
    from harvester.rules.rule import Listing, Spot

FEWEST_WORDS = 4
"""Words from which on a title is hardly two papers' own; in the 18 lists that harvester is tried on, none is."""

_TITLE = "title"

# What names no single work: pages of the web may list many papers.
_NO_WORK = frozenset(
    {
        TargetKind.WEB,
        TargetKind.PLACEHOLDER,
        TargetKind.MALFORMED,
        TargetKind.ANCHOR,
        TargetKind.FILE,
        TargetKind.GITHUB_USER,
    }
)
_REPOSITORIES = frozenset(
    {
        TargetKind.GITHUB,
        TargetKind.GIST,
        TargetKind.GITLAB,
        TargetKind.BITBUCKET,
        TargetKind.CODEBERG,
        TargetKind.HUGGINGFACE,
    }
)


def _look(listing: Listing) -> Iterator[tuple[Judged | Spot, Sight]]:
    first: dict[str, Enriched] = {}
    for entry in listing.entries:
        keys = _keys(entry, listing)
        twin = next((key for key in keys if key in first and _are_one(first[key], entry, key, listing)), None)
        if twin is not None:
            place = _place(entry, twin, listing)
            yield place, Sight(f"listed twice: {twin}", _evidence(first[twin], entry, twin, place))
        for key in keys:
            first.setdefault(key, entry)


def _keys(entry: Enriched, listing: Listing) -> list[str]:
    """All names of the listed work, the links' own first; a repository is the work only where no paper is."""
    links = [one for one in listing.links.get(entry.id, ()) if one.target.kind not in _NO_WORK]
    papers = [one for one in links if one.link.role is Role.PAPER]
    if not any(one.link.role is Role.PAPER for one in listing.links.get(entry.id, ())):
        return [one.target.key for one in links[:1] if one.target.kind in _REPOSITORIES and not one.target.path]
    # of a repository that holds several papers, each is a file of its own
    keys = [one.target.key for one in papers if one.target.kind not in _REPOSITORIES]
    if keys:
        keys += [f"{kind}:{value}" for kind, value in entry.identifiers.items()]
        keys += [f"{TargetKind.DOI}:{fact.value}" for fact in entry.facts if fact.flag is Flag.SUPERSEDED]
    words = title_words(_title(entry))
    if listing.paper(entry) and len(words) >= FEWEST_WORDS:
        keys.append(f"{_TITLE}:{' '.join(words)}")
    return list(dict.fromkeys(keys))


def _are_one(one: Enriched, other: Enriched, key: str, listing: Listing) -> bool:
    """Whether a shared key makes two entries one work.

    Where the list itself gives one link two titles that are two papers' ones, the link is wrong, not the entry. Under
    one title there may be two papers, by others or years apart; and one page may be cited for two things.
    """
    titles = [Claim(title=entry.claims.get("title", "")) for entry in (one, other)]
    if compare(*titles).match is Match.DIFFERENT:
        return False
    if not key.startswith(f"{_TITLE}:"):
        return True
    links = {paper.target.key for entry in (one, other) if (paper := listing.paper(entry))}
    return len(links) > 1 and compare(_claim(one), _claim(other)).match is Match.SAME


def _title(entry: Enriched) -> str:
    return entry.title or entry.claims.get("title", "")


def _claim(entry: Enriched) -> Claim:
    first = entry.authors[0] if entry.authors else None
    author = (first.family or first.literal) if first else entry.claims.get("authors", "")
    return Claim(title=_title(entry), author=author, year=entry.year)


def _place(entry: Enriched, key: str, listing: Listing) -> Judged:
    links = listing.links[entry.id]
    return next((one for one in links if one.target.key == key), None) or listing.paper(entry) or links[0]


def _evidence(first: Enriched, entry: Enriched, key: str, place: Judged) -> str:
    where = f"listed in line {first.entry.line} already"
    if first.entry.section != entry.entry.section and first.entry.section:
        where += f", under “{first.entry.section[-1]}”"
    if key.startswith(f"{_TITLE}:"):
        return f"{where} with the same title, by another link"
    if key != place.target.key:
        return f"{where}: both are {key.replace(':', ' ', 1)}"
    return where


RULE = ListRule(
    id="duplicate",
    severity=Severity.LOOK,
    promise="Two entries list one work: the same paper under any spelling, a preprint and its published version, two "
    "links to papers under one title, or the same repository where it is all that an entry links to.",
    advice="Keep one of the two entries, unless the work is meant to stand under both headings.",
    look=_look,
)
