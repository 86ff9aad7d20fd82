"""``badge.json``: the state of the links as an endpoint for shields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from harvester.model import Severity
from harvester.report import view

if TYPE_CHECKING:
    from harvester.model import Run
    from harvester.report.parts import Counts
    from harvester.report.view import View


def render(run: Run, seen: View | None = None) -> str:
    """Give ``badge.json``: healthy links of all, green only where every link was judged and is healthy.

    The fields are those of https://shields.io/badges/endpoint-badge.

    Args:
        seen: The view of the run, where it is at hand.
    """
    counts = (seen or view.build(run)).counts
    message = f"{counts.healthy} of {counts.links} healthy" if counts.links else "no links"
    if run.ill:
        message += ", incomplete"
    if run.offline:
        message += ", offline"
    badge = {
        "schemaVersion": 1,
        "label": "links" if run.world == "live" else "links (demonstration)",
        "message": message,
        "color": _colour(run, counts),
    }
    return json.dumps(badge, indent=2, ensure_ascii=True) + "\n"


def _colour(run: Run, counts: Counts) -> str:
    if run.world != "live" or run.offline or run.ill or not counts.links:
        return "lightgrey"
    if any(finding.severity is Severity.FIX for finding in run.findings):
        return "orange"
    return "brightgreen" if counts.healthy == counts.links else "yellow"
