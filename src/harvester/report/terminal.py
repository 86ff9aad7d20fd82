"""The report on a terminal: what a maintainer must know, on one screen."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from harvester.report import documentation, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from harvester.report.parts import Group, Item, Section
    from harvester.report.view import View

LINES = 25
"""What a maintainer takes in at once: one classic screen of 24 rows, and the prompt."""

_COLOURS = {"fix": "red", "look": "yellow", "note": "cyan", "": "magenta"}
_HEADLINE_LINES = 4
_NOTICE_LINES = 2
_LISTS = 3
_CAPTION = 26
_INDENT = 8


def render(v: View, console: Console, *, verbose: bool) -> None:
    """Print the report to the console: at most 25 lines, or everything where ``verbose``.

    No line begins with foreign text, and colour never says what a word does not say as well.
    """
    width = console.width
    head = [*_wrapped(v.headline, width, "", _HEADLINE_LINES, Style(bold=True))]
    for notice in v.notices:
        head += _wrapped(notice, width, "│ ", 99 if verbose else _NOTICE_LINES, Style(color="yellow"))
    tail = [*_tail(v, verbose=verbose, width=width)]
    if verbose:
        body = [line for section in v.sections for line in _whole(section)]
    else:
        body = _fitted(v.sections, LINES - len(head) - len(tail) - 1)
    lines = [*head, *body, *([Text()] if body else []), *tail]
    for line in lines if verbose else lines[:LINES]:
        if not verbose:
            line.truncate(width, overflow="ellipsis")
        console.print(_encodable(line, console.encoding), soft_wrap=True, highlight=False)


def _wrapped(text: str, width: int, prefix: str, most: int, style: Style) -> Iterator[Text]:
    lines = textwrap.wrap(
        escape.terminal(text),
        max(width - len(prefix), 20),
        max_lines=most,
        placeholder=" …",
        break_on_hyphens=False,
    )
    for line in lines:
        yield Text(f"{prefix}{escape.terminal(line)}", style=style)


def _fitted(sections: Sequence[Section], room: int) -> list[Text]:
    """As much as there is room for: third lines for as many groups as leave nothing else out, the first ones first."""
    groups = sum(len(section.groups) for section in sections)
    for advised in range(min(groups, room), 0, -1):
        lines, complete = _stacked(sections, room, advised)
        if complete and len(lines) <= room:
            return lines
    return _stacked(sections, room, 0)[0]


def _stacked(sections: Sequence[Section], room: int, advised: int) -> tuple[list[Text], bool]:
    """The first sections first, but none left out altogether; and whether everything found room."""
    lines: list[Text] = []
    complete = True
    for number, section in enumerate(sections):
        for_later = 2 * (len(sections) - number - 1)  # at least a blank line and their titles
        lines += [Text(), _title(section)]
        free = room - len(lines) - for_later
        shown = 0
        for group in section.groups:
            wanted = _brief(group)[: 3 if advised > 0 else 2]
            last = shown == len(section.groups) - 1
            if len(wanted) + (not last) > free:
                break
            lines += wanted
            free -= len(wanted)
            advised -= 1
            shown += 1
        left = sum(len(group.items) for group in section.groups[shown:])
        complete = complete and not left
        if left and shown:
            lines.append(_line("  … ", f"{left:,} more; -v shows all"))
        elif left:
            lines[-1].append("  -v shows them", Style(dim=True))
    return lines, complete


def _title(section: Section) -> Text:
    return _line("", section.title, Style(bold=True)).append(f"  {section.size}", Style(dim=True))


def _line(prefix: str, text: str, style: Style | None = None) -> Text:
    return Text(prefix).append(escape.terminal(text), style or Style())


def _brief(group: Group) -> list[Text]:
    """Which link or which cause; why and since when; what to write instead or where else."""
    severity = f" ({group.severity})" if group.severity else ""
    mark = _mark(group)
    if len(group.items) > 1:
        facts = f"{group.word}{severity}: {group.size}"
        suggested = sum(bool(item.suggestion) for item in group.items)
        some = f" ({suggested:,} of {len(group.items):,} with a suggestion)" if suggested else ""
        third = ("suggest: ", group.suggestion) if group.suggestion else ("", group.places + some)
        lines = [mark.append(escape.terminal(group.cause))]
    else:
        (item,) = group.items
        facts = " · ".join(
            fact for fact in (f"{group.word}{severity}: {item.evidence or group.cause}", item.since) if fact
        )
        third = ("suggest: ", group.suggestion)  # general advice is for -v: it says the same of every such link
        lines = [_item(mark, item)]
    lines.append(_ruled(group, facts))
    if third[1]:
        lines.append(_line(f"      {third[0]}", third[1]))
    return lines


def _ruled(group: Group, facts: str) -> Text:
    """Facts that begin with the group's word, which leads to its explanation where the terminal has hyperlinks."""
    word, line = escape.terminal(group.word), escape.terminal(facts)
    explained = Style(dim=True, link=documentation.address(group.word))
    return Text("      ").append(word, explained).append(line.removeprefix(word), Style(dim=True))


def _mark(group: Group) -> Text:
    glyph = escape.terminal(group.glyph)
    return Text("  ").append(glyph, Style(color=_COLOURS[group.severity], bold=True)).append(" ")


def _item(mark: Text, item: Item) -> Text:
    line = mark.append(escape.terminal(item.where), Style(bold=True))
    for part in (escape.clip(item.caption, _CAPTION), item.label):
        if part:
            line.append("  ").append(escape.terminal(part))
    # Only what leads somewhere is a hyperlink; rich leaves it out where there is no terminal.
    return line.append("  ").append(escape.terminal(item.what), Style(link=item.href or None))


def _whole(section: Section) -> Iterator[Text]:
    yield Text()
    yield _title(section)
    yield _line("  ", section.about, Style(dim=True))
    for group in section.groups:
        severity = f" ({group.severity})" if group.severity else ""
        yield _mark(group).append(escape.terminal(group.cause))
        yield _ruled(group, f"{group.word}{severity}: {group.size}")
        for name, text in (("do: ", group.advice), ("suggest: ", group.suggestion)):
            if text:
                yield _line(f"      {name}", text)
        for item in group.items:
            yield from _five_facts(group, item)


def _five_facts(group: Group, item: Item) -> Iterator[Text]:
    place = f"{item.where}  {item.caption}" + (f"  ({item.section})" if item.section else "")
    yield Text("    - ").append(escape.terminal(place))
    have = f"{item.label}: {item.what}" if item.label else item.what
    yield Text("      has: ").append(escape.terminal(have), Style(link=item.href or None))
    evidence = "" if item.evidence == group.cause else item.evidence
    found = " · ".join(part for part in (evidence, item.since) if part)
    for name, text in (("found: ", found), ("do: ", item.advice), ("suggest: ", item.suggestion)):
        if text:
            yield _line(f"      {name}", text)


def _tail(v: View, *, verbose: bool, width: int) -> Iterator[Text]:
    if len(v.shelves) > 1:
        shown = v.shelves if verbose else v.shelves[:_LISTS]
        for shelf in shown:
            yield _line("list    ", f"{shelf.name}: {shelf.summary}")
        if len(shown) < len(v.shelves):
            yield _line("list    ", f"and {len(v.shelves) - len(shown):,} more of {len(v.shelves):,}")
    titles = textwrap.wrap(v.titles, max(width - _INDENT, 20), max_lines=99 if verbose else 2)
    for number, line in enumerate(titles):
        yield _line(" " * _INDENT if number else "titles  ", line)
    yield from _health(v, verbose=verbose, width=width)
    if verbose and v.outside:
        yield _line("apart   ", v.outside)
    if verbose:
        yield _line("", v.footer, Style(dim=True))


def _health(v: View, *, verbose: bool, width: int) -> Iterator[Text]:
    said = [
        f"{up.name} {up.answered}" + (f": {up.trouble}" if up.trouble else "")
        # Troubled ones first: they are what must not be cut off.
        for up in sorted(v.health, key=lambda up: up.sound)
    ]
    if verbose:
        yield _line("asked   ", v.asked)
        for one in said:
            yield _line("        - ", one)
        return
    name, line = "asked   ", said.pop(0) if said else v.asked
    for one in said:
        if len(line) + len(one) + 12 > width:
            yield _line(name, line)
            name, line = "        ", one
        else:
            line += f" · {one}"
    yield _line(name, line)


def _encodable(line: Text, encoding: str) -> Text:
    """Replace what the console's encoding cannot hold, instead of ending in an error."""
    line.plain = line.plain.encode(encoding, "replace").decode(encoding)
    return line
