"""``NAME.html`` as a reader uses it, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.long_runs import long_run
from harvester import export
from harvester.report import listing
from report.report_lists import readers_list
from report.report_runs import RUNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browser.conftest import Opened
    from harvester.model import Run

    Open = Callable[..., Opened]

PAPERS = ".entry"


def rendered(run: Run) -> str:
    catalogue = run.catalogues[0]
    known = export.bibliography(run.entries[catalogue.path])
    return "".join(listing.html(run, catalogue.name, export.bibtex.records(known)))


READERS = rendered(readers_list())


def number(opened: Opened) -> str:
    return opened.page.locator("#shown").inner_text()


def choose(opened: Opened, facet: str, value: str) -> None:
    opened.page.locator(f'[data-facet="{facet}"] input[value="{value}"]').click()


def counts(opened: Opened, facet: str) -> dict[str, str]:
    labels = opened.page.locator(f'[data-facet="{facet}"] label').all()
    return {str(label.locator("input").get_attribute("value")): label.locator(".n").inner_text() for label in labels}


def titles(opened: Opened) -> list[str]:
    """Those that are left, in the order of the page; text far out of view is not laid out yet."""
    return [text.strip() for text in opened.page.locator(f"{PAPERS}:not([hidden]) h3").all_text_contents()]


@pytest.mark.parametrize("name", [name for name in RUNS if RUNS[name]().catalogues])
def test_it_asks_nobody_and_complains_of_nothing(open_page: Open, name: str) -> None:
    opened = open_page(rendered(RUNS[name]()))
    opened.page.locator("#search").fill("a")
    opened.page.locator("#sort").select_option("newest")
    assert len(opened.requests) == 1
    assert opened.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nobody_is_shut_out(open_page: Open, violations: Callable[[Page], list[str]], width: int, scheme: str) -> None:
    for text in (READERS, rendered(RUNS["hostile"]())):
        opened = open_page(text, color_scheme=scheme, width=width)
        for details in opened.page.locator("details").all():
            details.evaluate("one => one.open = true")
        assert violations(opened.page) == []
        opened.page.locator(".facet input").first.click()
        assert violations(opened.page) == []


@pytest.mark.parametrize("width", [320, 390, 800])
def test_nothing_is_wider_than_the_screen(open_page: Open, width: int) -> None:
    for text in (READERS, rendered(RUNS["hostile"]())):
        opened = open_page(text, width=width)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_it_is_a_page_to_read(open_page: Open) -> None:
    opened = open_page(READERS, java_script_enabled=False)
    assert opened.shown(PAPERS) == 24
    assert opened.shown(".contents a") == 3
    assert opened.shown(".toolbar") == opened.shown(".facet") == opened.shown(".copy") == 0
    opened.page.locator(".cite summary").first.click()
    assert "@misc{" in opened.page.locator(".cite pre").first.inner_text()


@pytest.mark.parametrize(
    ("words", "papers"),
    [
        ("study 7", "2 of 24 papers"),  # 7 and 17
        ("LOVELACE", "24 of 24 papers"),
        ("sensors fidelity", "18 of 24 papers"),
        ("net 23", "6 of 24 papers"),  # number 23 and those of 2023
        ("retracted", "1 of 24 papers"),
        ("bibtex", "0 of 24 papers"),
        ("  ", "24 papers"),
    ],
)
def test_the_search_looks_at_what_is_shown(open_page: Open, words: str, papers: str) -> None:
    opened = open_page(READERS)
    opened.page.locator("#search").fill(words)
    assert number(opened) == papers
    assert opened.shown(PAPERS) == int(papers.split(" ", maxsplit=1)[0])
    assert opened.page.locator("#nothing").is_visible() is papers.startswith("0")


def test_facets_join_within_and_narrow_between(open_page: Open) -> None:
    opened = open_page(READERS)
    assert counts(opened, "type") == {"GAN": "10", "Diffusion Model": "9", "VAE": "5"}
    choose(opened, "type", "VAE")
    assert number(opened) == "5 of 24 papers"
    assert counts(opened, "type") == {"GAN": "10", "Diffusion Model": "9", "VAE": "5"}
    choose(opened, "type", "GAN")
    assert number(opened) == "15 of 24 papers"
    choose(opened, "section", "Images")
    assert opened.shown(PAPERS) == sum(int(counts(opened, "section")[name]) for name in ["Images"])
    assert opened.page.locator(".shelf:visible h2 small").inner_text().endswith("of 12 papers")
    assert [item.inner_text() for item in opened.page.locator("#chosen button").all()] == [
        "Section: Images ×",
        "Type: GAN ×",
        "Type: VAE ×",
        "Clear all",
    ]
    opened.page.get_by_role("button", name="Remove Section: Images").click()
    assert number(opened) == "15 of 24 papers"
    opened.page.get_by_role("button", name="Clear all").click()
    assert number(opened) == "24 papers"
    assert opened.hash() in {"", "#"}


def test_counts_are_those_of_the_search(open_page: Open) -> None:
    opened = open_page(READERS)
    opened.page.locator("#search").fill("vae privacy")
    assert number(opened) == "2 of 24 papers"
    assert counts(opened, "type") == {"GAN": "0", "Diffusion Model": "0", "VAE": "2"}
    assert counts(opened, "section") == {"Signals": "1", "Images": "1"}
    assert counts(opened, "flag") == {"retracted": "0"}


def test_a_view_can_be_shared(open_page: Open) -> None:
    opened = open_page(READERS)
    opened.page.locator("#search").fill("study")
    choose(opened, "type", "GAN")
    choose(opened, "type", "Diffusion Model")
    opened.page.locator("#sort").select_option("newest")
    other = open_page(READERS, opened.hash())
    assert number(other) == number(opened) == "19 of 24 papers"
    assert titles(other) == titles(opened)
    assert other.page.locator("#sort").input_value() == "newest"
    other.page.evaluate("location.hash = 'type=VAE&evaluation=nonsense&odd=1&sort=upwards'")
    other.page.wait_for_function("document.getElementById('shown').textContent.startsWith('5 ')")
    assert other.page.locator("#sort").input_value() == ""


@pytest.mark.parametrize("fragment", ["#L104", "#s-images"])
def test_a_deep_link_reaches_what_a_filter_hides(open_page: Open, fragment: str) -> None:
    opened = open_page(READERS, fragment)
    assert opened.page.locator(fragment).is_visible()
    opened.page.locator("#search").fill("nothing like it")
    assert not opened.page.locator(fragment).is_visible()
    opened.page.evaluate(f"location.hash = '#q=x'; location.hash = '{fragment}'")
    opened.page.locator(fragment).wait_for(state="visible")
    box = opened.page.locator(fragment).bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900


def test_the_order_can_be_changed_and_changed_back(open_page: Open) -> None:
    opened = open_page(READERS)
    before = titles(opened)
    opened.page.locator("#sort").select_option("newest")
    newest = titles(opened)
    assert sorted(newest) == sorted(before)
    assert newest[:3] == ["Study 3", "Study 7", "Study 11"]
    assert opened.shown(".shelf > h2") == 0
    opened.page.locator("#sort").select_option("title")
    assert titles(opened)[:3] == ["Study 0", "Study 1", "Study 10"]
    assert titles(opened)[-1] == "title not known to the registries"
    opened.page.locator("#sort").select_option("")
    assert titles(opened) == before


def test_keys(open_page: Open) -> None:
    opened = open_page(READERS)
    keyboard = opened.page.keyboard
    for key, name in (("n", "L101"), ("n", "L102"), ("p", "L101")):
        keyboard.press(key)
        assert opened.page.evaluate("document.activeElement.id") == name
    keyboard.press("/")
    keyboard.type("net 23 ?")
    assert opened.page.locator("#search").input_value() == "net 23 ?"
    keyboard.press("Escape")
    assert number(opened) == "24 papers"
    keyboard.press("?")
    assert opened.page.locator("dialog").is_visible()
    keyboard.press("Escape")
    assert not opened.page.locator("dialog").is_visible()


def test_a_record_is_copied(open_page: Open) -> None:
    opened = open_page(READERS, permissions=["clipboard-read", "clipboard-write"])
    button = opened.page.locator(".copy").first
    button.click()
    opened.page.get_by_text("Copied").first.wait_for()
    copied = opened.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{lovelace2020study")
    assert copied.endswith("\n}")


def test_a_record_is_selected_where_copying_is_refused(open_page: Open) -> None:
    opened = open_page(READERS, permissions=[])
    opened.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    opened.page.locator(".copy").first.click()
    opened.page.locator(".cite[open]").wait_for()
    assert opened.page.evaluate("getSelection().toString()").startswith("@misc{lovelace2020study")


def test_pictures_lead_to_their_papers(open_page: Open) -> None:
    opened = open_page(READERS)
    opened.page.locator('g[data-view="section=Signals&evaluation=U"]').click()
    assert number(opened) == "6 of 24 papers"
    assert opened.shown(".overview") == 0
    opened.page.keyboard.press("Escape")
    opened.page.locator(".picture summary").first.click()
    link = opened.page.locator('td[data-view="section=Images&evaluation=F"] a')
    assert link.inner_text() == "9"
    link.focus()
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_function("document.getElementById('shown').textContent.startsWith('9 ')")
    assert opened.page.evaluate("document.activeElement.id") == "search"


def test_the_phone_has_filters_behind_one_touch(open_page: Open) -> None:
    opened = open_page(READERS, width=390)
    assert opened.shown(".facet") == 0
    opened.page.locator("#filters > summary").click()
    assert opened.shown(".facet") == 6


def test_print_leaves_out_what_paper_cannot_do(open_page: Open) -> None:
    opened = open_page(READERS)
    opened.page.emulate_media(media="print")
    assert opened.shown(".toolbar") == opened.shown(".facet") == opened.shown(".copy") == 0
    assert opened.shown(PAPERS) == 24


def test_a_long_list_is_filtered_as_one_types(open_page: Open) -> None:
    opened = open_page(rendered(long_run(1_500)), "#L900")
    box = opened.page.locator("#L900").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    opened.page.locator("#search").fill("federated")
    first = int(number(opened).split(" ")[0].replace(",", ""))
    assert 0 < first < 1_500
    assert opened.page.locator(f"{PAPERS}:not([hidden])").count() == first
    opened.page.locator("#search").fill("")
    assert number(opened) == "1,500 papers"


def test_a_hostile_list_stays_inert(open_page: Open) -> None:
    opened = open_page(rendered(RUNS["hostile"]()))
    for box in opened.page.locator(".facet input").all():
        box.click()
    opened.page.locator("#sort").select_option("title")
    for details in opened.page.locator("details").all():
        details.evaluate("one => one.open = true")
    assert opened.complaints == []
    assert len(opened.requests) == 1
    targets = opened.page.evaluate("[...document.links].map((link) => link.protocol)")
    assert set(targets) <= {"http:", "https:", "file:"}
