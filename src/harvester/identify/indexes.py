"""Papers by the pages of indexes: Semantic Scholar and DBLP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.identify.arxiv import arxiv_target
from harvester.identify.text import identify_text
from harvester.model import Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

SEMANTIC_SCHOLAR_HOSTS = frozenset({"semanticscholar.org"})
DBLP_HOSTS = frozenset({"dblp.org", "dblp.uni-trier.de", "dblp.dagstuhl.de", "dblp2.uni-trier.de"})

_PAPER = re.compile(r"/(?:paper|reader)/(?:[^/]+/)?(?P<id>[\da-f]{40})(?:/.*)?", re.ASCII | re.IGNORECASE)
# The API takes identifiers of others as well as its own (api.semanticscholar.org/api-docs, "paper_id").
_ASKED = re.compile(r"/(?:(?:graph/)?v1/paper/)?(?P<id>[^/].*)")
_CORPUS = re.compile(r"CorpusId:(\d{1,12})", re.ASCII | re.IGNORECASE)

_RECORD = re.compile(
    r"/rec/(?:(?:html|bibtex|bib|bib0|bib1|bib2|xml|rdf|ris|nt)/)?(?P<key>(?:conf|journals|books|series|phd|reference|tr)/[\w+-]+/[\w/+-]+?)"
    r"(?:\.(?:html|bib|xml|rdf|nt|ris))?",
    re.ASCII,
)
# DBLP names arXiv's papers by their ids, with a hyphen for the dot.
_PREPRINT = re.compile(r"journals/corr/abs-(\d{4})-(\d{4,5})", re.ASCII)


def semantic_scholar(address: Address) -> Target | None:
    """A paper by its digest, by its number, or by what the API is asked for."""
    path = unquote(address.path)
    if address.host != "api.semanticscholar.org":
        match = _PAPER.fullmatch(path)
        return Target(TargetKind.SEMANTIC_SCHOLAR, match["id"].lower()) if match else None
    match = _ASKED.fullmatch(path)
    if not match:
        return None
    if number := _CORPUS.fullmatch(match["id"]):
        return Target(TargetKind.SEMANTIC_SCHOLAR, f"CorpusID:{number[1]}")
    return identify_text(match["id"]) or semantic_scholar_digest(match["id"])


def semantic_scholar_digest(text: str) -> Target | None:
    """The target of a text that is Semantic Scholar's digest of a paper."""
    return Target(TargetKind.SEMANTIC_SCHOLAR, text.lower()) if re.fullmatch(r"[\da-fA-F]{40}", text) else None


def dblp(address: Address) -> Target | None:
    """A record by its key; the records of arXiv's papers lead to arXiv."""
    match = _RECORD.fullmatch(unquote(address.path))
    if not match:
        return None
    if preprint := _PREPRINT.fullmatch(match["key"]):
        return arxiv_target(f"{preprint[1]}.{preprint[2]}")
    return Target(TargetKind.DBLP, match["key"])


def address_of(target: Target) -> str:
    """The page of the paper."""
    if target.kind is TargetKind.DBLP:
        return f"https://dblp.org/rec/{target.value}"
    if target.value.startswith("CorpusID:"):
        return f"https://api.semanticscholar.org/{target.value}"
    return f"https://www.semanticscholar.org/paper/{target.value}"
