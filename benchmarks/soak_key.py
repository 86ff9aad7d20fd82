"""The key of a soak: what harvester has to say of every link on every night, from the script and the servers' log.

An identifier is asked every night, so that all that befalls it has to be told on that very night. A healthy page is
asked every seventh night, on a night of its own. Which one that is, nobody can know before the page was asked for the
second time, within a week after the first; from then on it is held to it. A page that is not healthy is asked every
night; of its failures each counts that comes three nights or more after the last that did, and the third kills it. So
a page that dies of a 404 is failing from the first night on which it is asked after its death, dead six nights later,
and well on the very night on which it is back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from soak_script import Row, Script, Truth

WEEK, STRIKES, NIGHTS_BETWEEN = 7, 3, 3
HEALTHY = frozenset({"ok", "moved"})
TOLD_OF = frozenset({"dead", "failing", "moved"})
"""Verdicts that are findings, too."""

PAPERS = frozenset({"doi", "arxiv"})
"""Kinds of links that have a title, which no night may take away from them."""

Findings = dict[tuple[str, str], int]
"""Rule and address to the night on which it was first seen."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a link: nights count from 1."""

    verdict: str
    since: int
    strikes: tuple[int, ...] = ()
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What harvester's files say after a night.

    Attributes:
        titled: Entries whose title some registry has given.
    """

    verdicts: Mapping[str, str]
    memories: Mapping[str, Memory]
    findings: Findings
    titled: int


@dataclass(slots=True)
class Life:
    """What has to be known of one link.

    Attributes:
        turn: On which of seven nights its page is asked while it is healthy; None as long as nobody can know.
        quiet: Nights in a row on which its page was healthy and not asked.
    """

    memory: Memory | None = None
    rules: frozenset[str] = frozenset()
    turn: int | None = None
    quiet: int = 0


@dataclass(slots=True)
class Marks:
    """How one night was: transitions that were due, told and not told, and everything else that was otherwise.

    Attributes:
        expected: Verdicts that change, and findings about papers and repositories that come or go.
        late: Links and findings of which there was still told what was true before.
        open: Links that nobody could judge.
        shaken: Those, and all that another registry than usual has vouched for.
        changed: Links, findings and rows of which something else than before has to be told.
    """

    expected: int = 0
    right: int = 0
    late: int = 0
    wrong: list[str] = field(default_factory=list)
    open: int = 0
    shaken: int = 0
    changed: int = 0


@dataclass(slots=True)
class Key:
    """What has to be told, from night to night."""

    script: Script
    lives: dict[str, Life] = field(default_factory=dict)
    findings: Findings = field(default_factory=dict)
    shown: frozenset[tuple[str, str]] = frozenset()

    def mark(self, night: int, asked: Collection[str], told: Told) -> Marks:
        """Hold one night against the key.

        Args:
            asked: Addresses whose pages were asked.
            told: What harvester's files say when the night is over.
        """
        marks = Marks()
        rows, listed = self.script.lists[night], {row.url: row for row in self.script.lists[night]}
        if set(told.verdicts) != set(listed):
            marks.wrong.append(f"{len(set(told.verdicts) ^ set(listed))} links lost or invented")
        if told.titled != (papers := sum(row.kind in PAPERS for row in rows)):
            marks.wrong.append(f"{told.titled} entries with a title, of {papers}")
        before = {url: life.memory for url, life in self.lives.items()}
        self.lives = {url: self.lives.get(url, Life()) for url in listed}
        now = {url: self._live(row, night, asked, told, marks) for url, row in listed.items()}
        self._mark_verdicts(before, now, told, marks)
        self._mark_findings(night, now, told, marks)
        marks.shaken = marks.open + sum(row.kind in self.script.trouble(night).elsewhere for row in rows)
        places = [row.url for row in self.script.lists[night - 1]] if night > 1 else []
        marks.changed += sum(places[n : n + 1] != [row.url] for n, row in enumerate(rows))
        return marks

    def _live(self, row: Row, night: int, asked: Collection[str], told: Told, marks: Marks) -> str:
        """Let a link live through a night; gives the verdict that has to be told."""
        life, trouble = self.lives[row.url], self.script.trouble(night)
        is_open = row.kind in trouble.shut or (
            row.kind in trouble.doubtful and told.verdicts.get(row.url) == "unchecked"
        )
        if is_open:
            marks.open += 1
            return "unchecked"
        if row.kind != "web" or self._is_asked(life, row.url, night, row.url in asked, marks):
            truth = self.script.truth(row, night)
            life.memory = remembered(life.memory, truth, night)
            life.rules = life.rules if row.kind in trouble.elsewhere else truth.rules
        return life.memory.verdict if life.memory else "unchecked"

    def _is_asked(self, life: Life, url: str, night: int, asked: bool, marks: Marks) -> bool:
        """Whether a page is asked, and whether it should have been."""
        if life.memory is None or life.memory.verdict not in HEALTHY:
            life.quiet, due = 0, True
        elif life.turn is not None:
            due = night % WEEK == life.turn
        else:
            life.quiet, due = life.quiet + 1, asked or life.quiet == WEEK
            life.turn = night % WEEK if asked else None
        if asked is not due:
            marks.wrong.append(f"{url}: {'not asked' if due else 'asked'} tonight")
        return due

    def _mark_verdicts(
        self, before: Mapping[str, Memory | None], now: Mapping[str, str], told: Told, marks: Marks
    ) -> None:
        for url, verdict in now.items():
            due, past = self.lives[url].memory, before.get(url)
            got, said = told.memories.get(url), told.verdicts.get(url)
            turns = due is not None and due.verdict != (past.verdict if past else "ok")
            marks.expected += turns
            marks.changed += due != past
            if (said, got) == (verdict, due):
                marks.right += turns
            elif due != past and got == past and past is not None:
                marks.late += 1
            else:
                marks.wrong.append(f"{url}: {said}, {got} in place of {verdict}, {due}")

    def _mark_findings(self, night: int, now: Mapping[str, str], told: Told, marks: Marks) -> None:
        due: Findings = {}
        for url, verdict in now.items():
            rules = self.lives[url].rules
            if verdict == "unchecked":
                # what its registry has said of a paper stands, a repository is not spoken of
                rules -= {"archived"}
            for rule in rules | ({verdict} & TOLD_OF):
                due[rule, url] = self.findings.get((rule, url), night)
        own = frozenset(key for key in due if key[0] not in TOLD_OF)
        turned = {key for key in own ^ self.shown if now.get(key[1], "unchecked") != "unchecked"}
        marks.expected += len(turned)
        marks.changed += len(due.keys() ^ self.findings.keys())
        for key in due.keys() | told.findings.keys() | turned:
            if told.findings.get(key) == due.get(key):
                marks.right += key in turned
            elif key in turned and (key in told.findings) is (key in self.shown):
                marks.late += 1
            else:
                marks.wrong.append(f"{key[0]} of {key[1]}: {told.findings.get(key)} in place of {due.get(key)}")
        unjudged = {url for url, verdict in now.items() if verdict == "unchecked"}
        kept = {key: first for key, first in self.findings.items() if key not in due and key[1] in unjudged}
        self.shown = own | {key for key in kept if key[0] not in TOLD_OF}
        self.findings = due | kept


def remembered(past: Memory | None, truth: Truth, night: int) -> Memory:
    """The memory of a link after it was asked."""
    verdict, strikes = truth.says, tuple[int, ...]()
    if verdict == "failing":
        strikes = past.strikes if past else ()
        if not strikes or night - strikes[-1] >= NIGHTS_BETWEEN:
            strikes = (*strikes, night)[:STRIKES]
        verdict = "dead" if len(strikes) == STRIKES or (past and past.verdict == "dead") else "failing"
    made = Memory(verdict, night, strikes, truth.moved_to)
    return replace(made, since=past.since) if past and past.verdict == verdict else made
