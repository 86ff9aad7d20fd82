"""Elsevier's article numbers (PII), which stand in its addresses where others state a DOI."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.model import Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

# Sites that Elsevier runs, its own and those of societies, with `/article/S…/fulltext` in their addresses.
_HOSTS = """
aaojournal.org academicradiology.org ajog.org ajo.com annalsofoncology.org cell.com cghjournal.org
clinicalradiologyonline.net ejradiology.com elsevier.com europeanurology.com fertstert.org gastrojournal.org
giejournal.org heartrhythmjournal.com jaad.org jacr.org journal-of-hepatology.eu journal.chestnet.org jto.org
kidney-international.org redjournal.org sciencedirect.com thegreenjournal.com thelancet.com
"""
HOSTS = frozenset(_HOSTS.split())

# S, ISSN, year and number of a serial's article, the S missing before 1995; B, ISBN and number of a book's chapter. The
# last place is a check digit. Hyphens and brackets are for people.
_PII = re.compile(
    r"[/=:](?:PII[/:=]?)?(S\d{7}[\dX]\d{7}[\dX]|B(?:97[89])?\d{9}[\dX]\d{5}[\dX]|(?<=/PII/)\d{7}[\dX]\d{7}[\dX])(?![\dA-Z])",
    re.ASCII,
)
_MARKS = str.maketrans("", "", "-()")


def recognise(address: Address) -> Target | None:
    """The article or chapter by the number in its path, or in the query of an old address."""
    match = _PII.search(unquote(f"{address.path}?{address.query}").translate(_MARKS).upper())
    return Target(TargetKind.PII, match[1]) if match else None


def address_of(target: Target) -> str:
    """The page at ScienceDirect, which knows the numbers of all these sites."""
    return f"https://www.sciencedirect.com/science/article/pii/{target.value}"
