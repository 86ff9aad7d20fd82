"""One self-contained page that stays inert."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from harvester import rules
from harvester.model import Severity, Tally, Verdict
from harvester.report import html, listing, view
from report.report_book import Book, run_of
from report.report_page import Page
from report.report_runs import RUNS, demo, second_night, two_lists


def pages() -> list[tuple[str, str]]:
    found = []
    for name, made in RUNS.items():
        run = made()
        found.append((name, html.render(view.build(run))))
        found += [(f"{name}-list", "".join(listing.html(run, catalogue.name))) for catalogue in run.catalogues[:1]]
    return found


every_page = pytest.mark.parametrize("text", [text for _, text in pages()], ids=[name for name, _ in pages()])


@every_page
def test_only_our_own_script_and_style_run(text: str) -> None:
    page = Page(text)
    (policy,) = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(part.split(" ", 1) for part in (policy or "").split("; "))
    assert rules["default-src"] == "'none'"
    for kind in ("script", "style"):
        (content,) = page.raw[kind]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[f"{kind}-src"] == f"'sha256-{digest}'"


@every_page
def test_nothing_is_asked_of_anybody(text: str) -> None:
    page = Page(text)
    assert page.values("src") == page.values("srcset") == page.values("action") == []
    assert not re.search(r"url\(|@import", page.raw["style"][0])
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|import\(|eval", page.raw["script"][0])
    assert [attrs["href"] for tag, attrs in page.tags if tag == "link"] == ["data:,"]


@every_page
def test_strangers_bring_no_markup(text: str) -> None:
    page = Page(text)
    assert {tag for tag, _ in page.tags} & {"img", "iframe", "object", "embed", "form", "base"} == set()
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)


@every_page
def test_links_lead_to_the_page_itself_or_safely_out(text: str) -> None:
    page = Page(text)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for tag, attrs in page.tags:
        target = attrs.get("href") or ""
        if tag != "a":
            continue
        if target.startswith("#"):
            assert target[1:] in ids
        else:
            assert urlsplit(target).scheme in {"http", "https"}
            assert attrs["rel"] == "noopener noreferrer"
    assert {name for value in page.values("aria-labelledby") for name in value.split()} <= set(ids)


@every_page
def test_heading_levels_skip_none(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(text).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_chips_are_the_counts() -> None:
    v = view.build(second_night())
    page = Page(html.render(v))
    chips = [attrs["data-filter"] for tag, attrs in page.tags if "data-filter" in attrs]
    assert chips == [verdict.word for verdict, _ in v.counts.verdicts] + ["untitled"]
    for verdict, number in v.counts.verdicts:
        assert f"{verdict.glyph} {number} {verdict.word}" in page.words()


def test_filters_find_rows_and_cards() -> None:
    page = Page(html.render(view.build(demo())))
    rows = [set((attrs["data-v"] or "").split()) for tag, attrs in page.tags if tag == "tr" and "data-v" in attrs]
    items = Counter(attrs["data-v"] for tag, attrs in page.tags if tag == "li" and "data-v" in attrs)
    assert len(rows) == 79
    assert sum("placeholder" in marks for marks in rows) == 8
    assert sum("untitled" in marks for marks in rows) == 10
    assert items == {"placeholder": 16, "malformed": 1, "dead": 2, "unchecked": 1}
    assert sum(tag == "article" for tag, _ in page.tags) == 5


def test_anchors_of_lines_and_findings_are_stable() -> None:
    first, second = (Page(html.render(view.build(run))).values("id") for run in (demo(), second_night()))
    assert "L127" in first
    kept = {name for name in first if name.startswith(("L", "f-"))}
    assert kept <= set(second)


def test_rules_about_papers_are_chips_too() -> None:
    page = Page(html.render(view.build(two_lists())))
    assert "archived" in [attrs.get("data-filter") for _, attrs in page.tags]
    assert page.values("id").count("L101") == 1
    assert "signals-L102" in page.values("id")


def test_a_healthy_mark_stands_at_healthy_links_only() -> None:
    page = Page(html.render(view.build(RUNS["ill"]())))
    marks = [attrs for tag, attrs in page.tags if tag == "li" and "status" in (attrs.get("class") or "")]
    assert sum("v-ok" in (attrs["class"] or "") for attrs in marks) == 2
    assert "".join(page.text).count(Verdict.OK.glyph) == 2 + 1 + 1  # in the rows, on the chip, in the vocabulary


def test_the_demonstration_says_so() -> None:
    assert "Demonstration: sandbox world medical-data-synthesis" in Page(html.render(view.build(demo()))).words()


def test_every_word_has_an_anchor_and_every_finding_leads_to_its_word() -> None:
    page = Page(html.render(view.build(RUNS["waived"]())))
    names = [verdict.word for verdict in Verdict] + [rule.id for rule in rules.RULES] + [one.word for one in Severity]
    assert {f"word-{name}" for name in (*names, "waiver")} <= set(page.values("id"))
    assert {"#word-dead", "#word-malformed", "#word-fix"} <= set(page.values("href"))


def test_every_link_within_the_page_leads_somewhere() -> None:
    for name, text in pages():
        page = Page(text)
        inside = {href[1:] for href in page.values("href") if href.startswith("#")}
        assert inside <= set(page.values("id")), name


def test_evidence_unfolds() -> None:
    words = Page(html.render(view.build(second_night()))).words()
    assert "failures that count 14 Nov 2026 and 17 Nov 2026" in words
    assert "failing since 14 Nov 2026" in words
    assert "GitHub AgaMiko/debiasing." in words
    assert "first reported 14 Nov 2026" in words


def test_the_slowest_answer_only_where_it_is_known() -> None:
    known = replace(RUNS["quiet"](), tallies={"crossref": Tally(asked=1, answered=1, requests=1, slowest=3.1)})
    assert "slowest within 5 s" in Page(html.render(view.build(known))).words()
    assert "slowest" not in Page(html.render(view.build(RUNS["quiet"]()))).words()


def test_the_trend_is_a_picture_a_sentence_and_a_table() -> None:
    page = Page(html.render(view.build(RUNS["recorded"]())))
    kinds = [attrs["class"] for tag, attrs in page.tags if tag == "rect" and attrs["class"] in {"fix", "look", "ok"}]
    assert kinds == ["fix", "look", "fix", "look", "ok", "fix"]
    assert "14 Nov 2026: 21 to fix, 2 to look at; 93 of 116 links healthy" in page.words()
    (label,) = [text for text in page.values("aria-label") if "to fix" in text]
    assert label.startswith("14 Nov 2026: 21 to fix")
    assert label.endswith("23 Nov 2026: 19 to fix; 97 of 116 links healthy.")
    assert "23 Nov 2026 19 0 97 of 116 links 20 Nov 2026 0 0 116 of 116 links" in page.words()


def test_no_trend_without_something_to_compare() -> None:
    assert "runs that changed something" not in Page(html.render(view.build(demo()))).words()


def test_a_long_section_comes_in_pieces_under_one_heading() -> None:
    book = Book()
    for number in range(120):
        book.paper("All", [(f"https://doi.org/10.1000/{number}", Verdict.OK, "registered")], title=f"Paper {number}")
    page = Page(html.render(view.build(run_of(book))))
    assert sum(tag == "tbody" for tag, _ in page.tags) == 3
    assert sum(attrs.get("class") == "heading" for _, attrs in page.tags) == 1
