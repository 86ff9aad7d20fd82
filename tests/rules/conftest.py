"""What tests of rules about whole lists build on: a list as people write it, and what the registries say of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from harvester import enrich, judge, legend, read, rules
from harvester.citations import cite
from harvester.history import Memory
from harvester.model import Found, Sighting
from harvester.rules.rule import LEARNT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.model import Answer, Finding, Record
    from harvester.rules.rule import Conventions


@pytest.fixture
def found() -> Callable[..., list[Finding]]:
    """Findings of one rule about a list; registries know the records that are given, by the key of their target."""

    def find(
        rule: str,
        text: str,
        records: Mapping[str, Record] | None = None,
        path: str = "list.md",
        conventions: Conventions = LEARNT,
    ) -> list[Finding]:
        catalogue = read.parse(text.encode(), path=path)
        catalogue = replace(catalogue, legend=legend.learn(catalogue))
        citations = cite(catalogue)
        answers: dict[str, Answer[Sighting]] = {
            key: Found(Sighting(vouched_by="a registry", evidence="found", record=record))
            for key, record in (records or {}).items()
        }
        entries = enrich.enrich(catalogue, citations.ids, citations.cited, answers, {})
        judged = judge.judge(citations.cited, answers, Memory(), today=date(2026, 11, 23))
        return [one for one in rules.find(judged, {path: entries}, [catalogue], conventions) if one.rule == rule]

    return find
