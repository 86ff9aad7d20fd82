"""What the reader saw in a catalogue, as JSON for machines and as a table for a person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from harvester.linewise import array, dumped
from harvester.report.escape import encodable, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from harvester.model import Catalogue, Entry, Link

SCHEMA = "harvester/read@1"


def as_json(catalogues: Sequence[Catalogue]) -> str:
    """Give the reading as JSON, schema ``harvester/read@1`` (docs: the design page, section 4)."""
    entries = [_entry(catalogue, entry) for catalogue in catalogues for entry in catalogue.entries]
    placeholders = [
        {"line": gap.line, "text": gap.text, "why": gap.why}
        for catalogue in catalogues
        for gap in catalogue.placeholders
    ]
    parts = (f'"schema": "{SCHEMA}"', _lines("entries", entries), _lines("placeholders", placeholders))
    return encodable("{\n  " + ",\n  ".join(parts) + "\n}")


def _lines(name: str, rows: Sequence[dict[str, Any]]) -> str:
    # one line for a row: the library takes several times as long to indent
    return f'"{name}": {"".join(array(map(dumped, rows), indent=2, step=2))}'


def as_table(catalogues: Sequence[Catalogue], console: Console, *, verbose: bool) -> None:
    """Print entries with their links and roles, then the counts; with ``verbose`` also what was skipped and why."""
    for catalogue in catalogues:
        console.print(Text(terminal(catalogue.path), style="bold"))
        console.print(_entries(catalogue))
        console.print(Text(_counts(catalogue)))
        _tally(console, "placeholders", Counter(gap.why for gap in catalogue.placeholders))
        _tally(console, "skipped", Counter(link.why for link in catalogue.skipped))
        if verbose:
            console.print(_left_out(catalogue))
        console.print()


def _entry(catalogue: Catalogue, entry: Entry) -> dict[str, Any]:
    return {
        "catalogue": catalogue.path,
        "line": entry.line,
        "end_line": entry.end_line,
        "section": list(entry.section),
        "title": entry.title,
        "authors": entry.authors,
        "date": entry.date,
        "venue": entry.venue,
        "links": [
            {
                "url": link.url,
                "role": link.role.value,
                "label": link.label,
                "line": link.line,
                "column": link.column,
            }
            for link in entry.links
        ],
        "malformed": [
            {"label": link.label, "text": link.url, "line": link.line, "column": link.column}
            for link in entry.malformed
        ],
        "fields": dict(entry.fields),
    }


def _entries(catalogue: Catalogue) -> Table:
    table = Table(box=None, padding=(0, 1), show_edge=False)
    table.add_column("line", justify="right")
    table.add_column("title", ratio=2, overflow="fold")
    table.add_column("links", ratio=3, overflow="fold")
    section: tuple[str, ...] = ()
    for entry in catalogue.entries:
        if entry.section != section:
            section = entry.section
            table.add_row("", Text(terminal(" › ".join(section)), style="bold"), "")
        title = Text(terminal(entry.title)) if entry.title else Text("no title", style="dim")
        about = ", ".join(terminal(part) for part in (entry.authors, entry.venue, entry.date) if part)
        if about:
            title.append(f"\n{about}", style="dim")
        table.add_row(str(entry.line), title, _links(entry))
    return table


def _links(entry: Entry) -> Text:
    lines = [Text.assemble((f"{link.role.value:8}", "cyan"), terminal(link.url)) for link in entry.links]
    lines += [_malformed(link) for link in entry.malformed]
    return Text("\n").join(lines)


def _malformed(link: Link) -> Text:
    mended = f" → {terminal(link.mended)}" if link.mended else ""
    return Text.assemble((f"{link.role.value:8}", "cyan"), (terminal(link.url), "red"), f" ({link.flaw}{mended})")


def _counts(catalogue: Catalogue) -> str:
    links = sum(len(entry.links) for entry in catalogue.entries)
    malformed = sum(len(entry.malformed) for entry in catalogue.entries)
    templates = sum(gap.whole_row for gap in catalogue.placeholders)
    return (
        f"{_number(len(catalogue.entries), 'entry', 'entries')}, {_number(links, 'link')}, "
        f"{malformed} malformed, {_number(len(catalogue.placeholders), 'placeholder')} "
        f"({_number(templates, 'template row')}), {_number(len(catalogue.skipped), 'link')} skipped"
    )


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _tally(console: Console, word: str, reasons: Counter[str]) -> None:
    if reasons:
        parts = ", ".join(f"{count} {terminal(why)}" for why, count in reasons.most_common())
        console.print(Text(f"  {word}: {parts}", style="dim"))


def _left_out(catalogue: Catalogue) -> Table:
    table = Table(box=None, padding=(0, 1), show_edge=False)
    table.add_column("line", justify="right")
    table.add_column("why")
    table.add_column("what", overflow="fold")
    rows = [(gap.line, gap.why, gap.text) for gap in catalogue.placeholders]
    rows += [(link.line, f"skipped: {link.why}", link.url) for link in catalogue.skipped]
    for line, why, text in sorted(rows):
        table.add_row(str(line), Text(terminal(why)), Text(terminal(text)))
    return table
