"""Text of strangers stays text, whatever exit it takes."""

from __future__ import annotations

import re
import sys
import unicodedata
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import marko
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marko.ext.gfm import GFM

from harvester.report import escape

ZERO_WIDTH = "\u200b"

# What Markdown, HTML, GitHub and terminals react to, more often than chance would bring it.
nasty = st.lists(
    st.one_of(
        st.sampled_from(
            ["<script>", "</details>", "<!--", "-->", "&amp;", "&#64;", "@user", "#12", "GH-13", "http://", "www.", "|"]
        ),
        st.sampled_from(["\\", "`", "``", "**", "_", "~~", "[x](y)", "![", "](", "$x$", "::", "##[", "é"]),
        st.sampled_from(["\x1b[31m", "\u202e", "\n", "\r\n", " ", "a"]),
        st.text(max_size=4),
    ),
    max_size=12,
).map("".join)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(markdown: str) -> _Text:
    seen = _Text()
    seen.feed(marko.Markdown(extensions=[GFM]).convert(markdown))
    seen.close()
    return seen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("A plain title: part 2 (2023)", "A plain title: part 2 (2023)"),
        ("שלום עולם", "שלום עולם"),
        ("two\r\nlines\tand  blanks ", "two lines and blanks"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x07click\x1b]8;;\x07", "click"),
        ("a\x9b31mb", "a 31mb"),
        ("user\u202egnp.exe", "user gnp.exe"),
        ("nul\x00 bell\x07", "nul bell"),
        ("tag\U000e0041", "tag"),
        ("half \ud800 pair", "half \ufffd pair"),
    ],
)
def test_plain_keeps_text_and_nothing_else(text: str, expected: str) -> None:
    assert escape.plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("std::vector", "std::vector"),
        ("::error::pwned", ": :error::pwned"),
        (" \x1b[2K::error::pwned", ": :error::pwned"),
        ("x ##[error]pwned", "x ## [error]pwned"),
    ],
)
def test_terminal_gives_the_runner_no_command(text: str, expected: str) -> None:
    assert escape.terminal(text) == expected


@given(nasty)
def test_terminal_text_is_one_line_without_controls(text: str) -> None:
    line = escape.terminal(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in line)
    assert not line.lstrip().startswith("::")
    assert "##[" not in line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A plain title: part 2 (2023)", "A plain title: part 2 (2023)"),
        ("10.1000/182", "10.1000/182"),
        ("a_b * c", r"a\_b \* c"),
        ("cost | benefit", r"cost \| benefit"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("<!-- x -->", "&lt;!-- x --&gt;"),
        ("Fixes #12", "Fixes #&#8203;12"),
        ("closes GH-13", "closes GH-&#8203;13"),
        ("@user and a@b.example", "@&#8203;user and a@&#8203;b.example"),
        ("https://github.com/o/r/issues/5", "https:&#8203;//github.com/o/r/issues/5"),
        ("www.example.com", "www.&#8203;example.com"),
        ("$x$", r"\$x\$"),
        ("&lt;", "&amp;lt;"),
        ("a `tick`", "a &#96;tick&#96;"),
    ],
)
def test_markdown_escapes(text: str, expected: str) -> None:
    assert escape.markdown(text) == expected


@given(nasty)
def test_markdown_renders_to_the_same_text_and_no_markup(text: str) -> None:
    seen = rendered(f"x {escape.markdown(text)} x")
    assert seen.tags == ["p"]
    assert " ".join(seen.text.replace(ZERO_WIDTH, "").split()) == " ".join(
        f"x {escape.plain(text)} x".replace(ZERO_WIDTH, "").split()
    )


@given(nasty)
def test_nothing_in_markdown_calls_anybody(text: str) -> None:
    shown = unescape(re.sub(r"\\(.)", r"\1", escape.markdown(text)))
    assert not re.search(r"@\w|#\w|\bGH-\d|://|\bwww\.\w", shown, re.IGNORECASE)


@given(nasty)
def test_code_span_renders_to_the_same_text(text: str) -> None:
    seen = rendered(f"x {escape.code_span(text)} x")
    assert seen.tags == ["p", "code"]
    assert " ".join(seen.text.split()) == " ".join(f"x {escape.plain(text)} x".split())


@given(nasty)
def test_code_span_stays_in_its_table_cell(text: str) -> None:
    seen = rendered(f"| a | b |\n|---|---|\n| {escape.code_span(text, cell=True)} | end |\n")
    assert seen.tags.count("td") == 2
    assert seen.tags.count("code") == 1


@given(nasty)
def test_markdown_stays_in_its_table_cell(text: str) -> None:
    seen = rendered(f"| a | b |\n|---|---|\n| {escape.markdown(text)} | end |\n")
    assert seen.tags.count("td") == 2
    assert set(seen.tags) == {"table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("HTTP://example.org/ä_b~(c)", "HTTP://example.org/ä_b~(c)"),
        ("https://example.org/a b|c>", "https://example.org/a%20b%7Cc%3E"),
        ("", ""),
        ("yES", ""),
        ("//example.org", ""),
        ("https:///path", ""),
        ("https://[broken", ""),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("ftp://example.org", ""),
        ("https://example.org/\x1b[31m", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, expected: str) -> None:
    assert escape.href(url) == expected


@given(nasty)
def test_an_address_cannot_end_its_destination(text: str) -> None:
    address = escape.href(f"https://example.org/{text}")
    assert not re.search(r"[\s<>\"`|\\^]", address)
    assert address == "" or urlsplit(address).hostname == "example.org"


@given(nasty, st.integers(1, 20))
def test_clip_holds_its_limit(text: str, limit: int) -> None:
    assert len(escape.clip(text, limit)) <= limit


def test_printable_text_holds_nothing_to_hide() -> None:
    """What `plain` leaves unread, for speed, it would have left unchanged."""
    printable = "".join(character for code in range(sys.maxunicode + 1) if (character := chr(code)).isprintable())
    assert escape.plain(f"x{printable}x\x07") == escape.plain(f"x{printable}x")
