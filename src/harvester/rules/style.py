"""``style``: an address that leads there and could be written better."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.identify import canonical_url, identify_url
from harvester.model import Certainty, Flag, Severity, Span, Suggestion, TargetKind, Verdict
from harvester.rules.rule import ListRule, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Judged, Link
    from harvester.rules.rule import Listing, Spot

HABIT = 3
"""Links to arXiv's abstracts for each one to a PDF that make them the habit of a list."""

# Hosts that are known to serve everything over https, and redirect there; what listens on a named port, nobody knows.
_INSECURE = re.compile(
    r"http://(?:(?:www\.)?(?:arxiv\.org|doi\.org|github\.com)|dx\.doi\.org)(?=[/?#]|$)", re.IGNORECASE
)
_TRACKING = re.compile(r"(?<=[?&])(?:utm_[a-z]+|fbclid|gclid|msclkid|mc_[ce]id)=[^&#]*&?", re.IGNORECASE)
_PAGE = re.compile(r"(?<=arxiv\.org)/(abs|pdf)/", re.IGNORECASE)
_VERSION = re.compile(r"(?<=\d)v\d+(?=(?:\.pdf)?(?:[?#]|$))", re.IGNORECASE)
_OLD_RESOLVER = re.compile(r"(?<=//)(?:dx\.doi\.org|www\.doi\.org)(?=/)", re.IGNORECASE)

_HTTP = "http:// where https:// serves the same"
_RESOLVER = "an old name of doi.org"
_PAGES = {
    "abs": "/pdf/ of arXiv in a list that links to /abs/",
    "pdf": "/abs/ of arXiv in a list that links to /pdf/",
}
_TRACKED = "tracking parameters"
_BLANK = "a blank in the destination"
_PINNED = "a pinned version in a list that mostly links without one"

# What is broken or moved gets its new address from the rule that says so.
_ALIVE = frozenset({Verdict.OK, Verdict.UNCHECKED, Verdict.BLOCKED, Verdict.FAILING})


def _look(listing: Listing) -> Iterator[tuple[Judged | Spot, Sight]]:
    page, plain = _page(listing), _mostly_plain(listing)
    outdated = {fact.about for one in listing.entries for fact in one.facts if fact.flag is Flag.NEWER_VERSION}
    for group in listing.links.values():
        times = Counter(one.target.key for one in group)
        for one in group:
            if one.verdict not in _ALIVE or one.template:
                continue
            # an entry that links to both pages means both
            kinds, better = _better(one, page=page if times[one.target.key] == 1 else "")
            for kind in kinds:
                yield one, Sight(kind, kind, _suggestion(one, better))
            if plain and one.target.version and one.target.key not in outdated:  # which `newer-version` tells
                # not an edit: whoever pins a version may mean it
                yield one, Sight(_PINNED, _PINNED, Suggestion(f"write {_unpinned(one, better)}", Certainty.LIKELY))
            if blanks(listing.catalogue.text, one.link):
                # the address stays as it is; whether it is right, its verdict says
                certainty = Certainty.CERTAIN if one.verdict is Verdict.OK else Certainty.LIKELY
                yield (
                    one,
                    Sight(
                        _BLANK, _BLANK, Suggestion(f"write {one.link.url} without the blank", certainty, one.link.url)
                    ),
                )


def _page(listing: Listing) -> str:
    """The page of arXiv that links should lead to: as configured, else the abstract where that is the list's habit."""
    if listing.conventions.arxiv:
        return listing.conventions.arxiv
    links = (one for group in listing.links.values() for one in group if one.verdict in _ALIVE and not one.template)
    pages = Counter(match[1].lower() for one in links if (match := _PAGE.search(one.link.url)))
    return "abs" if pages["abs"] >= HABIT * pages["pdf"] else ""


def _mostly_plain(listing: Listing) -> bool:
    """Whether more than half of the list's links to arXiv pin no version."""
    links = [one for group in listing.links.values() for one in group if one.target.kind is TargetKind.ARXIV]
    return 2 * sum(bool(one.target.version) for one in links) < len(links)


def _better(judged: Judged, *, page: str) -> tuple[list[str], str]:
    """What could be written better, and the address that mends all of it."""
    url, kinds = judged.link.url, []
    if _INSECURE.match(url):
        kinds.append(_HTTP)
        url = "https" + url[4:]
    if _OLD_RESOLVER.search(url):
        kinds.append(_RESOLVER)
        url = _OLD_RESOLVER.sub("doi.org", url)
    if _is_other_page(judged, page):
        kinds.append(_PAGES[page])
        url = canonical_url(replace(judged.target, path="")).replace("/abs/", f"/{page}/", 1)
    if _TRACKING.search(url):
        kinds.append(_TRACKED)
        url = re.sub(r"[?&](?=#|$)", "", _TRACKING.sub("", url))
    return kinds, url


def _unpinned(judged: Judged, better: str) -> str:
    """The address without its version, on the same page of arXiv where that can be told."""
    shorter = _VERSION.sub("", better)
    there = identify_url(shorter)
    same_page = there == judged.target and not there.version
    return shorter if same_page else canonical_url(replace(judged.target, version="", path=""))


def _is_other_page(judged: Judged, page: str) -> bool:
    """Whether a link leads to the other page of arXiv, and neither its label nor a place in it says that it should."""
    found = _PAGE.search(judged.link.url)
    if not page or not found or found[1].lower() == page or judged.target.kind is not TargetKind.ARXIV:
        return False
    return "#" not in judged.link.url and found[1].lower() not in judged.link.label.lower()


def _suggestion(judged: Judged, better: str) -> Suggestion:
    """Certain where the new address names the same thing, down to its version."""
    there = identify_url(better)
    named = judged.target.kind is not TargetKind.WEB
    same = named and there == judged.target and there.version == judged.target.version
    return Suggestion(f"write {better}", Certainty.CERTAIN if same else Certainty.LIKELY, better)


_BEFORE = re.compile(r"(?<![ \t])[ \t]+\Z")
_AFTER = re.compile(r"[ \t]+(?=[)\"'])")


def blanks(text: str, link: Link) -> tuple[Span, ...]:
    """The blanks between a destination and the brackets or quotes around it, where it has no title."""
    opening = text[link.outer.start : link.outer.start + 2].lower()
    if not (opening.startswith("[") or opening == "<a") or link.outer == link.span:
        return ()
    found = []
    before = _BEFORE.search(text, link.outer.start, link.span.start)
    if before and text[before.start() - 1] in "(\"'":
        found.append(Span(before.start(), link.span.start))
    after = _AFTER.match(text, link.span.end, link.outer.end + 1)
    # what stands behind a blank in Markdown and begins with a quote is a title
    if after and (opening == "<a" or text[after.end()] == ")"):
        found.append(Span(link.span.end, after.end()))
    return tuple(found)


RULE = ListRule(
    id="style",
    severity=Severity.NOTE,
    promise="The address leads there and could be written better: `http://` for arXiv, doi.org or GitHub, "
    "`dx.doi.org`, `/pdf/` where the list links to `/abs/` or the reverse, tracking parameters, a pinned version "
    "in a list that mostly links without one, a blank in the destination.",
    advice="Write the plain address of the same thing.",
    look=_look,
)
