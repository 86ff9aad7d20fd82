"""How a text is written into an empty cell: one function for each format, none of which touches what stands around it.

Each takes the catalogue's text, the cell as the reader knows it and a ``Wish``, and gives the span to replace with its
new text; None where the cell is not empty, or cannot hold the text without a change of its surroundings.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import yaml

from harvester.model import Span
from harvester.read.delimited_file import separator_of
from harvester.read.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Catalogue


@dataclass(frozen=True, slots=True)
class Wish:
    """What a cell is to hold.

    Attributes:
        value: One line of text.
        latex: The same as BibTeX writes it.
        quote: The quotation mark that the list puts around other values under this key, or an empty string.
    """

    value: str
    latex: str
    quote: str


Written: TypeAlias = tuple[Span, str] | None


def written(catalogue: Catalogue, kind: str, cell: Span, wish: Wish) -> Written:
    """Where and how a wish is written into a cell of this kind of file."""
    if not wish.value.strip() or kind not in _WRITERS:
        return None
    return _WRITERS[kind](catalogue, cell, wish)


# Whatever could begin or end markup inside a line of Markdown.
_MARKUP = re.compile(r"[\\`*_{}\[\]<|~$]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_OPENING_TAG = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_CLOSING_TAG = re.compile(r"</t[dh]\s*>\s*\Z", re.IGNORECASE)


def _markdown(catalogue: Catalogue, cell: Span, wish: Wish) -> Written:
    """Between two pipes, as wide as the blanks were wherever it fits."""
    text = catalogue.text
    if text[cell.start : cell.start + 1] == "<":
        return _html(catalogue, cell, wish)
    blank = text[cell.start : cell.end]
    if blank.strip(" \t") or text[cell.start - 1 : cell.start] != "|" or text[cell.end : cell.end + 1] not in "|\r\n":
        return None
    value = _ENTITY.sub("&amp;", _MARKUP.sub(r"\\\g<0>", wish.value))
    return cell, f" {value} ".ljust(len(blank))


def _html(catalogue: Catalogue, cell: Span, wish: Wish) -> Written:
    element = catalogue.text[cell.start : cell.end]
    opening = _OPENING_TAG.match(element)
    if opening is None:
        return None
    closing = _CLOSING_TAG.search(element)
    inner = Span(cell.start + opening.end(), cell.start + (closing.start() if closing else len(element)))
    if catalogue.text[inner.start : inner.end].strip():
        return None
    where = inner if closing else Span(inner.start, inner.start)
    return where, html.escape(wish.value, quote=False).replace("|", "&#124;")


def _rst(catalogue: Catalogue, cell: Span, wish: Wish) -> Written:
    """In a drawn table nothing may grow, and nothing may be taken for markup."""
    blank = catalogue.text[cell.start : cell.end]
    if blank.strip(" ") or len(wish.value) + 2 > len(blank) or re.search(r"[\\*`_|<>]", wish.value):
        return None
    return cell, (f" {wish.value} " if catalogue.text[cell.start - 1] == "|" else wish.value).ljust(len(blank))


_NULL = {"null", "Null", "NULL", "~"}


def _yaml(catalogue: Catalogue, cell: Span, wish: Wish) -> Written:
    text = catalogue.text
    if cell.start == cell.end and text[cell.start - 1] in {"'", '"'}:
        quote = text[cell.start - 1]
        inside = wish.value.replace("'", "''") if quote == "'" else json.dumps(wish.value, ensure_ascii=False)[1:-1]
        return (cell, inside) if text[cell.end] == quote else None
    line = text[text.rfind("\n", 0, cell.start) + 1 : cell.start]
    rest = text[cell.end :].partition("\n")[0]
    if not line.rstrip(" ").endswith(":") or not re.fullmatch(r"\s*(?:#.*|[,}].*)?", rest):
        return None
    if text[cell.start : cell.end] not in _NULL | {""}:
        return None
    flow = rest.lstrip()[:1] in {",", "}"}
    return cell, (" " if line.endswith(":") else "") + _yaml_scalar(wish, flow=flow)


def _yaml_scalar(wish: Wish, *, flow: bool) -> str:
    """Plain where that reads the same, and the list does not quote."""
    if wish.quote == "'":
        return "'{}'".format(wish.value.replace("'", "''"))
    plain = f"{{k: {wish.value}}}" if flow else f"k: {wish.value}"
    if not wish.quote:
        try:
            read = yaml.load(plain, Loader=yaml.SafeLoader)["k"]
        except (yaml.YAMLError, TypeError, KeyError):
            read = None
        if read == wish.value or (str(read) == wish.value and wish.value.isdecimal()):
            return wish.value
    return json.dumps(wish.value, ensure_ascii=False)


def _json(catalogue: Catalogue, cell: Span, wish: Wish) -> Written:
    text = catalogue.text
    # a file that spells all its letters in ASCII keeps doing so
    string = json.dumps(wish.value, ensure_ascii=text.isascii() and "\\u" in text)
    if cell.start == cell.end and text[cell.start - 1] == '"':
        return cell, string[1:-1]
    if text[cell.start : cell.end] != "null":
        return None
    return cell, wish.value if wish.value.isdecimal() and not wish.quote else string


def _delimited(catalogue: Catalogue, cell: Span, wish: Wish) -> Written:
    text = catalogue.text
    if text[cell.start : cell.end].strip(" ") or wish.value[0] in "=+-@":
        return None  # a spreadsheet would take the latter for a formula
    doubled = wish.value.replace('"', '""')
    if text[cell.start - 1 : cell.start] == '"' and text[cell.end : cell.end + 1] == '"':
        return cell, doubled
    separator = separator_of(Source(catalogue.path, text))
    plain = separator not in wish.value and '"' not in wish.value and wish.quote != '"'
    return cell, wish.value if plain else f'"{doubled}"'


def _bibtex(catalogue: Catalogue, cell: Span, wish: Wish) -> Written:
    text = catalogue.text
    around = text[cell.start - 1 : cell.start] + text[cell.end : cell.end + 1]
    if text[cell.start : cell.end].strip() or around not in {"{}", '""'}:
        return None
    return (cell, wish.latex) if around == "{}" or '"' not in wish.latex else None


_WRITERS: dict[str, Callable[[Catalogue, Span, Wish], Written]] = {
    "Markdown": _markdown,
    "HTML": _html,
    "reStructuredText": _rst,
    "YAML": _yaml,
    "JSON": _json,
    "CSV or TSV": _delimited,
    "BibTeX": _bibtex,
}
