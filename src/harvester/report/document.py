"""``report.json``: a run as a document, and back again."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from itertools import chain, starmap
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from harvester.errors import StateError
from harvester.linewise import array, dumped
from harvester.report import restore, trend, view, wording
from harvester.report.shape import SCHEMA, Document, EntryPart, FindingPart, LinkPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from harvester.model import Catalogue, Enriched, Finding, Judged, Run
    from harvester.report.shape import Part
    from harvester.report.view import View

__all__ = ["SCHEMA", "load", "pieces", "refuse_later", "schema", "text", "without_rows"]

_HINT = "Run `harvester refresh` to write it anew."
_ROWS = ("links", "findings", "entries")
_PAGE = 1 << 13  # characters that are read at a time


def schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of the document."""
    generated = Document.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **generated}


def text(run: Run, seen: View | None = None) -> str:
    """Give the document of a run: the same run gives the same text, in the same order.

    Each link, finding and entry has a line of its own, so that a diff can be read.

    Args:
        seen: The view of the run, where it is at hand.
    """
    return "".join(pieces(run, seen))


def pieces(run: Run, seen: View | None = None) -> Iterator[str]:
    """Give the same piece by piece."""
    head = Document.model_validate(
        {
            "schema": SCHEMA,
            "run": _run(run, seen or view.build(run)),
            "upstreams": {
                name: {
                    "asked": tally.asked,
                    "answered": tally.answered,
                    "unavailable": dict(sorted(tally.unavailable.items())),
                    "requests": tally.requests,
                    "within": wording.within(tally),
                }
                for name, tally in sorted(run.tallies.items())
            },
            **dict.fromkeys(_ROWS, ()),
        }
    )
    said = json.dumps(head.model_dump(mode="json", by_alias=True, exclude=set(_ROWS)), ensure_ascii=False, indent=1)
    yield said.removesuffix("\n}") + ",\n"
    yield from _rows(run)


def _rows(run: Run) -> Iterator[str]:
    """The second half of a document: what it tells of links, findings and papers."""
    papers = ((one.path, paper) for one in run.catalogues for paper in run.entries.get(one.path, ()))
    tables = (
        _lines(LinkPart, map(_link, run.links)),
        _lines(FindingPart, map(_finding, run.findings)),
        _lines(EntryPart, starmap(_entry, papers)),
    )
    for name, lines in zip(_ROWS, tables, strict=True):
        yield f" {dumped(name)}: "
        yield from array(lines, indent=1)
        yield "\n}\n" if name == _ROWS[-1] else ",\n"


def _lines(shape: type[Part], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (shape.model_validate(row).model_dump_json(by_alias=True) for row in rows)


def without_rows(document: TextIO, run: Run) -> Run | None:
    """Read the run that a document tells of, without its rows, if these are the rows of ``run`` too; None if not.

    The document is read line by line, and never held as a whole.

    Raises:
        StateError: It is damaged, another program's, or of a newer harvester.
    """
    head, first = [], f" {dumped(_ROWS[0])}: ["
    for line in iter(document.readline, ""):
        if line.startswith(first):
            break
        head.append(line)
    else:
        return None
    written = chain([line], iter(lambda: document.read(_PAGE), ""))
    if not _same(written, _rows(run)):
        return None
    none = ",\n".join(f" {dumped(name)}: []" for name in _ROWS)
    return load(f"{''.join(head)}{none}\n}}\n")


def _same(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two texts are the same, however each is cut into pieces."""
    rest = ""
    texts = iter(some)
    for other in others:
        while len(rest) < len(other):
            more = next(texts, "")
            if not more:
                return False
            rest += more
        if not rest.startswith(other):
            return False
        rest = rest[len(other) :]
    return not rest and not next(texts, "")


def load(text: str) -> Run:
    """Read a document back into the run that it was made of, as far as reports show it.

    Raises:
        StateError: The text is damaged, another program's, or of a newer harvester.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StateError(f"report.json is damaged: {error}", hint=_HINT) from error
    _check_schema(found)
    try:
        document = Document.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "as a whole"
        raise StateError(f"report.json is damaged: {place}: {first['msg']}", hint=_HINT) from error
    return restore.run_of(document)


def refuse_later(text: str) -> None:
    """Look at the beginning of a document alone, before a run would write over it.

    Raises:
        StateError: It names another version of its schema.
    """
    if named := re.match(r'\s*\{\s*"schema"\s*:\s*"([^"]*)"', text):
        _refuse_another_version(named[1])


def _check_schema(found: Any) -> None:
    name = found.get("schema") if isinstance(found, dict) else None
    if name == SCHEMA:
        return
    _refuse_another_version(str(name))
    raise StateError(f'report.json is no report of harvester: "schema" is not {SCHEMA}', hint=_HINT)


def _refuse_another_version(name: str) -> None:
    family, _, version = name.partition("@")
    if name != SCHEMA and family == SCHEMA.partition("@")[0] and version.isdecimal():
        raise StateError(
            f"report.json has the schema {name}; this harvester reads {SCHEMA}",
            hint="Use the harvester that wrote it, or a newer one.",
        )


def _run(run: Run, seen: View) -> dict[str, Any]:
    counts = asdict(seen.counts)
    counts["verdicts"] = {verdict.word: number for verdict, number in counts["verdicts"]}
    return {
        "world": run.world,
        "version": run.version,
        "date": run.date,
        "offline": run.offline,
        "ill": run.ill,
        "catalogues": [_catalogue(catalogue) for catalogue in run.catalogues],
        "counts": counts,
        "changes": {"new": run.changes.new, "repaired": run.changes.repaired},
        "history": [asdict(past) for past in run.history[-trend.SHOWN :]],
    }


def _catalogue(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "name": catalogue.name,
        "path": catalogue.path,
        "title": catalogue.title,
        "legend": dict(catalogue.legend),
        "placeholders": [
            {
                "line": one.line,
                "section": one.section,
                "text": one.text,
                "why": one.why,
                "whole_row": one.whole_row,
            }
            for one in catalogue.placeholders
        ],
        "skipped": [
            {"line": one.line, "column": one.column, "url": one.url, "why": one.why} for one in catalogue.skipped
        ],
    }


def _link(judged: Judged) -> dict[str, Any]:
    return {
        "url": judged.link.url,
        "catalogue": judged.catalogue,
        "line": judged.link.line,
        "column": judged.link.column,
        "role": judged.link.role,
        "label": judged.link.label,
        "section": judged.section,
        "entry": judged.entry_id,
        "template": judged.template,
        "target": {"kind": judged.target.kind, "value": judged.target.value},
        "verdict": judged.verdict,
        "final_url": judged.final_url,
        "vouched_by": judged.vouched_by,
        "evidence": judged.evidence,
        "since": judged.since,
        "strikes": judged.strikes,
        "instead": judged.instead,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "cause": finding.cause,
        "catalogue": finding.catalogue,
        "line": finding.line,
        "column": finding.column,
        "section": finding.section,
        "entry": finding.entry_id,
        "label": finding.label,
        "what": finding.what,
        "evidence": finding.evidence,
        "advice": finding.advice,
        "suggestion": asdict(finding.suggestion) if finding.suggestion else None,
        "first_seen": finding.first_seen,
        "nth": finding.nth,
        "waived": finding.waived,
    }


def _entry(catalogue: str, paper: Enriched) -> dict[str, Any]:
    entry = paper.entry
    return {
        "id": paper.id,
        "catalogue": catalogue,
        "line": entry.line,
        "end_line": entry.end_line,
        "section": entry.section,
        "title": paper.title,
        "authors": [{"family": a.family, "given": a.given, "literal": a.literal} for a in paper.authors],
        "venue": paper.venue,
        "publisher": paper.publisher,
        "year": paper.year,
        "date": paper.date,
        "type": paper.type,
        "volume": paper.volume,
        "issue": paper.issue,
        "pages": paper.pages,
        "identifiers": dict(sorted(paper.identifiers.items())),
        "provenance": dict(sorted(paper.provenance.items())),
        "claims": dict(sorted(paper.claims.items())),
        "facts": [asdict(fact) for fact in paper.facts],
        "flags": paper.flags,
        "written": {"title": entry.title, "authors": entry.authors, "date": entry.date, "venue": entry.venue},
        "fields": entry.fields,
    }
