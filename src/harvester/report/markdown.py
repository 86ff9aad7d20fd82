"""The report as GitHub's Markdown: for the job summary, pull requests, issues and ``link-health.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester.report import documentation, escape, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.report.parts import Group, Item
    from harvester.report.view import View

SUMMARY = 900_000
"""Bytes for a job summary: GitHub takes 1 MiB, and nothing of one that is longer."""

BODY = 60_000
"""Bytes for the body of an issue or a pull request: GitHub takes 65,536 characters."""

_OPEN = 3
"""Places of a group that stand open; more than these are folded."""


def render(v: View, *, limit: int = SUMMARY, blob_url: str = "") -> str:
    """Give the report in at most ``limit`` bytes of UTF-8, and so in at most as many characters.

    What does not fit is left out from the end, and the page says how much that was.

    Args:
        v: What to say.
        limit: `SUMMARY` or `BODY`, or any other number of bytes.
        blob_url: Where the files of the run's commit can be seen, ``https://github.com/o/r/blob/SHA``: lines become
            links to there. Empty for none.
    """
    total = sum(len(group.items) for section in v.sections for group in section.groups)
    whole = _page(v, total, blob_url)
    if _size(whole) <= limit:
        return whole
    if _size(_page(v, 0, blob_url)) > limit:
        return _headline_only(v, limit)
    fitting, too_many = 0, total
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if _size(_page(v, middle, blob_url)) <= limit:
            fitting = middle
        else:
            too_many = middle
    return _page(v, fitting, blob_url)


def _size(text: str) -> int:
    # Bytes are never fewer than characters, so a page within the limit is so by either measure.
    return len(text.encode())


def _headline_only(v: View, limit: int) -> str:
    return escape.markdown(v.headline).encode()[: max(limit - 1, 0)].decode(errors="ignore") + "\n"


def _page(v: View, room: int, blob_url: str) -> str:
    """The whole page with at most ``room`` items in it, the first ones."""
    parts = list(_head(v))
    total = 0
    for section in v.sections:
        if total < room:
            parts.append(f"## {section.title}: {escape.markdown(section.size)}\n\n{section.about}\n")
        for group in section.groups:
            shown = group.items[: max(room - total, 0)]
            if shown:
                parts.append(_group(group, shown, blob_url))
            total += len(group.items)
    if total > room:
        parts.append(
            f"**{wording.ratio(total - room, total, 'item')} left out here** to stay within the size limit; "
            "`report.json` holds all of them.\n"
        )
    parts.append(_foot(v))
    return "\n".join(parts)


def _head(v: View) -> Iterator[str]:
    yield f"**{escape.markdown(v.headline)}**\n"
    for notice in v.notices:
        yield f"> [!IMPORTANT]\n> {escape.markdown(notice)}\n"
    if v.counts.links:
        verdicts = ", ".join(f"{number:,} {verdict.word}" for verdict, number in v.counts.verdicts)
        yield f"- {wording.count(v.counts.links, 'link')}: {verdicts}"
    if len(v.shelves) > 1:
        for shelf in v.shelves:
            yield f"- {escape.markdown(shelf.name)}: {escape.markdown(shelf.summary)}"
    yield f"- {escape.markdown(v.titles)}"
    if v.outside:
        yield f"- {escape.markdown(v.outside)}"
    yield _health(v)


def _health(v: View) -> str:
    line = f"- {escape.markdown(v.asked)}"
    if not v.health:
        return f"{line}\n"
    if all(up.sound for up in v.health):
        each = ", ".join(f"{escape.markdown(up.name)} {up.answered}" for up in v.health)
        return f"{line}: {each}\n"
    rows = "\n".join(
        f"| {escape.markdown(up.name)} | {up.answered} | {escape.markdown(up.trouble)} |" for up in v.health
    )
    return f"{line}\n\n| Asked | Answered | Not answered |\n|---|---|---|\n{rows}\n"


def _group(group: Group, shown: Sequence[Item], blob_url: str) -> str:
    severity = f" ({group.severity})" if group.severity else ""
    word = f"[{escape.markdown(group.word)}](<{documentation.address(group.word)}>)"
    places = f": {escape.markdown(group.places)}" if group.places and len(group.items) > 1 else ""
    parts = [
        f"### {group.glyph} {escape.markdown(group.cause)}",
        "",
        f"**{word}**{severity}, {escape.markdown(group.size)}{places}",
    ]
    if group.advice:
        parts += ["", f"To do: {escape.markdown(group.advice)}"]
    if group.suggestion:
        parts += ["", f"Suggestion: {escape.markdown(group.suggestion)}"]
    folded = len(shown) > _OPEN
    if folded:
        parts += ["", f"<details><summary>{wording.count(len(group.items), 'place')}</summary>"]
    parts += ["", *(_item(group, item, blob_url) for item in shown)]
    if len(shown) < len(group.items):
        parts.append(f"- … and {len(group.items) - len(shown):,} more")
    if folded:
        parts += ["", "</details>"]
    return "\n".join((*parts, ""))


def _item(group: Group, item: Item, blob_url: str) -> str:
    where = f"{_where(item, blob_url)} " if item.where else ""
    section = f" ({escape.markdown(item.section)})" if item.section else ""
    label = f"{escape.markdown(item.label)}: " if item.label else ""
    # A code span, not a link: GitHub would tell every repository and issue named here that we mention it.
    have = f"{label}{escape.code_span(item.what)}"
    evidence = "" if item.evidence == group.cause else item.evidence
    facts = [have, *map(escape.markdown, (evidence, item.since, item.advice))]
    if item.suggestion:
        facts.append(f"suggestion: {escape.markdown(item.suggestion)}")
    return f"- {where}{escape.markdown(item.caption)}{section} — {'; '.join(fact for fact in facts if fact)}"


def _where(item: Item, blob_url: str) -> str:
    where = f"**{escape.markdown(item.where)}**"
    if not blob_url or not item.line:
        return where
    path = quote(escape.encodable(item.path), safe="/")
    # GitHub shows Markdown rendered, without lines, unless it is asked for the plain text.
    return f"[{where}](<{blob_url.rstrip('/')}/{path}?plain=1#L{item.line}>)"


def _foot(v: View) -> str:
    words = "; ".join(f"{verdict.glyph} {verdict.word}: {verdict.meaning}" for verdict, _ in v.counts.verdicts)
    said = [f"{words}." if words else "", escape.markdown(v.waive) + "." * bool(v.waive), escape.markdown(v.footer)]
    return "---\n\n" + "\n\n".join(part for part in said if part) + "\n"
