"""Link text becomes one canonical target, from its text alone.

Laws, each held by a property test: the URL of an identifier identifies to that identifier; identifying twice changes
nothing; DOIs are equal when they differ in the case of ASCII letters only; arXiv padding is significant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from w3lib.url import canonicalize_url

from harvester.model import ArxivId, Doi, RepoName, Target, TargetKind
from harvester.placeholder import flaw, placeholder_text, placeholder_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Link

# The registrant's part has four to nine digits and may have sub-parts (doi.org handbook, 2.2.2).
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"]+", re.ASCII)

# What publishers append to a DOI in their URLs; none of these ends a DOI that we have seen registered.
_AFTER_A_DOI = re.compile(
    r"(?:/(?:full(?:/html|-text|text)?|pdf(?:ft)?|epdf|e?pub|abstract|abs|html|meta|summary|references|tables?|figures?|suppl(?:_file)?|download))+$"
    r"|(?:\.full(?:-text)?(?:\.pdf)?|\.pdf|\.abstract|\.html?)$",
    re.ASCII | re.IGNORECASE,
)
_BIORXIV_VERSION = re.compile(r"(10\.(?:1101|64898)/[\d.]+)v\d+(?:\..*)?$", re.ASCII)

# arXiv's own grammar (info.arxiv.org/help/arxiv_identifier): YYMM.NNNN from 0704 to 1412, YYMM.NNNNN from 1501 on.
_ARXIV_NEW = re.compile(r"(?P<yy>\d\d)(?P<mm>0[1-9]|1[0-2])\.(?P<number>\d{4,5})(?P<version>v[1-9]\d*)?", re.ASCII)
_ARXIV_OLD = re.compile(
    r"(?P<archive>[a-z][a-z-]+)(?:\.[A-Za-z-]{2,})?/(?P<number>\d\d(?:0[1-9]|1[0-2])\d{3})(?P<version>v[1-9]\d*)?",
    re.ASCII,
)
_ARXIV_PATHS = re.compile(r"/(?:abs|pdf|html|format|ps|e-print|papers)/(?P<id>.+?)(?:\.pdf)?/?$", re.IGNORECASE)
_ARXIV_HOSTS = frozenset(
    {
        "arxiv.org",
        "export.arxiv.org",
        "ar5iv.org",
        "ar5iv.labs.arxiv.org",
        "alphaxiv.org",
        "browse.arxiv.org",
        "xxx.lanl.gov",
    }
)

_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org"})

# Publishers that state the DOI in the paths of their own articles. A stranger's page does not become a registered paper
# by a DOI in its path, so nothing but this list is believed.
_DOI_IN_PATH = frozenset(
    {
        "academic.oup.com", "acm.org", "acs.org", "aip.org", "aps.org", "ascopubs.org", "asm.org", "biorxiv.org",
        "cambridge.org", "degruyter.com", "emerald.com", "europepmc.org", "frontiersin.org", "hindawi.com",
        "iop.org", "jamanetwork.com", "jmir.org", "journals.plos.org", "karger.com", "liebertpub.com", "lww.com",
        "mdpi.com", "medrxiv.org", "mitpress.mit.edu", "pnas.org", "royalsocietypublishing.org", "rsc.org",
        "rsna.org", "sagepub.com", "science.org", "sciencemag.org", "siam.org", "spiedigitallibrary.org",
        "springer.com", "springeropen.com", "tandfonline.com", "thelancet.com", "thieme-connect.com",
        "thieme-connect.de", "wiley.com", "worldscientific.com",
    }
)  # fmt: skip
_PII = re.compile(r"/pii/(?P<pii>[SB]\d{4}-?\d{3}[\dX]\(?\d{2}\)?\d{5}-?[\dX])", re.ASCII | re.IGNORECASE)

# Names that github.com keeps for itself, seen in catalogues in place of an owner.
_GITHUB_PAGES = frozenset(
    {
        "about",
        "apps",
        "collections",
        "features",
        "login",
        "marketplace",
        "orgs",
        "search",
        "settings",
        "sponsors",
        "topics",
        "users",
    }
)
_GITHUB_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)


def identify(link: Link) -> Target:
    """The canonical target of a link, known without asking anyone."""
    if link.flaw:
        why = placeholder_text(link.url)
        return (
            Target(TargetKind.PLACEHOLDER, link.url, why=why)
            if why
            else Target(TargetKind.MALFORMED, link.url, why=link.flaw)
        )
    return identify_url(link.url)


def identify_url(url: str) -> Target:
    """The canonical target of a destination as written; never raises, whatever the text."""
    url = url.strip()
    if why := placeholder_url(url) or placeholder_text(url):
        return Target(TargetKind.PLACEHOLDER, url, why=why)
    why, _ = flaw(url)
    if why:
        return Target(TargetKind.MALFORMED, url, why=why)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        _ = parts.port
    except ValueError as error:
        return Target(TargetKind.MALFORMED, url, why=str(error).lower())
    if parts.scheme.lower() not in {"http", "https"}:
        return Target(TargetKind.MALFORMED, url, why=f"{parts.scheme or 'no'} scheme: only http and https are links")
    for recognise in _RECOGNISERS:
        if target := recognise(host, parts):
            return target
    return Target(TargetKind.WEB, canonicalize_url(url, keep_fragments=True))


def canonical_url(target: Target) -> str:
    """The address under which a target's own registry shows it."""
    match target.kind:
        case TargetKind.DOI:
            return f"https://doi.org/{target.value}"
        case TargetKind.ARXIV:
            return f"https://arxiv.org/abs/{target.value}{target.version}"
        case TargetKind.GITHUB:
            return f"https://github.com/{target.value}" + (f"/{target.path}" if target.path else "")
        case TargetKind.PII:
            return f"https://www.sciencedirect.com/science/article/pii/{target.value}"
        case TargetKind.OPENREVIEW:
            return f"https://openreview.net/forum?id={target.value}"
        case _:
            return target.value


def near(target: Target) -> Target | None:
    """The near spelling of a target that is worth asking beside it, or None."""
    return Target(target.kind, _lower_ascii(target.instead), path=target.path) if target.instead else None


def normalise_doi(text: str) -> Doi | None:
    """The DOI that a text starts with, ASCII letters lower-cased, or None."""
    match = _DOI.match(text.strip())
    return Doi(_lower_ascii(match[0])) if match else None


def parse_arxiv(text: str) -> tuple[ArxivId, str] | None:
    """An arXiv id and its version (``v2`` or empty), or None; subject classes are dropped, nothing is re-padded."""
    if match := _ARXIV_NEW.fullmatch(text):
        digits = 5 if match["yy"] >= "15" else 4
        starts = match["yy"] + match["mm"] >= "0704"
        if len(match["number"]) == digits and starts:
            return ArxivId(f"{match['yy']}{match['mm']}.{match['number']}"), match["version"] or ""
    elif match := _ARXIV_OLD.fullmatch(text):
        return ArxivId(f"{match['archive']}/{match['number']}"), match["version"] or ""
    return None


def _lower_ascii(text: str) -> str:
    # DOIs ignore the case of ASCII letters only (doi.org handbook, 2.4)
    return "".join(char.lower() if char.isascii() else char for char in text)


def _arxiv(host: str, parts: SplitResult) -> Target | None:
    if host in _ARXIV_HOSTS or (host == "huggingface.co" and parts.path.startswith("/papers/")):
        match = _ARXIV_PATHS.match(unquote(parts.path)) or re.match(r"/abs/(?P<id>.+)", parts.path)
        found = parse_arxiv(match["id"]) if match else None
        if found:
            return Target(TargetKind.ARXIV, found[0], version=found[1])
    return None


def _doi(host: str, parts: SplitResult) -> Target | None:
    path = parts.path
    if host in _DOI_HOSTS:
        # `?` and `#` unescaped belong to the DOI as often as not; tracking parameters never do
        if parts.query and not parts.query.startswith("utm_"):
            path += f"?{parts.query}"
        if parts.fragment:
            path += f"#{parts.fragment}"
        return _doi_target(unquote(path).lstrip("/"))
    match = _DOI.search(unquote(path)) if _of_domain(host, _DOI_IN_PATH) else None
    if not match:
        return None
    text = _BIORXIV_VERSION.sub(r"\1", match[0])
    text = re.sub(r";jsessionid=.*$", "", text, flags=re.IGNORECASE)
    return _doi_target(_AFTER_A_DOI.sub("", text))


def _doi_target(text: str) -> Target | None:
    doi = normalise_doi(re.sub(r"^doi:\s*", "", text, flags=re.IGNORECASE))
    if doi is None:
        return None
    if doi.startswith("10.48550/arxiv.") and (found := parse_arxiv(doi.removeprefix("10.48550/arxiv."))):
        return Target(TargetKind.ARXIV, found[0], version=found[1])
    stripped = doi.rstrip(".,;")
    return Target(TargetKind.DOI, doi, instead=stripped if stripped != doi else "")


def _of_domain(host: str, domains: frozenset[str]) -> bool:
    """Whether a host is one of these domains or below one, on label boundaries."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))


def _pii(host: str, parts: SplitResult) -> Target | None:
    if not _of_domain(host, frozenset({"sciencedirect.com"})):
        return None
    match = _PII.search(parts.path)
    return Target(TargetKind.PII, re.sub(r"[-()]", "", match["pii"]).upper()) if match else None


def _openreview(host: str, parts: SplitResult) -> Target | None:
    if host != "openreview.net" or parts.path not in {"/forum", "/pdf"}:
        return None
    ids = parse_qs(parts.query).get("id", [])
    return Target(TargetKind.OPENREVIEW, ids[0]) if ids else None


def _github(host: str, parts: SplitResult) -> Target | None:
    if host != "github.com":
        return None
    owner, _, rest = unquote(parts.path).strip("/").partition("/")
    name, _, path = rest.partition("/")
    name = name.removesuffix(".git")
    if owner.lower() in _GITHUB_PAGES or not (_GITHUB_NAME.fullmatch(owner) and _GITHUB_NAME.fullmatch(name)):
        return None
    if name in {".", ".."}:
        return None
    stripped = name.rstrip(".,;")
    return Target(
        TargetKind.GITHUB,
        # GitHub's names ignore case; the spelling for people stays in the link
        _lower_ascii(RepoName(f"{owner}/{name}")),
        path=path,
        instead=f"{owner}/{stripped}" if stripped != name and stripped else "",
    )


_RECOGNISERS: tuple[Callable[[str, SplitResult], Target | None], ...] = (
    _arxiv,
    _github,
    _openreview,
    _pii,
    _doi,
)
