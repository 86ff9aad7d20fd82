"""What a page's HTML says of itself, read in linear time whatever a stranger wrote there.

This is no parser: nothing here is shown to anybody, and a tag that is misread costs evidence, never a wrong word.
"""

from __future__ import annotations

import re
from functools import cached_property
from html import unescape
from itertools import islice
from urllib.parse import unquote

from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding

from harvester.http import WEB_CAP

# Charsets that no page is in: to decode punycode takes the square of its length, and escapes hold halves of characters.
_OF_PYTHON_ALONE = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"})

LOOKED_AT = 256 * 1024
"""Bytes in which titles, headings and words are looked for; anchors are looked for in the whole page."""

_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_HEADING = re.compile(r"<h[123]\b[^<>]*>\s*([^<]{1,120})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*>")
# of a page's frame, and what nobody reads
_UNREAD = frozenset({"script", "style", "template", "svg", "nav", "header", "footer", "aside", "select", "title"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_OF_AN_ARTICLE = re.compile(
    r"""(?:name|property)\s*=\s*["']?(?:citation_(?:title|author|doi)|dc\.(?:title|creator)|prism\.|bepress_citation_)|"""
    r"""^<meta\s+property=["']?og:type["']?\s+content=["']?article\b""",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"""\b(?:id|name)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>=`]+))""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_APPLICATION = re.compile(
    r"""\bid\s*=\s*["']?(?:root|app|__next|__nuxt|___gatsby|svelte|q-app|application)["'\s>]|"""
    r"""\bdata-reactroot|\bng-(?:app|version)\b|__INITIAL_STATE__|__NEXT_DATA__""",
    re.IGNORECASE,
)
# What stands between a page's own title and its site's name.
_BETWEEN = re.compile(r"(?<!\s)\s+(?:[-–—]+|::)\s+|(?:(?<!\s)\s+)?[|·•»«]\s*")
LONGEST_TITLE = 300
"""Characters of a title or a heading that are looked at."""

SHORT = 2000
"""Characters that the page of a wall, an error or a parked name keeps below; what says more is a page."""

FEW_WORDS = 400
"""Characters below which a page with scripts is taken for one that builds itself."""


class HtmlPage:
    """One HTML document.

    Args:
        body: As it came, cut at the cap.
        content_type: The header's value, for its ``charset``.
    """

    def __init__(self, body: bytes, content_type: str) -> None:
        self._body = body
        self._content_type = content_type
        self.whole = len(body) < WEB_CAP

    @cached_property
    def text(self) -> str:
        """The first part of the source, decoded as a browser would."""
        return self._decoded(self._body[:LOOKED_AT])

    @cached_property
    def title(self) -> str:
        """What stands in ``<title>``, on one line; empty where there is none."""
        found = _TITLE.search(self.text)
        return " ".join(unescape(found[1][: 2 * LONGEST_TITLE]).split())[:LONGEST_TITLE] if found else ""

    @cached_property
    def title_parts(self) -> tuple[str, ...]:
        """The title, and what stands before and after the name of a site in it; in lower case."""
        title = self.title.lower().replace("’", "'")
        parts = _BETWEEN.split(title)
        return tuple(dict.fromkeys((title, parts[0], parts[-1])))

    def may_be_headed(self) -> list[str]:
        """What might be its headings, found at little cost."""
        return [" ".join(unescape(found[1]).split()) for found in islice(_HEADING.finditer(self.text), 5)]

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of its ``h1`` to ``h3``."""
        return self._read[0]

    @cached_property
    def words(self) -> str:
        """What a reader would read, the page's frame and scripts left out."""
        return self._read[1]

    @cached_property
    def is_article(self) -> bool:
        """Whether it carries the metadata of a scholarly work or a news article."""
        return any(_OF_AN_ARTICLE.search(meta[0]) for meta in _META.finditer(self.text))

    @property
    def builds_itself(self) -> bool:
        """Whether scripts make the page that readers see, so that what is missing here may be there."""
        return bool(_APPLICATION.search(self.text)) or (len(self.words) < FEW_WORDS and bool(_SCRIPT.search(self.text)))

    def may_have(self, fragment: str) -> bool:
        """False only where the anchor is sure to be missing; ``fragment`` as in the URL, without ``#``."""
        if not self.whole or self.builds_itself:
            return True
        wanted = {fragment, unquote(fragment)}
        wanted |= {f"user-content-{name}" for name in wanted}
        source = self._decoded(self._body)
        if any(unescape(found[found.lastindex or 0]) in wanted for found in _ANCHOR.finditer(source)):
            return True
        slugs = {_slug(heading) for heading in self.headings}
        if _SCRIPT.search(source) and any(_slug(name) in slugs for name in wanted):
            return True  # a script that gives headings their anchors
        # what a script or an attribute speaks of may come to be there
        scripts = "".join(part.partition("</script")[0] for part in _SCRIPT.split(source)[1:])
        return any(name in scripts or f'="{name}"' in source for name in wanted)

    def _decoded(self, body: bytes) -> str:
        declared = http_content_type_encoding(self._content_type or None) or html_body_declared_encoding(body) or ""
        try:
            if declared.replace("_", "-") not in _OF_PYTHON_ALONE:
                return str(html_to_unicode(self._content_type or None, body, default_encoding="utf-8")[1])
        except (LookupError, UnicodeError):  # rot13 and zlib are charsets to Python, and decode no page
            pass
        return body.decode("utf-8", "replace")

    @cached_property
    def _read(self) -> tuple[tuple[str, ...], str]:
        headings: list[str] = []
        words: list[str] = []
        unread, heading, at = "", False, 0
        for tag in _TAG.finditer(self.text):
            closing, name = bool(tag[1]), tag[2].lower()
            if not unread:
                piece = unescape(self.text[at : tag.start()])
                words.append(piece)
                if heading:
                    headings[-1] += piece
                if name in _HEADINGS:
                    heading = not closing
                    headings += [] if closing else [""]
                elif name in _UNREAD and not closing:
                    unread = name
            elif closing and name == unread:
                unread = ""
            at = tag.end()
        words.append("" if unread else unescape(self.text[at:]))
        texts = (" ".join(text[: 2 * LONGEST_TITLE].split())[:LONGEST_TITLE] for text in headings)
        return tuple(filter(None, texts)), " ".join("".join(words).split())


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")
