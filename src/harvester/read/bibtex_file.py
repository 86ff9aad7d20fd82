"""BibTeX catalogues: entries with their own fields, read leniently and with the place of every value."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING

from harvester.errors import CatalogueError
from harvester.read.records import Record, book_records
from harvester.read.values import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.read.ledger import Ledger

_ENTRY = re.compile(r"@[ \t]*(?P<type>[A-Za-z]+)[ \t\r\n]*(?P<open>[{(])")
_KEY = re.compile(r"\s*(?P<key>[^\s,{}()=\"]*)\s*,?")
_FIELD = re.compile(r"[\s,]*(?P<name>[A-Za-z][\w:.+-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,{}()#\"]+")
_CLOSING = re.compile(r"[\s,]*[})]")
_JOINT = re.compile(r"\s*#\s*")
_BRACE = re.compile(r"\\.|[{}\"]", re.DOTALL)
_NEXT = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_NO_WORKS = {"comment", "preamble", "string"}

_ACCENT = re.compile(r"\\([`'^\"~=.uvHtcdbkr])\s*(?:\{\s*(\\?[A-Za-z])\s*\}|(\\?[A-Za-z]))")
_COMBINING = dict(
    zip(
        "`'^\"~=.uvHcdbkr",
        "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u0331\u0328\u030a",
        strict=True,
    )
)
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
}
_COMMAND = re.compile(r"\\(?:url|href|emph|textit|textbf|texttt|textsc|mathrm|mathit|text)\s*(?=\{)")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_BLANKS = re.compile(r"\s+")
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?:\{\}|\s+|(?![A-Za-z]))")


def read_bibtex(ledger: Ledger) -> str:
    """Read a BibTeX file; an entry that is never closed ends where the next one begins."""
    records: list[Record] = []
    strings: dict[str, str] = {}
    source = ledger.source
    position = source.start
    openings = [match.start() for match in _NEXT.finditer(source.text)] + [len(source.text)]
    while match := _ENTRY.search(source.text, position):
        limit = openings[bisect_left(openings, match.end())]
        kind = match["type"].lower()
        if kind == "string":
            position, pairs = _fields(source.text, match.end(), limit, strings)
            strings.update({name.lower(): value.text for name, value in pairs})
        elif kind in _NO_WORKS:
            position = match.end()
        else:
            key = _KEY.match(source.text, match.end(), limit)
            start = key.end() if key else match.end()
            position, pairs = _fields(source.text, start, limit, strings)
            items = [("key", Value(key.start("key"), key.end("key"), text=key["key"]))] if key and key["key"] else []
            items.append(("bibtype", Value(match.start("type"), match.end("type"), text=kind)))
            records.append(Record(match.start(), position, items + pairs))
        position = max(position, match.end())
    if not records:
        raise CatalogueError(
            f"{source.path}: no BibTeX entry in it", hint="An entry looks like @article{key, title = {…}, url = {…}}."
        )
    return book_records(records, ledger)


def _fields(text: str, position: int, limit: int, strings: Mapping[str, str]) -> tuple[int, list[tuple[str, Value]]]:
    """The fields of one entry, and the offset after it."""
    pairs: list[tuple[str, Value]] = []
    while match := _FIELD.match(text, position, limit):
        value, position = _value(text, match.end(), limit, strings)
        pairs.append((match["name"], value))
    closing = _CLOSING.match(text, position, limit)
    return (closing.end() if closing else position), pairs


def _value(text: str, position: int, limit: int, strings: Mapping[str, str]) -> tuple[Value, int]:
    """One value, parts joined by ``#`` included; its span is that of the first part."""
    parts: list[str] = []
    span: tuple[int, int] | None = None
    while position < limit:
        if text[position] in '{"':
            start, position = position + 1, _closed(text, position, limit)
            end = max(start, position - 1)
            parts.append(unlatex(text[start:end]))
        elif bare := _BARE.match(text, position, limit):
            start, end = bare.span()
            position = end
            parts.append(strings.get(bare[0].lower(), bare[0]))
        else:
            break
        span = span or (start, end)
        joined = _JOINT.match(text, position, limit)
        if joined is None:
            break
        position = joined.end()
    start, end = span or (position, position)
    return Value(start, end, text="".join(parts).strip()), position


def _closed(text: str, position: int, limit: int) -> int:
    """Offset after the brace or quote that closes the one at ``position``."""
    depth = 0
    quoted = text[position] == '"'
    for match in _BRACE.finditer(text, position + quoted, limit):
        mark = match[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        if (quoted and mark == '"' and depth <= 0) or (not quoted and mark == "}" and depth == 0):
            return match.end()
    return limit


def unlatex(text: str) -> str:
    """BibTeX text as a reader sees it: accents composed, protecting braces and simple commands taken off."""
    if "\\" in text:
        text = composed(_COMMAND.sub("", text))
        text = _ESCAPED.sub(r"\1", text)
        text = text.replace("\\ ", " ").replace("\\,", " ").replace("\\-", "")
    if "://" in text:
        return text.strip().strip("{}")
    return _BLANKS.sub(" ", text.replace("{", "").replace("}", "").replace("~", " "))


def composed(text: str) -> str:
    """Text with TeX's accents and special letters as the letters that they make; all else as it was."""
    return _LETTER.sub(lambda match: _LETTERS[match[1]], _ACCENT.sub(_accent, text))


def _accent(match: re.Match[str]) -> str:
    letter = (match[2] or match[3]).lstrip("\\")
    mark = _COMBINING.get(match[1])
    return unicodedata.normalize("NFC", letter + mark) if mark else letter
