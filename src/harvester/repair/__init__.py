"""Findings and metadata become edits of a catalogue, proven to change nothing else.

An edit is data: a span and its new text. Edits are checked for overlap and applied from the right, so that no offset
moves; then the result is read again, and where anything but what they mean reads differently, nothing is written.
"""

from __future__ import annotations

from harvester.repair.columns import columns
from harvester.repair.edits import COLUMNS, TITLES, Edit, RepairError, all_links, apply, destination, edits
from harvester.repair.patch import diff, patch
from harvester.repair.placeholders import emptied
from harvester.repair.proof import mend, provable
from harvester.repair.titles import titles
from harvester.repair.works import Work, works

__all__ = [
    "COLUMNS",
    "TITLES",
    "Edit",
    "RepairError",
    "Work",
    "all_links",
    "apply",
    "columns",
    "destination",
    "diff",
    "edits",
    "emptied",
    "mend",
    "patch",
    "provable",
    "titles",
    "works",
]
