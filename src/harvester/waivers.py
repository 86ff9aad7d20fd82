"""What a person has said may stay: waivers beside the text or in ``harvester.yaml``.

In the text, a comment on the finding's own line, or on a line of its own before it::

    <!-- harvester: ok dead until=2027-03-01 reason="the author promised a new home" -->

(in YAML and CSV after ``#``, in BibTeX after ``%``). A waiver that has run out, waives nothing or cannot be read is a
note of its own, so that none outlives its reason unseen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from harvester.model import Finding, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from harvester import config
    from harvester.model import Catalogue, Judged

T = TypeVar("T")

RULE = "waiver"
"""The id of the notes about waivers themselves."""

_COMMENT = re.compile(
    r"(?:<!--|#|%|//)[ \t]*harvester:[ \t]*+(?P<said>(?:[ \t]+(?![ \t]|-->|$)|(?!-->)[^\n \t])*+)[ \t]*(?:-->|$)",
    re.MULTILINE,
)
_SAID = re.compile(
    r"ok[ \t]+(?P<rules>[a-z-]+(?:[ \t]*,[ \t]*[a-z-]+)*)"
    r"(?:[ \t]+until=(?P<until>\d{4}-\d{2}-\d{2}))?"
    r'(?:[ \t]+reason="(?P<reason>[^"]*)")?',
    re.ASCII,
)


# Markdown shows these letter by letter: a waiver in them is an example of one.
_SHOWN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}(?P=fence)|\Z)|`[^`\n]+`", re.MULTILINE | re.DOTALL
)
_MARKDOWN = (".md", ".markdown")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiver:
    """A waiver from either place. Empty means any; ``line`` 0 stands for the configuration.

    Attributes:
        reach: Lines after its own that it speaks of: 1 for a comment that has its line to itself.
    """

    rules: frozenset[str] = frozenset()
    link: str = ""
    section: str = ""
    catalogue: str = ""
    line: int = 0
    reach: int = 0
    until: date | None = None
    reason: str
    trouble: str = ""

    def fits(self, finding: Finding) -> bool:
        return (
            (not self.rules or finding.rule in self.rules)
            and (not self.link or fnmatchcase(finding.what, self.link))
            and (not self.section or self.section in finding.section)
            and self._speaks_of(finding.catalogue, finding.line)
        )

    def might_fit(self, judged: Judged) -> bool:
        """Whether a link that was not judged in this run could be what this waiver is there for."""
        return (
            (not self.link or fnmatchcase(judged.link.url, self.link))
            and (not self.section or self.section in judged.section)
            and self._speaks_of(judged.catalogue, judged.link.line)
        )

    def _speaks_of(self, catalogue: str, line: int) -> bool:
        return not self.line or (catalogue, line) in self.places

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Catalogue and line of all that it speaks of, for one that stands in a text."""
        return tuple((self.catalogue, self.line + after) for after in range(self.reach + 1))


def waive(
    findings: Sequence[Finding],
    catalogues: Sequence[Catalogue],
    configured: Iterable[config.Waiver],
    judged: Sequence[Judged],
    *,
    rules: frozenset[str],
    today: date,
) -> list[Finding]:
    """Mark the findings that may stay, and add a note for every waiver that does no work.

    Args:
        configured: Waivers of ``harvester.yaml``.
        judged: All links; a waiver of one that this run left unjudged is not called unused.
        rules: All ids that a waiver may name.
        today: Day of the run, UTC.
    """
    waivers = [*_from_config(configured, rules), *(w for catalogue in catalogues for w in _from_text(catalogue, rules))]
    live = [waiver for waiver in waivers if not waiver.trouble and (waiver.until is None or today <= waiver.until)]
    # a list may hold as many waivers as lines: each is held against its own lines alone
    everywhere = [waiver for waiver in live if not waiver.line]
    nearby: dict[tuple[str, int], list[_Waiver]] = {}
    for one in live:
        for place in one.places if one.line else ():
            nearby.setdefault(place, []).append(one)
    used = set()
    marked = []
    for finding in findings:
        near = nearby.get((finding.catalogue, finding.line), ())
        waiver = next((waiver for waiver in (*everywhere, *near) if waiver.fits(finding)), None)
        if waiver is not None:
            used.add(waiver)
        marked.append(replace(finding, waived=waiver.reason) if waiver else finding)
    unjudged = [item for item in judged if item.verdict is Verdict.UNCHECKED]
    home = catalogues[0].path if catalogues else ""
    found_at = _by_place(findings, lambda item: (item.catalogue, item.line))
    unjudged_at = _by_place(unjudged, lambda item: (item.catalogue, item.link.line))
    alive = set(live)
    notes = (
        _note(
            waiver,
            home,
            [item for place in waiver.places for item in found_at.get(place, ())] if waiver.line else findings,
            [item for place in waiver.places for item in unjudged_at.get(place, ())] if waiver.line else unjudged,
            used=waiver in used,
            live=waiver in alive,
        )
        for waiver in waivers
    )
    return [*marked, *(note for note in notes if note)]


def _by_place(items: Iterable[T], place: Callable[[T], tuple[str, int]]) -> dict[tuple[str, int], list[T]]:
    found: dict[tuple[str, int], list[T]] = {}
    for item in items:
        found.setdefault(place(item), []).append(item)
    return found


def _note(
    waiver: _Waiver, home: str, findings: Sequence[Finding], unjudged: Sequence[Judged], *, used: bool, live: bool
) -> Finding | None:
    if waiver.trouble:
        evidence = waiver.trouble
    elif not live:
        still = (
            "what it waives is still there" if any(waiver.fits(finding) for finding in findings) else "nothing is left"
        )
        evidence = f"expired on {waiver.until}; {still}"
    elif used or any(waiver.might_fit(item) for item in unjudged):
        return None
    else:
        evidence = "there is nothing that it waives"
    what = ", ".join(sorted(waiver.rules)) or waiver.link or waiver.section
    return Finding(
        rule=RULE,
        severity=Severity.NOTE,
        cause=evidence,
        catalogue=waiver.catalogue or home,
        line=max(waiver.line, 1),
        column=1,
        section=(),
        entry_id="",
        label="waiver" if waiver.line else "waiver in harvester.yaml",
        what=what,
        evidence=evidence,
        advice="Mend the waiver, or remove it.",
    )


def _from_config(configured: Iterable[config.Waiver], rules: frozenset[str]) -> Iterator[_Waiver]:
    for item in configured:
        named = frozenset({item.rule} - {""})
        yield _Waiver(
            rules=named,
            link=item.link,
            section=item.section,
            until=item.until,
            reason=item.reason,
            trouble=_unknown(named, rules),
        )


def _from_text(catalogue: Catalogue, rules: frozenset[str]) -> Iterator[_Waiver]:
    shown = _SHOWN.finditer(catalogue.text) if catalogue.path.lower().endswith(_MARKDOWN) else ()
    examples = [match.span() for match in shown]
    line, counted = 1, 0
    for match in _COMMENT.finditer(catalogue.text):
        before = bisect_right(examples, (match.start(), len(catalogue.text)))
        if before and match.start() < examples[before - 1][1]:
            continue
        line += catalogue.text.count("\n", counted, match.start())
        counted = match.start()
        place = partial(_Waiver, catalogue=catalogue.path, line=line, reach=int(_is_alone(catalogue.text, match)))
        said = _SAID.fullmatch(match["said"])
        if said is None:
            trouble = 'cannot be read; write: harvester: ok RULE until=YYYY-MM-DD reason="why"'
            yield place(reason="", trouble=trouble)
            continue
        named = frozenset(name.strip(" \t") for name in said["rules"].split(","))
        try:
            until = date.fromisoformat(said["until"]) if said["until"] else None
        except ValueError:
            yield place(rules=named, reason="", trouble=f"no such day: {said['until']}")
            continue
        yield place(
            rules=named,
            until=until,
            reason=said["reason"] or "waived in the text",
            trouble=_unknown(named, rules),
        )


def _is_alone(text: str, comment: re.Match[str]) -> bool:
    before = text[text.rfind("\n", 0, comment.start()) + 1 : comment.start()]
    after = text[comment.end() :].partition("\n")[0]
    return not before.strip() and not after.strip()


def _unknown(named: frozenset[str], rules: frozenset[str]) -> str:
    strange = sorted(named - rules)
    return f"no rule is called {', '.join(strange)}" if strange else ""
