"""PubMed and PubMed Central, by the addresses of NCBI, past and present, and of Europe PMC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.model import Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

HOSTS = frozenset(
    {
        "pubmed.ncbi.nlm.nih.gov",
        "pmc.ncbi.nlm.nih.gov",
        "ncbi.nlm.nih.gov",
        "pubmed.gov",
        "pubmedcentral.nih.gov",
        "europepmc.org",
        "ukpmc.ac.uk",
    }
)

# NCBI numbers articles from 1 on; eight digits are in use. A version such as PMC3531190.1 is the same article.
_PMID = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_PMCID = re.compile(r"(?:PMC)?([1-9]\d{0,8})(?:\.\d{1,2})?", re.ASCII | re.IGNORECASE)

_PMID_PATHS = re.compile(
    r"/(?P<id>[1-9]\d{0,8})(?:/.*)?"
    r"|(?:/m|/labs)?/pubmed/(?P<old>[1-9]\d{0,8})/?"
    r"|/pmc/articles/pmid/(?P<pmc>[1-9]\d{0,8})(?:/.*)?"
    r"|/(?:article|abstract)/med/(?P<europe>[1-9]\d{0,8})(?:[/;].*)?",
    re.ASCII | re.IGNORECASE,
)
_PMCID_PATHS = re.compile(
    r"(?:/labs)?(?:/pmc)?/articles/(?P<id>PMC[1-9]\d{0,8})(?:\.\d{1,2})?(?:/.*)?"
    r"|/article/pmc/(?P<europe>(?:PMC)?[1-9]\d{0,8})(?:[/;].*)?",
    re.ASCII | re.IGNORECASE,
)
_SEARCHED = re.compile(r"([1-9]\d{0,8})\[(?:uid|pmid)\]", re.ASCII | re.IGNORECASE)
# Hosts whose root is PubMed itself, so that a number alone is an article.
_ROOTS = frozenset({"pubmed.ncbi.nlm.nih.gov", "pubmed.gov"})


def pmid_target(text: str) -> Target | None:
    """The target of a text that is a PubMed number from end to end."""
    return Target(TargetKind.PMID, text) if _PMID.fullmatch(text) else None


def pmcid_target(text: str) -> Target | None:
    """The target of a text that is a PubMed Central number, with or without ``PMC``; its version is dropped."""
    match = _PMCID.fullmatch(text)
    return Target(TargetKind.PMCID, f"PMC{match[1]}") if match else None


def recognise(address: Address) -> Target | None:
    """An article by its number in either collection."""
    path = unquote(address.path)
    if match := _PMCID_PATHS.fullmatch(path):
        return pmcid_target(match["id"] or match["europe"])
    if (match := _PMID_PATHS.fullmatch(path)) and (address.host in _ROOTS or not match["id"]):
        return pmid_target(match[match.lastgroup or 0])
    return _in_query(address) if address.query else None


def _in_query(address: Address) -> Target | None:
    """Addresses that ask a database of NCBI for one article."""
    asked = address.parameters
    if searched := _SEARCHED.fullmatch(asked.get("term", "")):
        return pmid_target(searched[1])
    if asked.get("db", "").lower() == "pubmed":
        return pmid_target(asked.get("list_uids", ""))
    return pmcid_target(asked.get("artid", "") or asked.get("accid", ""))


def address_of(target: Target) -> str:
    """The page of the article at NCBI."""
    if target.kind is TargetKind.PMCID:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{target.value}/"
    return f"https://pubmed.ncbi.nlm.nih.gov/{target.value}/"
