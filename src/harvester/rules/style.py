"""``style``: an address that leads there and could be written better."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.identify import canonical_url, identify_url
from harvester.model import Certainty, Severity, Suggestion, TargetKind, Verdict
from harvester.rules.rule import ListRule, Sight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Judged
    from harvester.rules.rule import Listing, Spot

HABIT = 3
"""Links to arXiv's abstracts for each one to a PDF that make them the habit of a list."""

# Hosts that are known to serve everything over https, and redirect there.
_SECURE = frozenset(
    {"arxiv.org", "www.arxiv.org", "doi.org", "www.doi.org", "dx.doi.org", "github.com", "www.github.com"}
)
_TRACKING = re.compile(r"(?<=[?&])(?:utm_[a-z]+|fbclid|gclid|msclkid|mc_[ce]id)=[^&#]*&?", re.IGNORECASE)
_PDF = re.compile(r"(?<=arxiv\.org)/pdf/", re.IGNORECASE)
_OLD_RESOLVER = re.compile(r"(?<=//)(?:dx\.doi\.org|www\.doi\.org)(?=/)", re.IGNORECASE)

_HTTP = "http:// where https:// serves the same"
_RESOLVER = "an old name of doi.org"
_PDF_FOR_ABS = "/pdf/ of arXiv in a list that links to /abs/"
_TRACKED = "tracking parameters"
_BLANK = "a blank in the destination"

# What is broken or moved gets its new address from the rule that says so.
_ALIVE = frozenset({Verdict.OK, Verdict.UNCHECKED, Verdict.BLOCKED, Verdict.FAILING})


def _look(listing: Listing) -> Iterator[tuple[Judged | Spot, Sight]]:
    links = [one for group in listing.links.values() for one in group if one.verdict in _ALIVE and not one.template]
    pdfs = sum(bool(_PDF.search(one.link.url)) for one in links)
    by_abstract = sum("arxiv.org/abs/" in one.link.url for one in links) >= HABIT * pdfs
    for one in links:
        kinds, better = _better(one, by_abstract=by_abstract)
        for kind in kinds:
            yield one, Sight(kind, kind, _suggestion(one, better))
        if _has_blank(listing.catalogue.text, one):
            yield one, Sight(_BLANK, _BLANK, Suggestion("take the blank out", Certainty.LIKELY))


def _better(judged: Judged, *, by_abstract: bool) -> tuple[list[str], str]:
    """What could be written better, and the address that mends all of it."""
    url, kinds = judged.link.url, []
    if _is_http(url):
        kinds.append(_HTTP)
        url = "https" + url[4:]
    if _OLD_RESOLVER.search(url):
        kinds.append(_RESOLVER)
        url = _OLD_RESOLVER.sub("doi.org", url)
    meant = "#" in url or "pdf" in judged.link.label.lower()
    if by_abstract and not meant and judged.target.kind is TargetKind.ARXIV and _PDF.search(url):
        kinds.append(_PDF_FOR_ABS)
        url = canonical_url(replace(judged.target, path=""))
    if _TRACKING.search(url):
        kinds.append(_TRACKED)
        url = re.sub(r"[?&](?=#|$)", "", _TRACKING.sub("", url))
    return kinds, url


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "http" and (parts.hostname or "") in _SECURE


def _suggestion(judged: Judged, better: str) -> Suggestion:
    """Certain where the new address names the same thing, down to its version."""
    there = identify_url(better)
    named = judged.target.kind is not TargetKind.WEB
    same = named and there == judged.target and there.version == judged.target.version
    return Suggestion(f"write {better}", Certainty.CERTAIN if same else Certainty.LIKELY, better)


def _has_blank(text: str, judged: Judged) -> bool:
    """Whether white space stands inside the brackets of a Markdown link, where readers do not all agree on it."""
    span, outer = judged.link.span, judged.link.outer
    closed = text[span.end : outer.end]
    return text[outer.start : outer.start + 1] == "[" and re.fullmatch(r"\s+\)", closed) is not None


RULE = ListRule(
    id="style",
    severity=Severity.NOTE,
    promise="The address leads there and could be written better: `http://` for arXiv, doi.org or GitHub, "
    "`dx.doi.org`, `/pdf/` where the list links to `/abs/`, tracking parameters, a blank in the destination.",
    advice="Write the plain address of the same thing.",
    look=_look,
)
