"""What a preprint says of itself in free text: that it is withdrawn, and where its code is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.model import Doi

# Registrants of preprints and of deposits, whose DOIs are no version of record: arXiv, bioRxiv and medRxiv (not the
# journals of Cold Spring Harbor, which share their old prefix), OSF and its servers, SSRN, Research Square, TechRxiv,
# Preprints.org, ChemRxiv, Authorea, Zenodo, figshare, Dryad.
_NOT_OF_RECORD = re.compile(
    r"10\.(?:48550|64898|31219|31234|31235|17605|2139|21203|36227|20944|26434|22541|5281|6084|5061)/|10\.1101/\d"
)


def of_record(doi: Doi | None) -> Doi | None:
    """The DOI, unless its registrant publishes preprints or data."""
    return None if doi is None or _NOT_OF_RECORD.match(doi) else doi


_WORK = r"(?:paper|article|manuscript|submission|work|preprint|document|e-?print|note|letter|thesis|report|draft)"
_HAS_BEEN = r"(?:has been|has now been|is|is now|is being|was)"
_WITHDRAWN = re.compile(
    rf"\b(?:this|the|our) (?:{_WORK}|version) {_HAS_BEEN} (?:\w+ly )?withdrawn\b"
    rf"|^(?:(?:this|the) )?(?:{_WORK} )?(?:has been )?withdrawn"
    r"(?=\W*$|[.:;,]| (?:by|due|because|since|as|for|owing|pending)\b)"
    r"|\bwithdrawn by (?:the |its )?(?:(?:first|corresponding|submitting) )?(?:authors?|arxiv|submitter)\b"
    r"|\b(?:we|i|the authors?) (?:have |has |hereby |wish to |would like to )?withdr(?:aw|ew|awn) (?:this|the|our) "
    rf"{_WORK}\b",
    re.IGNORECASE,
)
# An earlier version's withdrawal, another paper's, or one from somewhere else.
_OTHERWISE = re.compile(
    r"\b(?:previous(?:ly)?|earlier|former(?:ly)?|old(?:er)?|first version|v\d+|version \d+|replaces|replacing|"
    r"supersedes|superseding|resubmi\w+|reinstat\w+|not (?:been )?withdrawn|withdrawn from (?!arxiv))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_NOTE = re.compile(r"^\W*(?:arxiv admin note:\s*)?", re.IGNORECASE)
_LONGEST_QUOTE = 160
"""Characters of a sentence that are shown as evidence."""


def withdrawal(comment: str, abstract: str = "", title: str = "") -> str:
    """The words with which a preprint withdraws itself, or an empty string. All texts are of its newest version.

    arXiv has no flag for it: authors and moderators say so in the comment, in place of the abstract, or of the title.
    """
    sentences = [*_SENTENCE.split(comment), _SENTENCE.split(abstract, maxsplit=1)[0]]
    if re.match(r"this |withdrawn(?:$|\s*[:.])", title, re.IGNORECASE):  # a title may hold the word for its own sake
        sentences.append(title)
    for sentence in sentences:
        words = _NOTE.sub("", sentence).rstrip(" .;")
        if _WITHDRAWN.search(words) and not _OTHERWISE.search(words):
            return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return ""


_NAME = r"[A-Za-z0-9][\w.-]*"
_REPOSITORY = re.compile(
    rf"(?<![\w.@/-])(?:https?://)?(?:www\.)?(?P<host>github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co)/"
    rf"(?P<path>(?:datasets/|spaces/)?{_NAME}(?:/{_NAME})*)",
    re.ASCII | re.IGNORECASE,
)
# First parts of paths that are no owner of repositories.
_NO_OWNER = frozenset(
    {
        "about", "apps", "blog", "collections", "docs", "explore", "features", "gist", "join", "learn", "login",
        "marketplace", "models", "orgs", "papers", "pricing", "search", "settings", "sponsors", "topics", "users",
    }
)  # fmt: skip


def repositories(*texts: str) -> tuple[str, ...]:
    """Addresses of the repositories that these texts name, each once, in order; users' pages and gists are none."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _REPOSITORY.finditer(text.replace("\\_", "_")):
            if address := _repository(match["host"].lower(), match["path"]):
                found.setdefault(address.lower(), address)
    return tuple(found.values())


def _repository(host: str, path: str) -> str:
    parts = path.split("/")
    depth = 3 if parts[0] in {"datasets", "spaces"} else 2
    # what follows the name is a place inside the repository, except that GitLab has groups within groups
    parts = parts[:depth] if host != "gitlab.com" or "-" in parts else parts
    parts = parts[: parts.index("-")] if "-" in parts else parts
    # a sentence ends with a full stop, which no name does
    parts[-1] = parts[-1].rstrip(".-_").removesuffix(".git")
    glued = re.search(r"\.[A-Z][a-z]*$", parts[-1])
    if len(parts) < depth or not parts[-1] or glued or parts[0].lower() in _NO_OWNER:
        return ""  # `name.The` may be two sentences or one name
    return f"https://{host}/{'/'.join(parts)}"
