"""Identifiers that are cited without an address: ``doi:10.…``, ``arXiv:2407.00116``, ``PMID: 12345678``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.identify.arxiv import arxiv_target
from harvester.identify.dois import doi_target
from harvester.identify.pubmed import pmcid_target, pmid_target

if TYPE_CHECKING:
    from harvester.model import Target

_ARXIV = re.compile(
    r"(?:arxiv preprint )?arxiv(?:\s?:\s?|\s)(?P<id>\S+)(?:\s\[[a-z-]+(?:\.[a-z-]+)?\])?", re.IGNORECASE
)
_PMID = re.compile(r"(?:PMID|PubMed(?: ID)?)(?:\s?:\s?|\s)(?P<id>\d+)", re.ASCII | re.IGNORECASE)
_PMCID = re.compile(r"(?:PMCID(?:\s?:\s?|\s))?(?P<id>PMC\d+(?:\.\d+)?)", re.ASCII | re.IGNORECASE)
_LONGEST = 500
"""Characters; no identifier that is registered comes near."""


def identify_text(text: str) -> Target | None:
    """The target that a text names by an identifier alone, from end to end, or None; an address is none.

    DOIs and arXiv ids are known by their shape, with or without a label, numbers of PubMed Central by their ``PMC``;
    shortDOIs and the numbers of PubMed need their label.
    """
    text = text.strip()
    if len(text) > _LONGEST or "://" in text:
        return None
    if match := _ARXIV.fullmatch(text):
        return arxiv_target(match["id"])
    if match := _PMID.fullmatch(text):
        return pmid_target(match["id"])
    if match := _PMCID.fullmatch(text):
        return pmcid_target(match["id"])
    # without its label a shortDOI could be a date
    return arxiv_target(text) or (None if text.startswith("10/") else doi_target(text))
