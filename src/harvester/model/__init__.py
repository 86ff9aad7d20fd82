"""Every value that crosses a stage boundary, and the closed vocabularies.

The stages exchange frozen values only; one file for the values of each stage.
"""

from __future__ import annotations

from harvester.model.answer import (
    SOURCES,
    Absent,
    Answer,
    Author,
    Found,
    Harvest,
    Mention,
    Record,
    Sighting,
    Tally,
    Unavailable,
    Update,
)
from harvester.model.catalogue import Catalogue, Entry, Link, Placeholder, Role, Skipped, Span
from harvester.model.fact import Fact, Flag
from harvester.model.run import Changes, Enriched, Past, Run
from harvester.model.target import LASTING, PAPERS, ArxivId, Cited, Doi, RepoName, Target, TargetKind
from harvester.model.verdict import Certainty, Finding, Judged, Severity, Suggestion, Verdict

__all__ = [
    "LASTING",
    "PAPERS",
    "SOURCES",
    "Absent",
    "Answer",
    "ArxivId",
    "Author",
    "Catalogue",
    "Certainty",
    "Changes",
    "Cited",
    "Doi",
    "Enriched",
    "Entry",
    "Fact",
    "Finding",
    "Flag",
    "Found",
    "Harvest",
    "Judged",
    "Link",
    "Mention",
    "Past",
    "Placeholder",
    "Record",
    "RepoName",
    "Role",
    "Run",
    "Severity",
    "Sighting",
    "Skipped",
    "Span",
    "Suggestion",
    "Tally",
    "Target",
    "TargetKind",
    "Unavailable",
    "Update",
    "Verdict",
]
