"""Keeps the books of one reading: every link ends in an entry, a placeholder or among the skipped."""

from __future__ import annotations

import re
from bisect import bisect_right
from sys import intern
from typing import TYPE_CHECKING

from harvester.model import Entry, Link, Placeholder, Role, Skipped, Span
from harvester.placeholder import flaw, on_own_machine, placeholder_text, placeholder_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from harvester.read.citation import Citation
    from harvester.read.document import Anchor
    from harvester.read.keys import FieldMap
    from harvester.read.source import Source

_RELATIVE = re.compile(
    r"(?!/(?:home|Users|mnt|root|tmp|var)/)(?:\.{0,2}/|\?|[\w%@-]+/).*|.*\.(?:mdx?|txt|pdf|html?|png|"
    r"jpe?g|svg|gif|bib|ya?ml|json|csv|tsv|ipynb|py|zip|rst|docx?|pptx?|xlsx?)(?:[?#].*)?|(?:LICEN[CS]E|"
    r"CONTRIBUTING|README|CITATION|CHANGELOG|NOTICE|AUTHORS|CODE_OF_CONDUCT)(?:[.\w-]*)",
    re.IGNORECASE,
)
_TEMPLATE_TARGETS = {
    "reserved example host",
    "template repository",
    "template host",
    "template address never filled in",
}
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"'`|)\]}，。；、）】》]+", re.IGNORECASE)


class Ledger:
    """Collects what a reading finds.

    Args:
        told: Gets each entry as it is booked.

    Attributes:
        source: What is read.
        entries: Works, in source order once `close` has been called.
        placeholders: What was never meant.
        skipped: Links of no entry.
        chosen: What columns hold whose headers do not say so.
    """

    def __init__(self, source: Source, chosen: FieldMap, told: Callable[[Entry], None]) -> None:
        self.source = source
        self.chosen = chosen
        self._told = told
        self.entries: list[Entry] = []
        self.placeholders: list[Placeholder] = []
        self.skipped: list[Skipped] = []
        self._booked: set[int] = set()

    # --- booking ----------------------------------------------------------------------------------------------

    def skip(self, anchors: Iterable[Anchor], why: str) -> None:
        """Book links that belong to no entry; a link that is booked already stays where it is."""
        for anchor in anchors:
            if id(anchor) in self._booked:
                continue
            self._booked.add(id(anchor))
            reason = _aside(anchor.url) or ("badge" if anchor.badge else why)
            self._skipped(anchor.outer_start, anchor.start, anchor.end, reason)

    def gap(self, offset: int, text: str, why: str, section: Sequence[str]) -> None:
        """Note something missing that is no link: an empty cell, a dash, a label without a target."""
        self.placeholders.append(Placeholder(line=self.source.line(offset), text=text, why=why, section=tuple(section)))

    def entry(
        self,
        *,
        start: int,
        end: int,
        section: Sequence[str],
        citation: Citation,
        links: Sequence[tuple[Anchor, Role]],
        fields: Sequence[tuple[str, str]] = (),
        cells: Sequence[Span] = (),
        holds: Sequence[str] = (),
        listed: bool = False,
    ) -> bool:
        """Book one work with its links; say whether it is an entry.

        A row whose targets are all templates, or that has neither title nor target, becomes a placeholder instead.
        With ``listed`` a title is enough.
        """
        usable: list[Link] = []
        malformed: list[Link] = []
        never_meant: list[tuple[Link, str]] = []
        for anchor, role in links:
            if id(anchor) in self._booked:
                continue
            if not anchor.identifier and (aside := _beside_the_point(anchor, citation)):
                self.skip([anchor], aside)
                continue
            self._booked.add(id(anchor))
            why, mended, meant = ("", None, True) if anchor.identifier else _judge(anchor.url)
            link = self._link(anchor, role, flaw=why if meant else "", mended=mended)
            if not why:
                usable.append(link)
            elif meant:
                malformed.append(link)
            else:
                never_meant.append((link, why))
        title = None if _is_no_title(citation.title) else citation.title
        if not usable and not malformed:
            template = never_meant and all(why in _TEMPLATE_TARGETS for _, why in never_meant)
            if never_meant and (template or title is None):
                self._template(start, end, section, tuple(link for link, _ in never_meant))
                return False
            if title is None or not (listed or never_meant):
                return False
        for link, why in never_meant:
            self.placeholders.append(
                Placeholder(
                    line=link.line,
                    text=self.source.text[link.outer.start : link.outer.end],
                    why=why,
                    section=tuple(section),
                    links=(link,),
                )
            )
        self.entries.append(
            Entry(
                line=self.source.line(start),
                end_line=self.source.line(max(start, end - 1)),
                section=tuple(section),
                title=title,
                authors=citation.authors,
                date=citation.date,
                venue=citation.venue,
                links=tuple(sorted(usable, key=_place)),
                malformed=tuple(sorted(malformed, key=_place)),
                fields=tuple(fields),
                span=Span(start, end),
                cells=tuple(cells),
                holds=tuple(holds),
            )
        )
        self._told(self.entries[-1])
        return True

    def template(self, start: int, end: int, section: Sequence[str], anchors: Iterable[Anchor]) -> None:
        """Book a whole row or item as a template that nobody filled in."""
        links = []
        for anchor in anchors:
            if id(anchor) not in self._booked:
                self._booked.add(id(anchor))
                links.append(self._link(anchor, Role.OTHER))
        self._template(start, end, section, tuple(links))

    # --- closing ----------------------------------------------------------------------------------------------

    def close(self, anchors: Iterable[Anchor], hidden: Sequence[tuple[int, int, str]]) -> None:
        """Account for what is left: links nobody took, and addresses that no markup made a link."""
        known = list(anchors)
        reasons = _Reasons(hidden)
        for anchor in known:
            if id(anchor) not in self._booked:
                self.skip([anchor], reasons.at(anchor.outer_start) or "outside any entry")
        targets = _Reasons([(a.start, a.end, "target") for a in known])
        labels = _Reasons([(a.outer_start, a.outer_end, "inside another link") for a in known])
        for match in _ADDRESS.finditer(self.source.text):
            if not targets.at(match.start()):
                why = reasons.at(match.start()) or labels.at(match.start()) or "text outside any link"
                self._skipped(match.start(), match.start(), match.end(), why)
        self.entries.sort(key=lambda entry: entry.span)
        self.placeholders.sort(key=lambda gap: gap.line)
        self.skipped.sort(key=lambda link: link.span)

    # --- making -------------------------------------------------------------------------------------------------

    def _skipped(self, where: int, start: int, end: int, why: str) -> None:
        self.skipped.append(
            Skipped(
                line=self.source.line(where),
                column=self.source.column(where),
                url=self.source.text[start:end],
                why=why,
                span=Span(start, end),
            )
        )

    def _link(self, anchor: Anchor, role: Role, *, flaw: str = "", mended: str | None = None) -> Link:
        return Link(
            url=self.source.text[anchor.start : anchor.end],
            role=role,
            label=intern(_unbracketed(anchor.label) or (anchor.url if anchor.bare else "")),  # “Paper” a thousand times
            line=self.source.line(anchor.outer_start),
            column=self.source.column(anchor.outer_start),
            span=Span(anchor.start, anchor.end),
            outer=Span(anchor.outer_start, anchor.outer_end),
            flaw=flaw,
            mended=mended,
        )

    def _template(self, start: int, end: int, section: Sequence[str], links: tuple[Link, ...]) -> None:
        self.placeholders.append(
            Placeholder(
                line=self.source.line(start),
                text=" ".join(self.source.text[start:end].split()),
                why="template row never filled in",
                section=tuple(section),
                links=links,
                whole_row=True,
            )
        )


class _Reasons:
    """Answers why a place is hidden, for places asked in any order."""

    def __init__(self, hidden: Sequence[tuple[int, int, str]]) -> None:
        self._spans = sorted(hidden)

    def at(self, offset: int) -> str:
        position = bisect_right(self._spans, (offset, 1 << 62, "")) - 1
        for index in range(position, max(-1, position - 4), -1):
            start, end, why = self._spans[index]
            if start <= offset < end:
                return why
        return ""


def _place(link: Link) -> tuple[int, int]:
    return link.outer.start, link.span.start


def _unbracketed(label: str) -> str:
    """A label without the brackets that many lists put inside the link."""
    inner = label.strip()
    while len(inner) > 1 and inner[0] in "[(" and inner[-1] in "])":
        inner = inner[1:-1].strip()
    return inner


def _is_no_title(title: str | None) -> bool:
    """True for a word that stands for "no title"; there is a GAN that is called NAN."""
    return not title or (bool(placeholder_text(title)) and title != "NAN")


def _beside_the_point(anchor: Anchor, citation: Citation) -> str:
    """Why a link inside an entry is none of its own: it leads nowhere outside, or is only for show."""
    if anchor.badge and not anchor.url:
        return "badge"
    if anchor.url == "#" and anchor is citation.anchor:
        return "in-page anchor"
    return _aside(anchor.url)


def _aside(url: str) -> str:
    """Why this target never leads to a work, whatever it stands in."""
    if url.startswith("#") and url.strip("#"):
        return "in-page anchor"
    if re.match(r"(?:mailto|tel):", url, re.IGNORECASE) or re.fullmatch(r"[\w.+-]+@[\w-]+\.[\w.]+", url):
        return "mail address"
    return "relative link" if _is_relative(url) else ""


def _is_relative(url: str) -> bool:
    """Whether a target leads to a place beside the list: a path, and no word that has a slash in it (``N/A``)."""
    if "://" in url or not _RELATIVE.fullmatch(url) or on_own_machine(url):
        return False
    return not url.strip("./") or (not placeholder_text(url) and flaw(url)[1] is None)


def _judge(url: str) -> tuple[str, str | None, bool]:
    """What is wrong with a target, how it would be mended, and whether it was meant; ``("", None, True)`` if sound."""
    if not url.strip() or url == "#" or "://" in url:
        why = placeholder_url(url)
        if why:
            return why, None, False
    why, mended = flaw(url)
    return why, mended, True
