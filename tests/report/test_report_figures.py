"""Pictures say what the numbers say, to eyes and to ears."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.report import escape, figures
from harvester.report.figures import Label, Table

DRAW = {"heat": figures.heat, "stacks": figures.stacks}
SVG = "{http://www.w3.org/2000/svg}"


def table(
    cells: tuple[tuple[int, ...], ...],
    *,
    rows: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
    totals: tuple[int, ...] = (),
) -> Table:
    width = len(cells[0]) if cells else 0
    return Table(
        name="fig-type-by-year",
        title="Type by year",
        about="Number of papers.",
        row_head="Year",
        row_key="year",
        column_head="Type",
        column_key="type",
        rows=tuple(Label(text=text, value=text) for text in rows or [str(2020 + n) for n in range(len(cells))]),
        columns=tuple(Label(text=text, value=text) for text in columns or [f"T{n}" for n in range(width)]),
        cells=cells,
        totals=totals or tuple(map(sum, cells)),
    )


def drawn(kind: str, one: Table) -> ET.Element:
    text = str(DRAW[kind](one))
    assert text.startswith("<svg ")
    return ET.fromstring(text.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))  # noqa: S314 (a picture of our own)


def words(svg: ET.Element) -> list[str]:
    """What stands in the picture, without what only hovering shows."""
    return [
        "".join((element.text or "", *(child.tail or "" for child in element))) for element in svg.iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("kind", DRAW)
@pytest.mark.parametrize("cells", [(), ((),), ((0,),), ((0, 0), (0, 0))])
def test_nothing_to_draw_is_no_error(kind: str, cells: tuple[tuple[int, ...], ...]) -> None:
    assert float(drawn(kind, table(cells)).attrib["height"]) > 0


@pytest.mark.parametrize("kind", DRAW)
def test_it_is_one_image_with_a_title_and_a_description(kind: str) -> None:
    svg = drawn(kind, table(((5, 1), (0, 9))))
    title, about = svg[0], svg[1]
    assert (svg.attrib["role"], svg.attrib["aria-labelledby"]) == ("img", f"{title.attrib['id']} {about.attrib['id']}")
    assert title.text == "Type by year"
    assert about.text == "Number of papers. 2020: most often T0 (5); 2021: most often T1 (9)."


def test_a_heat_table_has_its_numbers_and_shades() -> None:
    svg = drawn("heat", table(((1, 3, 5, 8, 0),), totals=(10,)))
    assert words(svg) == ["T0", "T1", "T2", "T3", "T4", "all", "2020", "10", "1", "3", "5", "8", "·"]
    shades = [rect.attrib["class"] for rect in svg.iter(f"{SVG}rect")]
    assert shades == ["heat h1", "heat h2", "heat h3", "heat h4", "heat h0"]


def test_few_of_many_are_shaded_too() -> None:
    (rect,) = drawn("heat", table(((1,),), totals=(1_000,))).iter(f"{SVG}rect")
    assert rect.attrib["class"] == "heat h1"


def test_bars_pile_up_to_their_sum() -> None:
    one = table(((4, 2), (8, 0)), totals=(5, 8))
    svg = drawn("stacks", one)
    first = [group for group in svg.iter(f"{SVG}g") if "2020" in group.findtext(f"{SVG}title", "")]
    low, high = (group.find(f"{SVG}rect") for group in first)
    assert low is not None
    assert high is not None
    assert float(high.attrib["y"]) + float(high.attrib["height"]) == pytest.approx(float(low.attrib["y"]) - 1, abs=0.2)
    assert float(low.attrib["height"]) + 1 == pytest.approx(2 * (float(high.attrib["height"]) + 1), abs=0.2)
    assert [group.findtext(f"{SVG}title") for group in svg.iter(f"{SVG}g")] == [
        "2020, T0: 4 of 5",
        "2020, T1: 2 of 5",
        "2021, T0: 8 of 8",
    ]


def test_series_differ_by_more_than_colour() -> None:
    text = str(figures.stacks(table(((3, 3, 3, 3, 3, 3),))))
    assert set(re.findall(r'fill="url\(#(.*?)\)"', text)) == {f"fig-type-by-year-p{n}" for n in range(1, 6)}
    assert {f'id="fig-type-by-year-p{n}"' in text for n in range(1, 6)} == {True}
    assert [f"T{n} 3" in text for n in range(6)] == [True] * 6


@pytest.mark.parametrize("kind", DRAW)
def test_a_cell_leads_to_its_papers(kind: str) -> None:
    one = table(((2, 0),), rows=("2,020 & more",), columns=("100%", "none"))
    views = [group.attrib.get("data-view") for group in drawn(kind, one).iter(f"{SVG}g")]
    assert [view for view in views if view] == [one.address(0, 0)]
    assert parse_qs(one.address(0, 0)) == {"year": ["2%2C020 & more"], "type": ["100%25"]}


def test_what_several_stand_behind_leads_nowhere() -> None:
    assert replace(table(((2,),)), columns=(Label(text="3 others"),)).address(0, 0) == ""


labels = st.text(max_size=40).map(escape.plain)


@given(st.sampled_from(sorted(DRAW)), st.data())
def test_any_numbers_and_any_labels_make_a_picture(kind: str, data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 9))
    cells = data.draw(st.lists(st.tuples(*[st.integers(0, 5_000)] * width), min_size=1, max_size=6))
    rows = tuple(data.draw(st.lists(labels, min_size=len(cells), max_size=len(cells))))
    columns = tuple(data.draw(st.lists(labels, min_size=width, max_size=width)))
    svg = drawn(kind, table(tuple(cells), rows=rows, columns=columns))
    groups = list(svg.iter(f"{SVG}g"))
    numbers = [
        int(group.findtext(f"{SVG}title", "").rpartition(": ")[2].split(" ")[0].replace(",", "")) for group in groups
    ]
    assert sum(numbers) == sum(map(sum, cells))
    for rect in svg.iter(f"{SVG}rect"):
        x, wide = float(rect.attrib["x"]), float(rect.attrib["width"])
        assert x >= 0
        assert x + wide <= float(svg.attrib["width"]) + 1
