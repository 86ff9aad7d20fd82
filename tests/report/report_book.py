"""A small factory of runs: add papers, templates and findings, then put books into a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from harvester.model import (
    Author,
    Catalogue,
    Changes,
    Enriched,
    Entry,
    Finding,
    Judged,
    Link,
    Placeholder,
    Role,
    Run,
    Severity,
    Skipped,
    Span,
    Suggestion,
    Tally,
    Target,
    TargetKind,
    Verdict,
)

TODAY = date(2026, 11, 23)
NOWHERE = Span(0, 0)
TEMPLATE_CAUSE = "template rows still hold example.com and github.com/example"


def link(url: str, *, role: Role = Role.PAPER, label: str = "Paper", line: int = 1, column: int = 1) -> Link:
    return Link(url=url, role=role, label=label, line=line, column=column, span=NOWHERE, outer=NOWHERE)


def target(url: str) -> Target:
    for prefix, kind in (
        ("https://doi.org/", TargetKind.DOI),
        ("https://arxiv.org/abs/", TargetKind.ARXIV),
        ("https://openreview.net/", TargetKind.OPENREVIEW),
        ("https://github.com/", TargetKind.GITHUB),
    ):
        if url.startswith(prefix) and url != "https://github.com/example":
            return Target(kind, url.removeprefix(prefix))
    if url.endswith(("example.com", "/example")):
        return Target(TargetKind.PLACEHOLDER, url)
    return Target(TargetKind.WEB if url.startswith("http") else TargetKind.MALFORMED, url)


@dataclass
class Book:
    """A catalogue in the making: add rows from the top, then ask for the run."""

    name: str = "medical"
    title: str = "Generative Models for Medical Data Synthesis"
    line: int = 100
    entries: list[Enriched] = field(default_factory=list)
    links: list[Judged] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    placeholders: list[Placeholder] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"data/raw/{self.name}.md"

    def paper(
        self,
        section: str,
        links: list[tuple[str, Verdict, str]],
        *,
        title: str = "",
        authors: tuple[str, ...] = (),
        venue: str = "",
        date_: str = "",
        fields: tuple[tuple[str, str], ...] = (),
        written: str | None = None,
    ) -> str:
        self.line += 1
        entry_id = target(links[0][0]).key if links else f"line:{self.line}"
        path = (self.title, section)
        entry = Entry(
            line=self.line,
            end_line=self.line,
            section=path,
            title=written,
            authors=None,
            date=None,
            venue=None,
            links=(),
            malformed=(),
            fields=fields,
            span=NOWHERE,
        )
        self.entries.append(
            Enriched(
                id=entry_id,
                entry=entry,
                title=title,
                authors=tuple(Author(given=name.split()[0], family=name.split()[-1]) for name in authors),
                venue=venue,
                date=date_,
                flags=() if title else ("no-metadata",),
                provenance={"title": "crossref"} if title else {},
            )
        )
        for number, (url, verdict, evidence) in enumerate(links):
            role, label = (Role.PAPER, "Paper") if number == 0 else (Role.CODE, "Code")
            self.judge(url, verdict, evidence, path, entry_id, role=role, label=label, column=30 + 60 * number)
        return entry_id

    def template(self, section: str) -> None:
        self.line += 1
        path = (self.title, section)
        self.placeholders.append(
            Placeholder(
                line=self.line,
                text="Lesion | GAN",
                why="template row never filled in",
                section=path,
                whole_row=True,
            )
        )
        for column, url, role, label in (
            (30, "https://example.com", Role.PAPER, "Paper"),
            (70, "https://github.com/example", Role.CODE, "Code"),
        ):
            self.judge(url, Verdict.PLACEHOLDER, "reserved name", path, "", role=role, label=label, column=column)
            self.find(
                "placeholder",
                TEMPLATE_CAUSE,
                evidence="a reserved name",
                advice="Fill the row in or take it out.",
            )

    def judge(
        self,
        url: str,
        verdict: Verdict,
        evidence: str,
        path: tuple[str, ...],
        entry_id: str,
        *,
        role: Role,
        label: str,
        column: int,
    ) -> None:
        self.links.append(
            Judged(
                catalogue=self.path,
                section=path,
                entry_id=entry_id,
                link=link(url, role=role, label=label, line=self.line, column=column),
                target=target(url),
                verdict=verdict,
                evidence=evidence,
                vouched_by="Crossref" if verdict is Verdict.OK else "",
                template=not entry_id,
            )
        )

    def find(
        self,
        rule: str,
        cause: str,
        *,
        evidence: str = "",
        advice: str = "",
        severity: Severity = Severity.FIX,
        suggestion: Suggestion | None = None,
        first_seen: date = TODAY,
    ) -> Finding:
        """Add a finding about the link that was added last."""
        judged = self.links[-1]
        finding = Finding(
            rule=rule,
            severity=severity,
            cause=cause,
            catalogue=self.path,
            line=judged.link.line,
            column=judged.link.column,
            section=judged.section,
            entry_id=judged.entry_id,
            label=judged.link.label,
            what=judged.link.url,
            evidence=evidence,
            advice=advice,
            suggestion=suggestion,
            first_seen=first_seen,
        )
        alike = sum(replace(other, nth=1).id == finding.id for other in self.findings)
        self.findings.append(replace(finding, nth=alike + 1))
        return self.findings[-1]

    def catalogue(self) -> Catalogue:
        return Catalogue(
            name=self.name,
            path=self.path,
            title=self.title,
            text="",
            entries=tuple(paper.entry for paper in self.entries),
            placeholders=tuple(self.placeholders),
            skipped=tuple(self.skipped),
        )


def run_of(
    *books: Book,
    new: tuple[str, ...] | None = None,
    repaired: tuple[str, ...] = (),
    world: str = "live",
    tallies: dict[str, Tally] | None = None,
    ill: tuple[str, ...] = (),
    offline: bool = False,
) -> Run:
    """Put books into one run; every finding is new unless ``new`` says which are."""
    findings = tuple(finding for book in books for finding in book.findings)
    return Run(
        world=world,
        version="0.1.0",
        date=TODAY,
        offline=offline,
        catalogues=tuple(book.catalogue() for book in books),
        entries={book.path: tuple(book.entries) for book in books},
        links=tuple(judged for book in books for judged in book.links),
        findings=findings,
        tallies=tallies or {},
        changes=Changes(
            new=tuple(finding.id for finding in findings) if new is None else new,
            repaired=repaired,
        ),
        ill=ill,
    )
