"""Anchors as GitHub makes them; the odd cases are what GitHub itself rendered (facts of github-slugger's fixtures)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.rendered import render, slug

AS_GITHUB_HAS_IT = [
    ("alpha", "alpha"),
    ("bravoCharlieDelta", "bravocharliedelta"),
    ("__proto__", "__proto__"),
    ("heading with a - dash", "heading-with-a---dash"),
    ("heading with an _ underscore", "heading-with-an-_-underscore"),
    ("heading with a period.txt", "heading-with-a-periodtxt"),
    ("exchange.bind_headers(exchange, routing [, bindCallback])", "exchangebind_headersexchange-routing--bindcallback"),
    (" ", "-"),
    (" a", "-a"),
    ("a ", "a-"),
    ("apostrophe’s should be trimmed", "apostrophes-should-be-trimmed"),
    ("I ♥ unicode", "i--unicode"),
    ("en–dash", "endash"),
    ("😄 unicode emoji", "-unicode-emoji"),
    ("😄_😄 unicode emoji", "_-unicode-emoji"),
    ("😄 - an emoji", "---an-emoji"),
    (":smile: - a gemoji", "smile---a-gemoji"),
    (":ok_hand: Single", "ok_hand-single"),
    (":ok_hand::hatched_chick: Two in a row with no spaces", "ok_handhatched_chick-two-in-a-row-with-no-spaces"),
    ("Привет non-latin 你好", "привет-non-latin-你好"),
    ("Æ Ð Ⴉ Ა 𐐆", "æ-ð-ⴉ-ა-𐐮"),
    ("Ⅳ ² ½", "ⅳ--"),
    ("a‿b⁀c＿d", "a‿b⁀c＿d"),
    ("a\u2028b", "ab"),
    ("⚡\ufe0fQuickstart", "\ufe0fquickstart"),
    ("1\ufe0f\u20e3 One", "1\ufe0f\u20e3-one"),
    ("🅰 Ⓐ", "🅰-ⓐ"),
    ("tab\there", "tabhere"),
]


@pytest.mark.parametrize(("heading", "anchor"), AS_GITHUB_HAS_IT)
def test_a_heading_becomes_the_anchor_that_github_makes(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor


@pytest.mark.parametrize(
    ("headings", "anchors", "repeated"),
    [
        (["alpha", "beta"], ["alpha", "beta"], set()),
        (["alpha", "alpha"], ["alpha", "alpha-1"], {"alpha"}),
        (
            ["echo", "echo", "echo 1", "echo-1", "echo"],
            ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"],
            {"echo", "echo-1"},
        ),
        (["foxtrot-1", "foxtrot", "foxtrot"], ["foxtrot-1", "foxtrot", "foxtrot-2"], {"foxtrot"}),
        (["-a-", "-a-"], ["-a-", "-a--1"], {"-a-"}),
    ],
)
def test_repeated_headings_are_numbered(headings: list[str], anchors: list[str], repeated: set[str]) -> None:
    page = render("\n\n".join(f"# {heading}" for heading in headings))
    assert list(page.anchors) == anchors
    assert page.repeated == repeated


PAGES = [
    ("no heading at all", ()),
    ("``` \n# code\n```\n\n    # indented\n", ()),
    ("# A `code` word", ("a-code-word",)),
    ("# A [link](https://a.org/x) here", ("a-link-here",)),
    ("# ![logo](a.png) Title", ("-title",)),
    ("# *Bold* **and** ~~gone~~ \\* &amp; co", ("bold-and-gone---co",)),
    ("# Foo <b>bar</b>", ("foo-bar",)),
    ("Set\next\n===\n\nTwo\n---", ("setext", "two")),
    ("> ## Quoted\n\n- # Listed\n\n1. ### Numbered", ("quoted", "listed", "numbered")),
    ("---\ntitle: x\n---\n# Real", ("real",)),
    ("---\n## Between rules\n\n- x\n\n---\n", ("between-rules",)),
    ("\ufeff# Marked", ("marked",)),
    ("# One\r\n\r\n## Two\r\n", ("one", "two")),
    ("# A[^note] b[^n]\n\n[^note]: first", ("a1-bn",)),
    ('<h2 align="center">Raw &amp; <i>small</i></h2>', ("raw--small",)),
    ("<h1>\n\nMixed *in*\n\n</h1>", ("mixed-in",)),
    ("# Foo\n\n<a name=foo></a> <div id='bar'>x</div> <a id=\"Baz\">", ("foo", "bar", "Baz")),
    ("<!-- # No <a name='no'> -->\n\n# Yes", ("yes",)),
    ("```\n<a name='no'>\n```\n<p data-id='no' class=\"id=no\">", ()),
]


@pytest.mark.parametrize(("text", "anchors"), PAGES)
def test_a_page_has_these_anchors_and_no_others(text: str, anchors: tuple[str, ...]) -> None:
    assert render(text).anchors == anchors


@pytest.mark.parametrize(
    ("text", "fragment", "leads"),
    [
        ("# Foo", "foo", True),
        ("# Foo", "bar", False),
        ("# Foo", "fo", False),
        ("# Foo", "FOO", True),
        ("# Foo", "user-content-foo", True),
        ("# Über uns", "%C3%BCber-uns", True),
        ("# 🚀 Start", "start", False),
        ("# 🚀 Start", "-start", True),
        ("# :rocket: Start", "rocket-start", True),
        ("", "top", True),
        ("", "readme", True),
        ("# Foo <!-- omit in toc -->", "foo", True),
        ("# Foo <!-- omit in toc -->", "foo-", True),
        ("<h1>\n  Big Title\n</h1>", "big-title", True),
        ("text[^1]\n\n[^1]: note", "fn-1", True),
        ("text[^1]\n\n[^1]: note", "user-content-fnref-1-0123456789abcdef", True),
        ("text", "fn-1", False),
    ],
)
def test_a_fragment_leads_there_or_not(text: str, fragment: str, leads: bool) -> None:
    assert render(text).leads(fragment) is leads


def test_pictures_are_known_to_the_character() -> None:
    text = '# é ![a *b* [c](d)](pics/e.png "t") <img alt=x src=" w.png ">\n\n[![b](<p q.png>)](docs/) ![r][ref]\n\n[ref]: r.png'
    pictures = render(text).pictures
    assert [(picture.url, picture.alt) for picture in pictures] == [
        ("pics/e.png", "a b c"),
        ("w.png", ""),
        ("p q.png", "b"),
    ]
    assert all(text[picture.span.start : picture.span.end] == picture.url for picture in pictures)
    assert [text[picture.outer.start : picture.outer.end][:2] for picture in pictures] == ["![", "<i", "!["]


def test_labels_and_sections_are_known_by_place() -> None:
    text = "# Top\n\n## Part *one*\n\n- [X-ray  **Images**](#x)\n\n# Next\n\n[![alt](p.png)](#y)"
    page = render(text)
    first, second = text.index("[X-ray"), text.index("[![alt")
    assert page.labels[first] == ("X-ray Images", text.index("\n\n# Next"))
    assert page.labels[second] == ("alt", len(text))
    assert [page.section(offset) for offset in (0, first, second)] == [(), ("Top", "Part one"), ("Next",)]


@given(st.text(alphabet=st.sampled_from("#<>a!-[]()`=\"'\n\r &;:^h1/\ufeffé😄\x00"), max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    page = render(text)
    assert all(page.leads(name) for name in page.anchors if "%" not in name)
    assert all(text[picture.span.start : picture.span.end] == picture.url for picture in page.pictures)


@given(st.text())
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize("opening", ["<a name=", "<a <a ", '<a "', "<!--", "[", "![", "# <h1"])
def test_what_never_ends_costs_no_more(opening: str) -> None:
    assert render(opening * 20_000).anchors == () or opening.startswith("#")
