"""Link text becomes one canonical target, from its text alone.

Laws, each held by a property test: the URL of an identifier identifies to that identifier; identifying twice changes
nothing; DOIs are equal when they differ in the case of ASCII letters only; arXiv padding is significant.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from w3lib.url import canonicalize_url

from harvester.identify import (
    arxiv,
    dois,
    elsevier,
    forges,
    indexes,
    proceedings,
    publishers,
    pubmed,
    repositories,
    slugs,
)
from harvester.identify.address import percent_encoded, take_apart
from harvester.identify.arxiv import parse_arxiv
from harvester.identify.dois import lower_ascii, normalise_doi
from harvester.identify.text import identify_text
from harvester.model import Target, TargetKind
from harvester.placeholder import flaw, placeholder_text, placeholder_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harvester.identify.address import Address, Recogniser
    from harvester.model import Link

__all__ = [
    "canonical_url",
    "identify",
    "identify_text",
    "identify_url",
    "mended_target",
    "near",
    "normalise_doi",
    "parse_arxiv",
]

LONGEST = 8000
"""Characters of an address that is looked into, as many as every server should bear (RFC 9110, section 4.1)."""

# Who looks at the addresses of which hosts, and of all hosts below them; who stands first is asked first.
_FAMILIES: tuple[tuple[Iterable[str], Recogniser], ...] = (
    (arxiv.HOSTS, arxiv.recognise),
    (dois.HOSTS, dois.recognise),
    (repositories.HOSTS, repositories.github),
    (repositories.GIST_HOSTS, repositories.gist),
    (forges.GITLAB_HOSTS, forges.gitlab),
    (forges.BITBUCKET_HOSTS, forges.bitbucket),
    (forges.CODEBERG_HOSTS, forges.codeberg),
    (forges.HUGGINGFACE_HOSTS, forges.huggingface),
    (proceedings.OPENREVIEW_HOSTS, proceedings.openreview),
    (proceedings.ACL_HOSTS, proceedings.acl),
    (proceedings.PMLR_HOSTS, proceedings.pmlr),
    (proceedings.CVF_HOSTS, proceedings.cvf),
    (proceedings.NEURIPS_HOSTS, proceedings.neurips),
    (indexes.SEMANTIC_SCHOLAR_HOSTS, indexes.semantic_scholar),
    (indexes.DBLP_HOSTS, indexes.dblp),
    (pubmed.HOSTS, pubmed.recognise),
    (elsevier.HOSTS, elsevier.recognise),
    (publishers.HOSTS, publishers.recognise),
    (slugs.HOSTS, slugs.recognise),
)
_BY_HOST: dict[str, list[Recogniser]] = {}
for _hosts, _recogniser in _FAMILIES:
    for _host in _hosts:
        _BY_HOST.setdefault(_host, []).append(_recogniser)
_DEEPEST = max(host.count(".") for host in _BY_HOST) + 1

_ADDRESS_OF: dict[TargetKind, Callable[[Target], str]] = {
    TargetKind.DOI: dois.address_of,
    TargetKind.SHORT_DOI: dois.address_of,
    TargetKind.ARXIV: arxiv.address_of,
    TargetKind.PII: elsevier.address_of,
    TargetKind.PMID: pubmed.address_of,
    TargetKind.PMCID: pubmed.address_of,
    TargetKind.OPENREVIEW: proceedings.address_of,
    TargetKind.ACL: proceedings.address_of,
    TargetKind.PMLR: proceedings.address_of,
    TargetKind.CVF: proceedings.address_of,
    TargetKind.NEURIPS: proceedings.address_of,
    TargetKind.SEMANTIC_SCHOLAR: indexes.address_of,
    TargetKind.DBLP: indexes.address_of,
    TargetKind.GITHUB: repositories.address_of,
    TargetKind.GITHUB_USER: repositories.address_of,
    TargetKind.GIST: repositories.address_of,
    TargetKind.GITLAB: forges.address_of,
    TargetKind.BITBUCKET: forges.address_of,
    TargetKind.CODEBERG: forges.address_of,
    TargetKind.HUGGINGFACE: forges.address_of,
}

# C0 controls and the blank, which every browser takes off (WHATWG URL standard, section 4.4)
_BLANK = "".join(map(chr, range(0x21)))
_LABELLED_ADDRESS = re.compile(r"\s*doi:\s*(?=https?://)", re.IGNORECASE)


def identify(link: Link) -> Target:
    """The canonical target of a link, known without asking anyone.

    A bare identifier that its reader found where one belongs (``doi: 10.1000/182`` of a data file) has no flaw.
    """
    if not link.flaw:
        return identify_text(link.url) or identify_url(link.url)
    if why := placeholder_text(unquote(link.url)):
        return Target(TargetKind.PLACEHOLDER, link.url, why=why)
    return Target(TargetKind.MALFORMED, link.url, why=link.flaw)


def mended_target(link: Link) -> Target | None:
    """What a malformed link would lead to when mended, or None where that is not safe to say."""
    if target := identify_text(link.url):
        return target
    label = _LABELLED_ADDRESS.match(link.url)
    url = link.url[label.end() if label else 0 :].strip()
    meant = identify_url(link.mended or flaw(url)[1] or url)
    if meant.kind is TargetKind.MALFORMED:
        try:
            return arxiv.mended(take_apart(url))
        except ValueError:
            return None
    return None if meant.kind is TargetKind.PLACEHOLDER else meant


def identify_url(url: str) -> Target:
    """The canonical target of a destination as written; never raises, whatever the text."""
    url = url.strip().strip(_BLANK)
    if len(url) > LONGEST:
        return Target(TargetKind.WEB, url) if url.startswith(("https://", "http://")) else _too_long(url)
    if why := placeholder_url(url):
        return Target(TargetKind.PLACEHOLDER, url, why=why)
    why, _ = flaw(url)
    if why:
        return Target(TargetKind.MALFORMED, url, why=why)
    try:
        address = take_apart(url)
        return _recognised(address) or _page(canonicalize_url(address.url, keep_fragments=True))
    except ValueError as error:
        return Target(TargetKind.MALFORMED, url, why=str(error).lower())


def canonical_url(target: Target) -> str:
    """The address under which a target's own registry or host shows it; identifying that gives the target back."""
    address_of = _ADDRESS_OF.get(target.kind)
    if address_of is None:
        return target.value
    value, spelling, path = map(percent_encoded, (target.value, target.spelling, target.path))
    return address_of(replace(target, value=value, spelling=spelling, path=path))


def near(target: Target) -> Target | None:
    """The near spelling of a target that is worth asking beside it, or None."""
    if not target.instead:
        return None
    # the case of letters counts in the address of a page alone
    value = target.instead if target.kind is TargetKind.WEB else lower_ascii(target.instead)
    return Target(target.kind, value, path=target.path)


def _recognised(address: Address) -> Target | None:
    labels = address.host.split(".")[-_DEEPEST:]
    for start in range(len(labels)):
        for recognise in _BY_HOST.get(".".join(labels[start:]), ()):
            if target := recognise(address):
                return target
    return None


def _page(url: str) -> Target:
    """A page of the web; a stop of the sentence at its end may not belong to it."""
    bare = url.rstrip(".,;")
    return Target(TargetKind.WEB, url, instead=bare if bare != url else "")


def _too_long(url: str) -> Target:
    return Target(TargetKind.MALFORMED, url, why=f"longer than {LONGEST:,} characters")
