"""DOIs and shortDOIs: their grammar, their equality, and the addresses of doi.org."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.identify.arxiv import arxiv_target
from harvester.identify.tails import trimmed
from harvester.model import Doi, Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

HOSTS = frozenset({"doi.org", "dx.doi.org", "hdl.handle.net"})

# The registrant's part has four to nine digits and may have sub-parts (doi.org handbook, 2.2.2). The suffix may hold
# any printable character (2.2.3); quotation marks end one in running text, where blanks do.
_PREFIX = r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}/"
_STARTS = re.compile(_PREFIX + r"[^\s\"\x00-\x1f\x7f]+")
_WHOLE = re.compile(_PREFIX + r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?")
_CLIMBS = re.compile(r"/\.{1,2}(?:/|$)")
_LABEL = re.compile(r"\s*(?:(?:urn:)?doi(?::|(?=\s))|info:doi/)\s*", re.IGNORECASE)

# shortdoi.org hands out letters and digits; without `10/` before it only a code with both is told from a page.
_SHORT = re.compile(r"10/(?P<code>[a-z0-9]{3,12})/?", re.ASCII | re.IGNORECASE)
_SHORTER = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])(?P<code>[a-z0-9]{3,8})/?", re.ASCII | re.IGNORECASE)

# What resolvers and publishers pass on in a query, `name=value`, never belongs to a DOI.
_BARE_QUERY = re.compile(r"[^=&]+")
_SICI = re.compile(r";\d-$")

_OF_ARXIV = "10.48550/arxiv."

# Registrants whose DOIs name software and data too: Zenodo, figshare, Code Ocean, Mendeley Data, Dryad, Dataverse,
# OSF, IEEE DataPort, PANGAEA, PhysioNet (the prefixes as DataCite lists its repositories).
_DEPOSITS = (
    "10.5281/",
    "10.6084/",
    "10.24433/",
    "10.17632/",
    "10.5061/",
    "10.7910/",
    "10.17605/",
    "10.21227/",
    "10.1594/",
    "10.13026/",
)
_LOWER = {ord(upper): upper.lower() for upper in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def lower_ascii(text: str) -> str:
    """The text with its ASCII letters in lower case: DOIs ignore the case of no other (doi.org handbook, 2.4)."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def normalise_doi(text: str) -> Doi | None:
    """The DOI that a text starts with, ASCII letters lower-cased, or None."""
    match = _STARTS.match(text.strip())
    return Doi(lower_ascii(match[0])) if match and not _CLIMBS.search(match[0]) else None


def may_be_deposit(doi: str) -> bool:
    """Whether a DOI may name software or data: its registrant keeps them for others."""
    return doi.startswith(_DEPOSITS)


def doi_target(text: str, *, meant: str = "") -> Target | None:
    """The target of a text that is a DOI from end to end, ``doi:`` before it allowed.

    Args:
        meant: The DOI that is rather meant, should this one not exist; by default without what trails it by mistake.
    """
    label = _LABEL.match(text)
    text = text[label.end() if label else 0 :].strip()
    if short := _SHORT.fullmatch(text):
        return Target(TargetKind.SHORT_DOI, f"10/{short['code'].lower()}")
    if not _STARTS.match(text):
        text = unquote(text)
    if not _WHOLE.fullmatch(text) or _CLIMBS.search(text):
        return None
    doi = lower_ascii(text)
    if doi.startswith(_OF_ARXIV) and (paper := arxiv_target(doi.removeprefix(_OF_ARXIV))):
        return paper
    instead = lower_ascii(meant or trimmed(doi))
    return Target(TargetKind.DOI, doi, instead=instead if instead != doi and _WHOLE.fullmatch(instead) else "")


def recognise(address: Address) -> Target | None:
    """What doi.org resolves: the path. A query or a fragment is not sent on, but may be meant."""
    if address.host not in HOSTS:
        return None
    path = unquote(address.path).lstrip("/")
    if address.host != "hdl.handle.net" and (short := _SHORTER.fullmatch(path)):
        return Target(TargetKind.SHORT_DOI, f"10/{short['code'].lower()}")
    meant = ""
    if _BARE_QUERY.fullmatch(address.query):
        meant = f"{path}?{unquote(address.query)}"
    elif _SICI.search(path) and "#" in address.url:
        meant = f"{path}#{unquote(address.fragment)}"
    return doi_target(path, meant=meant)


def address_of(target: Target) -> str:
    """The address at doi.org, of a DOI as of a shortDOI."""
    return f"https://doi.org/{target.value}"
