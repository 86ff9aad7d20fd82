"""What stands behind a DOI without belonging to it: punctuation of the sentence, pages of the publisher, sessions."""

from __future__ import annotations

import re
from urllib.parse import unquote

# Parts of a publisher's site that follow the DOI in its addresses.
_WORDS = """
abs abstract ampdf attachments citation citations citedby cite download epdf epub figure figures full full-text fulltext
html htm meta metrics pdf pdfdirect pdfft peer-review references reviews summary suppinfo suppl suppl_file supplemental
supplemental-material supplementary supplementary-material tables toc xml
"""
_PAGES = frozenset(_WORDS.split())
_ENDING = re.compile(
    r"\.(?:abstract|article-info|article-metrics|citation|epub|extract|full|full-text|full\.pdf\+html|html?|long|"
    r"pdf|pdf\+html|short|supplementary-material|svg|xml)$",
    re.IGNORECASE,
)
_ENDINGS = 4
"""How many endings are taken off at most; ``.full.pdf+html`` is the longest that is in use."""

_SESSION = re.compile(r";jsessionid=|[?&](?:utm_|[a-z_]+=)", re.IGNORECASE)
# bioRxiv and medRxiv, whose versions have no DOI of their own
_PREPRINT = re.compile(r"(10\.(?:1101|64898)/[\d.]{5,19})v\d{1,2}", re.ASCII)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")

_OPENING = {")": "(", "]": "[", "}": "{", ">": "<"}
# Invisible characters come along when a DOI is copied from a page.
_LOOSE = frozenset(".,;:!?'\"`*_\\/’”»…、。\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff ")


def trimmed(doi: str) -> str:
    """The DOI without what may stand behind it by mistake; whether the longer one exists is for its registry to say."""
    if _ESCAPE.search(doi):
        doi = unquote(doi)
    return _unpunctuated(without_page(_unpunctuated(doi)))


def without_page(text: str) -> str:
    """The DOI in a publisher's path without the publisher's own pages, endings, sessions and versions."""
    if session := _SESSION.search(text):
        text = text[: session.start()]
    prefix, first, *rest = [*text.split("/"), ""]
    kept = next((n for n, part in enumerate(rest) if _ENDING.sub("", part).lower() in _PAGES), len(rest))
    text = "/".join([prefix, first, *rest[:kept]]).rstrip("/")
    for _ in range(_ENDINGS):
        text = _ENDING.sub("", text)
    preprint = _PREPRINT.fullmatch(text)
    return preprint[1] if preprint else text


def _unpunctuated(text: str) -> str:
    surplus = {closing: text.count(closing) - text.count(opening) for closing, opening in _OPENING.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in _OPENING:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in _LOOSE:
            break
        end -= 1
    return text[:end]
