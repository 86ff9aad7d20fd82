"""``link-health.html`` as a maintainer uses it, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browser.long_runs import long_run
from harvester.report import html, view
from report.report_runs import RUNS, demo, hostile, recorded, waived

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browser.conftest import Opened

    Open = Callable[..., Opened]

ROWS = ".judged tr[data-v]"
DEMO = html.render(view.build(demo()))


def rendered(name: str) -> str:
    return html.render(view.build(RUNS[name]()))


def shown(opened: Opened) -> str:
    return opened.page.locator("#shown").inner_text()


@pytest.mark.parametrize("name", RUNS)
def test_it_asks_nobody_and_complains_of_nothing(open_page: Open, name: str) -> None:
    opened = open_page(rendered(name))
    assert len(opened.requests) == 1
    assert opened.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["recorded", "two_lists", "hostile"])
def test_nobody_is_shut_out(open_page: Open, violations: Callable[[Page], list[str]], name: str, scheme: str) -> None:
    opened = open_page(rendered(name), color_scheme=scheme)
    for details in opened.page.locator("details").all()[:40]:
        details.evaluate("one => one.open = true")
    assert violations(opened.page) == []


@pytest.mark.parametrize("width", [320, 390, 800])
def test_nothing_is_wider_than_the_screen(open_page: Open, width: int) -> None:
    for text in (rendered("recorded"), rendered("hostile")):
        opened = open_page(text, width=width)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_phone_has_cards_and_can_sort(open_page: Open, violations: Callable[[Page], list[str]]) -> None:
    opened = open_page(DEMO, width=390)
    first = opened.page.locator(ROWS).first
    cells = [first.locator(selector).bounding_box() for selector in (".paper", ".links")]
    assert all(cell is not None and cell["width"] > 300 for cell in cells)
    assert opened.page.locator("[data-sort=year]").is_visible()
    assert violations(opened.page) == []


def test_a_chip_shows_what_it_counts(open_page: Open) -> None:
    opened = open_page(DEMO)
    chip = opened.page.locator("[data-filter=placeholder]")
    assert "16" in chip.inner_text()
    chip.click()
    assert chip.get_attribute("aria-pressed") == "true"
    assert shown(opened) == "16 of 20 findings and 8 of 79 rows shown"
    assert opened.shown(ROWS) == 8
    assert opened.shown(".card") == 1
    assert opened.hash() == "#show=placeholder"
    opened.page.locator("[data-filter=dead]").click()
    assert shown(opened) == "18 of 20 findings and 10 of 79 rows shown"
    chip.click()
    opened.page.locator("[data-filter=dead]").click()
    assert shown(opened) == ""
    assert opened.shown(ROWS) == 79


def test_search_and_chips_narrow_each_other(open_page: Open) -> None:
    opened = open_page(DEMO)
    opened.page.fill("#search", "  SIGNALS   part 4 ")
    rows = opened.shown(ROWS)
    assert 0 < rows < 79
    opened.page.locator("[data-filter=dead]").click()
    assert shown(opened) == "2 of 20 findings and 2 of 79 rows shown"
    opened.page.fill("#search", "nothing has these words")
    assert shown(opened) == "0 of 20 findings and 0 of 79 rows shown; Esc shows all again"
    opened.page.keyboard.press("Escape")
    assert (opened.shown(ROWS), shown(opened), opened.hash()) == (79, "", "")


def test_accents_and_case_do_not_matter(open_page: Open) -> None:
    opened = open_page(DEMO.replace("Synthesis of signals, part 0<", "Synthèse des Signaux, Ångström<"))
    opened.page.fill("#search", "synthese angstrom")
    assert opened.shown(ROWS) == 1


def test_what_is_filtered_stays_in_the_address_alone(open_page: Open) -> None:
    opened = open_page(DEMO, "#q=part+4&show=dead%2Cmalformed&sort=-year")
    assert opened.page.input_value("#search") == "part 4"
    assert [chip.get_attribute("data-filter") for chip in opened.page.locator("[aria-pressed=true]").all()] == [
        "malformed",
        "dead",
    ]
    assert opened.page.locator("[aria-sort]").inner_text() == "Year"
    assert opened.shown(ROWS) == 2
    assert opened.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_columns_sort_both_ways_and_back(open_page: Open) -> None:
    opened = open_page(rendered("two_lists"))
    before = opened.page.locator(f"{ROWS} .line").all_text_contents()
    button = opened.page.locator("[data-sort=title]")
    for way in ("ascending", "descending"):
        button.click()
        assert opened.page.locator("th[aria-sort]").get_attribute("aria-sort") == way
        titles = opened.page.locator(ROWS).evaluate_all(
            "(rows) => rows.map((row) => row.querySelector('.name')?.textContent ?? '')"
        )
        known = [title for title in titles if title]
        assert titles == known + [""] * titles.count("")  # what is not known stands last, both ways
        ordered = sorted(known, key=lambda title: [int(x) if x.isdigit() else x for x in re.split(r"(\d+)", title)])
        assert known == (ordered if way == "ascending" else ordered[::-1])
    assert opened.shown(".heading") == 0
    assert opened.page.locator(f"{ROWS} .within").first.is_visible()
    opened.page.locator("[data-sort=line]").click()
    assert opened.page.locator(f"{ROWS} .line").all_text_contents() == before
    assert opened.shown(".heading") > 0


def test_the_worst_links_first(open_page: Open) -> None:
    opened = open_page(DEMO)
    opened.page.locator("[data-sort=links]").click()
    assert "dead" in opened.page.locator(ROWS).first.inner_text()
    opened.page.locator("[data-filter=ok]").click()
    assert opened.shown(ROWS) == 70


def test_keys(open_page: Open) -> None:
    opened = open_page(DEMO)
    press = opened.page.keyboard.press
    focused = "document.activeElement.id || document.activeElement.className"
    press("/")
    assert opened.page.evaluate(focused) == "search"
    press("n")
    assert opened.page.input_value("#search") == "n"
    press("Escape")
    seen = []
    for key in ("n", "n", "p", "n", "n"):
        press(key)
        seen.append(opened.page.evaluate("document.activeElement.querySelector('.cause')?.textContent"))
    assert seen[0] == seen[2] != seen[1] == seen[3]
    assert None not in seen
    press("?")
    assert opened.page.locator("#help").is_visible()
    press("n")
    assert opened.page.evaluate("document.querySelector('#help').contains(document.activeElement)")
    press("Escape")
    assert not opened.page.locator("#help").is_visible()
    opened.page.locator("footer [data-help]").click()
    opened.page.locator("#help [data-help]").click()
    assert not opened.page.locator("#help").is_visible()


def test_the_help_is_for_everybody(open_page: Open, violations: Callable[[Page], list[str]]) -> None:
    opened = open_page(DEMO)
    opened.page.keyboard.press("?")
    assert violations(opened.page) == []


def test_a_keyboard_alone_reaches_everything_and_sees_where_it_is(open_page: Open) -> None:
    opened = open_page(DEMO)
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert opened.page.locator(".skip").bounding_box() is not None
    for _ in range(8):
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_evidence_and_places_unfold(open_page: Open) -> None:
    opened = open_page(DEMO)
    card = opened.page.locator(".card").first
    assert card.locator("li").first.is_hidden()
    card.locator("summary").first.click()
    evidence = card.locator(".evidence").first
    assert evidence.locator("dl").is_hidden()
    evidence.locator("summary").click()
    assert "a reserved name" in evidence.locator("dd").first.inner_text()


@pytest.mark.parametrize("filtered", [False, True])
def test_a_deep_link_finds_what_is_folded_or_filtered(open_page: Open, filtered: bool) -> None:
    v = view.build(demo())
    anchor = v.sections[0].groups[0].items[-1].anchor
    opened = open_page(DEMO, "" if filtered else f"#{anchor}")
    if filtered:
        opened.page.locator("[data-filter=ok]").click()
        opened.page.evaluate(f"location.hash = '{anchor}'")
        opened.page.wait_for_function("document.querySelector('#search').value === ''")
    target = opened.page.locator(f"#{anchor}")
    assert target.is_visible()
    assert target.evaluate("one => one.getBoundingClientRect().top < innerHeight")


def test_every_line_and_section_has_its_address(open_page: Open) -> None:
    v = view.build(recorded())
    for anchor in (v.shelves[0].blocks[-1].rows[-1].anchor, v.shelves[0].blocks[2].anchor, "word-dead", "waiting"):
        opened = open_page(rendered("recorded"), f"#{anchor}")
        top = opened.page.locator(f"[id='{anchor}']").evaluate("one => one.getBoundingClientRect().top")
        toolbar = opened.page.locator(".toolbar").bounding_box()
        assert toolbar is not None
        assert toolbar["height"] <= top + 1 < 900, anchor


def test_an_odd_address_breaks_nothing(open_page: Open) -> None:
    for fragment in ("#%E0%A4%A", "#nowhere", "#q=%", "#sort=__proto__&show=constructor", "#=&==&q"):
        opened = open_page(DEMO, fragment)
        assert opened.complaints == [], fragment
        assert opened.page.locator("[aria-sort=ascending]").inner_text() == "Line"


def test_without_script_everything_is_shown(open_page: Open) -> None:
    opened = open_page(DEMO, java_script_enabled=False)
    assert opened.shown(ROWS) == 79
    assert opened.shown(".card") == 5
    assert not opened.page.locator(".search").is_visible()


def test_on_paper_everything_is_unfolded(open_page: Open) -> None:
    opened = open_page(DEMO, color_scheme="dark")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.page.evaluate("getComputedStyle(document.body).color") == "rgb(31, 30, 27)"
    assert opened.page.locator("details:not([open])").count() == 0
    assert not opened.page.locator(".toolbar").is_visible()
    assert opened.page.locator(".card li").first.is_visible()
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator("details[open]").count() == 0


def test_the_trend_is_drawn(open_page: Open) -> None:
    opened = open_page(rendered("recorded"))
    heights = [
        bar.evaluate("one => one.getBoundingClientRect().height") for bar in opened.page.locator(".plot .fix").all()
    ]
    assert heights[0] > heights[1] > 10
    assert opened.page.locator(".plot .ok").count() == 1


def test_waived_findings_are_shown_apart(open_page: Open) -> None:
    opened = open_page(html.render(view.build(waived())))
    assert "16 of 20 findings" in opened.page.locator("section.waived h2").inner_text()
    assert opened.shown("section.new") == 0


def test_a_hostile_list_stays_inert(open_page: Open) -> None:
    opened = open_page(html.render(view.build(hostile())))
    page = opened.page
    assert page.evaluate("document.scripts.length") == 1
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, form, base, video').length") == 0
    wild = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert page.evaluate(wild) == []
    schemes = "[...new Set([...document.links].map(a => a.protocol))].sort()"
    assert page.evaluate(schemes) == ["file:", "https:"]
    for chip in page.locator(".chip").all():
        chip.click()
    page.fill("#search", "<script>alert(1)</script>")
    assert opened.complaints == []
    assert len(opened.requests) == 1


def test_ten_thousand_papers_stay_usable(open_page: Open) -> None:
    """No time is asserted here; that first paint, filters and sorting are quick is measured by the benchmark."""
    opened = open_page(html.render(view.build(long_run(10_000))))
    opened.page.fill("#search", "study 9999")
    assert shown(opened).endswith("and 2 of 10250 rows shown")  # that study, and the paper on line 9999
    opened.page.fill("#search", "")
    opened.page.locator("[data-sort=year]").click()
    assert opened.page.locator(f"{ROWS} .year").first.text_content() == "2015"
    assert opened.complaints == []
