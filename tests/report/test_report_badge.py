"""``badge.json``."""

from __future__ import annotations

import json

import pytest

from harvester.report import badge
from report.report_runs import RUNS


@pytest.mark.parametrize(
    ("name", "label", "message", "color"),
    [
        ("empty", "links", "no links", "lightgrey"),
        ("quiet", "links", "2 of 2 healthy", "brightgreen"),
        ("second_night", "links", "95 of 116 healthy", "orange"),
        ("ill", "links", "2 of 10 healthy, incomplete", "lightgrey"),
        ("offline", "links", "0 of 3 healthy, offline", "lightgrey"),
        ("demo", "links (demonstration)", "95 of 115 healthy", "lightgrey"),
    ],
)
def test_badge(name: str, label: str, message: str, color: str) -> None:
    text = badge.render(RUNS[name]())
    assert text.endswith("}\n")
    assert json.loads(text) == {"schemaVersion": 1, "label": label, "message": message, "color": color}
