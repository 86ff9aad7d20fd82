"""arXiv ids, in old and new style, at arXiv itself and at the sites that show its papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.model import ArxivId, Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

# arXiv's own grammar (info.arxiv.org/help/arxiv_identifier): YYMM.NNNN from 0704 to 1412, YYMM.NNNNN from 1501 on,
# and archive/YYMMNNN from 9107 to 0703 in these archives, those that were merged into others included.
_NEW = re.compile(r"(?P<month>\d\d(?:0[1-9]|1[0-2]))\.(?P<number>\d{4,5})(?P<version>v[1-9]\d{0,2})?", re.ASCII)
_OLD = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z-]{2,17})?/"
    r"(?P<month>\d\d(?:0[1-9]|1[0-2]))(?P<number>\d{3})(?P<version>v[1-9]\d{0,2})?",
    re.ASCII,
)
_NAMES = """
acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga funct-an
gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio
quant-ph solv-int supr-con
"""
_ARCHIVES = frozenset(_NAMES.split())

_PAGES = re.compile(
    r"/++(?:abs|pdf|html|format|ps|e-print|src|overview|papers|ftp/arxiv/papers/\d{4})/++(?:arxiv:)?(?P<id>.+)",
    re.ASCII | re.IGNORECASE,
)
_REPEATED = re.compile(
    r"/+(?:abs|pdf|html)/+(?:https?:/{0,2})?(?:www\.|export\.)?arxiv\.org(?P<inner>/.+)", re.IGNORECASE
)
_MIRRORS = frozenset({"ar5iv.org", "ar5iv.labs.arxiv.org", "alphaxiv.org", "huggingface.co", "hf.co", "xxx.lanl.gov"})

HOSTS = _MIRRORS | {"arxiv.org"}


def parse_arxiv(text: str) -> tuple[ArxivId, str] | None:
    """An arXiv id and its version (``v2`` or empty), or None; subject classes are dropped, nothing is re-padded."""
    if match := _NEW.fullmatch(text):
        digits = 5 if match["month"] >= "1501" else 4
        if match["month"] >= "0704" and len(match["number"]) == digits:
            return ArxivId(f"{match['month']}.{match['number']}"), match["version"] or ""
    elif (match := _OLD.fullmatch(text)) and match["archive"] in _ARCHIVES:
        month = match["month"]
        if month <= "0703" or month >= "9107":
            return ArxivId(f"{match['archive']}/{month}{match['number']}"), match["version"] or ""
    return None


def arxiv_target(text: str) -> Target | None:
    """The target of a text that is an arXiv id from end to end."""
    found = parse_arxiv(text)
    return Target(TargetKind.ARXIV, found[0], version=found[1]) if found else None


def recognise(address: Address) -> Target | None:
    """A paper at arXiv, ar5iv, alphaXiv or on Hugging Face's paper pages."""
    path = unquote(address.path)
    if address.host in {"huggingface.co", "hf.co"} and not path.startswith("/papers/"):
        return None
    if match := _REPEATED.fullmatch(path):
        why = "prefix written twice"
        return Target(TargetKind.MALFORMED, address.url, why=why) if _id_in(match["inner"]) else None
    return _id_in(path)


def mended(address: Address) -> Target | None:
    """The paper that an address with its prefix written twice means."""
    match = _REPEATED.fullmatch(unquote(address.path)) if f".{address.host}".endswith(".arxiv.org") else None
    return _id_in(match["inner"]) if match else None


def address_of(target: Target) -> str:
    """The page of the abstract."""
    return f"https://arxiv.org/abs/{target.value}{target.version}"


def _id_in(path: str) -> Target | None:
    match = _PAGES.fullmatch(path)
    return arxiv_target(match["id"].rstrip("/").removesuffix(".pdf")) if match else None
