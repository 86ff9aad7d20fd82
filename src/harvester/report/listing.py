"""The catalogue for its readers: ``NAME.md`` and ``NAME.html``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.report import escape, page, view, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harvester.model import Run
    from harvester.report.parts import Block, Row, RowLink, Shelf, View

_COLUMNS = ("Title", "Authors", "Venue", "Year", "Paper", "Code", "Status")


def html(run: Run, catalogue_name: str) -> str:
    """Give ``NAME.html``, one self-contained page.

    Raises:
        KeyError: The run has no catalogue of that name.
    """
    v = view.build(run)
    return page.render("catalogue.html", v=v, shelf=_shelf(v, catalogue_name), anchored=False)


def markdown(run: Run, catalogue_name: str) -> str:
    """Give ``NAME.md``: one table per section, with a status in words for every row.

    Raises:
        KeyError: The run has no catalogue of that name.
    """
    v = view.build(run)
    shelf = _shelf(v, catalogue_name)
    parts = [f"# {escape.markdown(shelf.title)}", ""]
    for notice in v.notices:
        parts += [f"> [!IMPORTANT]\n> {escape.markdown(notice)}", ""]
    parts += [f"{escape.markdown(shelf.summary)}. {escape.markdown(shelf.titles)}.", ""]
    for block in shelf.blocks:
        parts += _section(block)
    return "\n".join((*parts, "---", "", escape.markdown(v.footer), ""))


def _shelf(v: View, name: str) -> Shelf:
    return {shelf.name: shelf for shelf in v.shelves}[name]


def _section(block: Block) -> Iterable[str]:
    papers = [row for row in block.rows if not row.template]
    templates = [f"L{row.line}" for row in block.rows if row.template]
    yield f"## {escape.markdown(block.title)}"
    yield ""
    if papers:
        yield f"| {' | '.join(_COLUMNS)} |"
        yield f"|{'---|' * len(_COLUMNS)}"
        yield from (_row(row) for row in papers)
        yield ""
    if templates:
        number = wording.count(len(templates), "template row")
        yield f"{number} never filled in: {', '.join(templates)}"
        yield ""


def _row(row: Row) -> str:
    own = " · ".join(text for _, text in row.words)
    title = escape.markdown(row.title)
    if not row.title:
        title = f"*{escape.markdown(row.untitled)}*" + (f": {escape.markdown(own)}" if own else "")
    papers = [link for link in row.links if link.role == "paper"]
    others = [link for link in row.links if link.role != "paper"]
    cells = (
        title,
        escape.markdown(row.authors),
        escape.markdown(row.venue),
        row.year,
        _links(papers),
        _links(others),
        _status(row),
    )
    return f"| {' | '.join(cells)} |"


def _links(links: Sequence[RowLink]) -> str:
    return ", ".join(
        f"[{escape.markdown(link.label or link.role)}](<{link.href}>)"
        if link.href
        else escape.code_span(link.url, cell=True)
        for link in links
    )


def _status(row: Row) -> str:
    if row.worst is None:
        return "no link"
    worst = [link for link in row.links if link.verdict is row.worst]
    of = (
        f" ({wording.ratio(len(worst), len(row.links), 'link')})"
        if len(row.links) > 1 and len(worst) < len(row.links)
        else ""
    )
    return f"{row.worst.glyph} {row.worst.word}{of}"
