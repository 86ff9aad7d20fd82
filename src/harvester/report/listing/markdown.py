"""The catalogue for its readers as Markdown: ``NAME.md``."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from harvester.report import escape, view, wording
from harvester.report.listing.papers import papers, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.model import Run
    from harvester.report.parts import Block, Row, RowLink
    from harvester.report.view import View

_COLUMNS = ("Title", "Authors", "Venue", "Year", "Paper", "Code", "Status")


def markdown(run: Run, catalogue_name: str, seen: View | None = None) -> Iterator[str]:
    """Give ``NAME.md`` line by line: one table per section, with a status in words for every row.

    Args:
        seen: The view of the run, where it is at hand.

    Raises:
        KeyError: The run has no catalogue of that name.
    """
    v = seen or view.build(run)
    shelf = {shelf.name: shelf for shelf in v.shelves}[catalogue_name]
    catalogue = {catalogue.name: catalogue for catalogue in run.catalogues}[catalogue_name]
    flags = {paper.row.anchor: paper.flags for paper in papers(run, catalogue, shelf)}
    head = [f"# {escape.markdown(shelf.title)}", ""]
    for notice in v.notices:
        head += [f"> [!IMPORTANT]\n> {escape.markdown(notice)}", ""]
    head += [f"{escape.markdown(shelf.summary)}. {escape.markdown(shelf.titles)}.", ""]
    sections = chain.from_iterable(_section(block, flags) for block in shelf.blocks)
    return (f"{line}\n" for line in chain(head, sections, ("---", "", escape.markdown(v.footer))))


def _section(block: Block, flags: Mapping[str, Sequence[str]]) -> Iterable[str]:
    listed = [row for row in block.rows if not row.template]
    templates = [f"L{row.line}" for row in block.rows if row.template]
    yield f"## {escape.markdown(block.title)}"
    yield ""
    if listed:
        yield f"| {' | '.join(_COLUMNS)} |"
        yield f"|{'---|' * len(_COLUMNS)}"
        yield from (_row(row, flags.get(row.anchor, ())) for row in listed)
        yield ""
    if templates:
        number = wording.count(len(templates), "template row")
        yield f"{number} never filled in: {', '.join(templates)}"
        yield ""


def _row(row: Row, flags: Sequence[str]) -> str:
    own = " · ".join(text for _, text in row.words)
    title = escape.markdown(row.title)
    if not row.title:
        title = f"*{escape.markdown(row.untitled)}*" + (f": {escape.markdown(own)}" if own else "")
    said = "".join(f"**{escape.markdown(word(flag))}**, " for flag in flags)
    first = [link for link in row.links if link.role == "paper"]
    others = [link for link in row.links if link.role != "paper"]
    cells = (
        said + title,
        escape.markdown(row.authors),
        escape.markdown(row.venue),
        row.year,
        _links(first),
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
