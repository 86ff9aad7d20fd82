"""Titles and names as registries deliver them become plain text.

Registries promise text and deliver HTML, JATS and MathML, escaped once, twice or not at all. What a reader would see is
kept, once: a formula that comes as MathML beside its TeX source is one formula.
"""

from __future__ import annotations

import html
import re
import unicodedata
from xml.etree import ElementTree as ET

CAP = 5_000
"""Characters of one text that are looked at; the longest abstract that arXiv takes has 1,920."""

_ATTRIBUTES = r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))*\s*/?"

# Tags that stand between letters of one word or symbol: taking them off must not leave a blank (H<sub>2</sub>O).
_EMPHASIS = r"(?:[a-zA-Z][\w.-]*:)?(?:i|b|em|strong|u|italic|bold|underline)"
_INLINE = (
    rf"(?:{_EMPHASIS}|(?:[a-zA-Z][\w.-]*:)?(?:sub|sup|inf|sc|scp|small|span|font|tt|monospace|sans-serif|roman"
    r"|styled-content))"
)

# Any other tag counts as one only if it is known, has a namespace or has attributes: `Vec<T>` is a title, too.
_BLOCK = (
    r"(?:[a-zA-Z][\w.-]*:[a-zA-Z][\w.-]*|p|br|div|hr|title|sec|abstract|article-title|subtitle|label|list|list-item|li|ul|ol|"
    r"alternatives|inline-formula|disp-formula|named-content|ext-link|a|xref|break|h[1-6]|img|inline-graphic|formula)"
)
_COMMENT = re.compile(r"<!--.*?-->|<!\[CDATA\[(?P<text>.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_FOOTNOTE = re.compile(r"<(?P<name>(?:[a-zA-Z][\w.-]*:)?fn)\b[^<>]*>.*?</(?P=name)\s*>", re.DOTALL)
_BETWEEN_WORDS = re.compile(rf"(?<=\w)</{_EMPHASIS}\s*><{_EMPHASIS}{_ATTRIBUTES}>(?=\w)", re.IGNORECASE)
_POWER = re.compile(rf"(?<=\d)<(?:[a-zA-Z][\w.-]*:)?sup{_ATTRIBUTES}>\s*(?=[-+−]?\d)", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?{_INLINE}(?![\w:.-]){_ATTRIBUTES}>", re.IGNORECASE)
_TAG = re.compile(
    rf"</?{_BLOCK}(?![\w:.-]){_ATTRIBUTES}>|<[a-zA-Z][\w.-]*\s+[\w:.-]+\s*=\s*[\"'][^<>]*>", re.IGNORECASE
)

# After a digit, or after a variable of one letter; Ca²⁺ is written Ca2+.
_POWER_IN_FORMULA = re.compile(r"(?:.?\d [-+−]?\d.*|\w \w+)", re.DOTALL)
_FORMULA = re.compile(
    r"<(?P<name>(?:[a-zA-Z][\w.-]*:)?math)(?![\w:.-])[^<>]*>(?P<body>.*?)</(?P=name)\s*>", re.DOTALL | re.IGNORECASE
)
_TEX = re.compile(
    r"<(?P<name>(?:[a-zA-Z][\w.-]*:)?tex-math)(?![\w:.-])[^<>]*>(?P<body>.*?)</(?P=name)\s*>", re.DOTALL | re.IGNORECASE
)
_FORMULA_TAG = re.compile(r"<(/?)(?:[a-zA-Z][\w.-]*+:)?([a-zA-Z][\w-]*+)[^<>]*?(/?)>")
_ANNOTATION = re.compile(
    r"<(?P<name>(?:[a-zA-Z][\w.-]*:)?annotation(?:-xml)?)(?![\w:.-])[^<>]*>(?P<body>.*?)</(?P=name)\s*>",
    re.DOTALL | re.IGNORECASE,
)

# Control characters, what only steers the layout or the direction of text, invisible operators of MathML.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def plain(text: object) -> str:
    """Text without markup, entities, control characters and runs of white space, in NFC.

    Anything but text gives ``""``.
    """
    if not isinstance(text, str):
        return ""
    text = _unescaped(text[:CAP])
    if "<" in text:
        text = _without_markup(text)
    return unicodedata.normalize("NFC", " ".join(_INVISIBLE.sub("", text).split()))


def _unescaped(text: str) -> str:
    for _ in range(3):  # `&amp;amp;` occurs; more rounds would unescape what was meant literally
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    return text


def _without_markup(text: str) -> str:
    text = _COMMENT.sub(lambda match: match["text"] or "", text)
    text = _FOOTNOTE.sub("", text)
    if _FORMULA.search(text):
        text = _TEX.sub("", text)  # the same formula for another reader
    text = _FORMULA.sub(lambda match: _formula(match["body"]), text)
    text = _TEX.sub(lambda match: match["body"].strip(" $\n"), text)
    text = _BETWEEN_WORDS.sub(" ", text)
    text = _POWER.sub("^", text)
    text = _INLINE_TAG.sub("", text)
    return _TAG.sub(" ", text)


def _formula(body: str) -> str:
    """A formula on one line, ``10^6``; its TeX source only where that is all there is."""
    sources = [match["body"] for match in _ANNOTATION.finditer(body)]
    bare = _FORMULA_TAG.sub(r"<\1\2\3>", _ANNOTATION.sub("", body))
    try:
        shown = _spelt(ET.fromstring(f"<math>{bare.replace('&', '&amp;')}</math>"))  # noqa: S314 (inside an element no DOCTYPE is well-formed)
    except (ET.ParseError, RecursionError):
        shown = re.sub(r"</?[a-zA-Z][^<>]*>|\s+", "", bare)
    return shown if shown.strip() else next((source.strip(" $\n") for source in sources if source.strip()), "")


def _spelt(node: ET.Element) -> str:
    parts = [_spelt(child) + (child.tail or "").strip() for child in node]
    match node.tag, parts:
        case "mspace", _:
            return " "
        case "mfrac", [above, below]:
            return f"{above}/{below}"
        case "msqrt", _:
            return f"√{''.join(parts)}"
        case "msup", [base, power]:
            return f"{base}^{power}" if _POWER_IN_FORMULA.fullmatch(f"{base[-2:]} {power}") else base + power
        case "mfenced", _:
            return f"({', '.join(parts)})"
        case _:
            own = node.text or ""
            # blanks around a token come from the layout of the XML, those of mtext are meant
            return (own if node.tag == "mtext" else own.strip()) + "".join(parts)
