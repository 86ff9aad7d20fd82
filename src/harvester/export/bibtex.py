"""BibTeX in UTF-8: Unicode letters stay as they are, all that LaTeX would act on is escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harvester.export.text import WORD, apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.export.works import Bibliography, Work
    from harvester.model import Author

# Braces become commands because BibTeX counts every brace, after a backslash too. A command ends in ``{}``
# rather than standing in braces: ``@article{`` must not come out as ``@article{\…``.
_ESCAPES: Final = str.maketrans(
    {
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
    }
)

# BibLaTeX reads doi, eprint and url verbatim, so only what could leave the field is percent-coded (RFC 3986).
_VERBATIM: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", "^": "%5E", " ": "%20"})

_VENUE_FIELD: Final = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_OTHER_VENUE_FIELD: Final = "howpublished"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDTH: Final = len("archivePrefix")

_DASHES: Final = re.compile(r"(?:(?<!\s)\s+)?[-‐‑‒–—―−]+\s*")
_ORDINARY: Final = re.compile(r"[A-Z]?[a-z]+|[ ,.:;?!()-]+")  # most pieces of a title, told without a second look
_SEPARATOR: Final = re.compile(r",|\band\b", re.IGNORECASE)


def pieces(known: Bibliography) -> Iterator[str]:
    """A BibTeX file of the works, in their order."""
    return apart(map(_record, known.works))


def records(known: Bibliography) -> dict[str, str]:
    """Entry id to its BibTeX record, as in the file of all entries, for those that can be cited."""
    return {name: _record(work) for name, work in known.by_entry.items()}


def escape(text: str) -> str:
    """The text as LaTeX prints it, character by character, with balanced braces."""
    return text.translate(_ESCAPES)


def _record(work: Work) -> str:
    fields = "".join(f"  {name:<{_WIDTH}} = {value},\n" for name, value in _fields(work))
    return f"@{work.kind.bibtex}{{{work.key},\n{fields}}}\n"


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    year, month = (*work.date, 0, 0)[:2]
    braced = {
        "author": " and ".join(map(person, work.authors)),
        "title": protected(work.title),
        _VENUE_FIELD.get(work.kind.bibtex, _OTHER_VENUE_FIELD): escape(work.venue),
        "volume": escape(work.volume),
        "number": escape(work.issue),
        "pages": escape(_DASHES.sub("--", work.pages)),
        "publisher": escape(work.publisher),
        "year": str(year or ""),
    }
    identifiers = {
        "doi": work.doi,
        "eprint": work.arxiv,
        "archivePrefix": "arXiv" if work.arxiv else "",
        "url": work.url,
    }
    yield from ((name, f"{{{value}}}") for name, value in braced.items() if value)
    if month:
        yield "month", _MONTHS[month - 1]
    yield from ((name, f"{{{value.translate(_VERBATIM)}}}") for name, value in identifiers.items() if value)


def protected(title: str) -> str:
    """The title, escaped, with braces around the words that a style in sentence case would spoil."""
    return "".join(
        f"{{{escape(piece)}}}" if _lives_by_its_capitals(piece) else escape(piece) for piece in WORD.split(title)
    )


def _lives_by_its_capitals(word: str) -> bool:
    """True for ``ECG``, ``mRNA``, ``U-Net``, ``T1``; not for ``Image-Based`` or the article ``A``."""
    return not _ORDINARY.fullmatch(word) and any(
        any(letter.isupper() for letter in part[1:])
        or (part[:1].isupper() and part != "A" and (len(part) == 1 or any(letter.isdigit() for letter in part)))
        for part in re.split(r"[\W_]+", word)
    )


def person(author: Author) -> str:
    """``Family, Given``; a group, or a person of one name, in braces that keep it whole."""
    if author.literal or not (author.family and author.given):
        return f"{{{escape(author.display)}}}"
    return f"{_name_part(author.family)}, {_name_part(author.given)}"


def _name_part(part: str) -> str:
    """The part, in braces where it holds a separator, or a command: bibtexparser 2.1 splits names at some."""
    escaped = escape(part)
    return f"{{{escaped}}}" if escaped != part or _SEPARATOR.search(part) else escaped
