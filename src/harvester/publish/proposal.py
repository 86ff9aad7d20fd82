"""What the pull request proposes: repairs of the catalogues, proven once more, and metadata that is new."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from harvester import repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.config import Waiver
    from harvester.enrich import Known
    from harvester.history import Memory
    from harvester.model import Catalogue, Enriched, Finding, Run
    from harvester.repair import Edit

CARRIED = "proposed by an earlier run; not looked at in the last one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One repair, as the pull request shows it; ``finding`` is None for one that an earlier run proposed."""

    catalogue: str
    edit: Edit
    finding: Finding | None = None

    @property
    def since(self) -> date | None:
        """The day on which its finding was first seen."""
        return self.finding.first_seen if self.finding else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs:
    """The repairs of one night.

    Attributes:
        rows: Those that are proposed, in source order.
        waiting: Those that the limit leaves to the next pull request.
        texts: Path of each catalogue that they change, to its mended text.
    """

    rows: tuple[Row, ...] = ()
    waiting: tuple[Row, ...] = ()
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that one pull request holds.

    Attributes:
        filled: Papers whose metadata differ from what the default branch has.
        waivers: What people ticked, as it is written into ``harvester.yaml``.
        unwritten: What they ticked and no place in ``harvester.yaml`` could be found for.
        key: The same for the same content; what a night says of links alone does not count.
    """

    repairs: Repairs
    filled: tuple[Enriched, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    unwritten: tuple[Waiver, ...] = ()
    key: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it that a person need look at."""
        return not (self.repairs.rows or self.filled or self.waivers)


def repairs(
    run: Run,
    memory: Memory,
    catalogues: Sequence[Catalogue],
    proposed: Mapping[str, Catalogue],
    *,
    limit: int,
    fields: Mapping[str, str | tuple[str, ...]] | None,
) -> Repairs:
    """The certain repairs of these catalogues, oldest findings first as far as the limit goes.

    They are made of the findings and proven by reading the result again, not of a patch that came with them. What an
    earlier run proposed stays proposed as long as its link could not be looked at.

    Args:
        catalogues: As the default branch has them.
        proposed: As the rolling branch has them, where it is ours; by path.
        limit: Repairs in one pull request.

    Raises:
        RepairError: A repair would change more than it says.
    """
    because = {(item.catalogue, item.line, item.rule): item for item in reversed(run.findings)}
    told = {finding.id for finding in run.findings}
    unjudged = {item.what for key, item in memory.findings.items() if key not in told}
    rows = []
    for one in catalogues:
        tonight = repair.edits(run.findings, one)
        earlier = _edits_between(one, proposed[one.path]) if one.path in proposed else ()
        kept = [edit for edit in earlier if edit.old in unjudged and not any(_meet(edit, other) for other in tonight)]
        rows += [
            Row(catalogue=one.path, edit=edit, finding=because.get((one.path, edit.line, edit.rule)))
            for edit in repair.provable(one, sorted((*tonight, *kept)), fields)
        ]
    oldest = sorted(rows, key=lambda row: row.since or date.min)[:limit]
    chosen = [row for row in rows if row in oldest]
    texts = {}
    for one in catalogues:
        if edits := [row.edit for row in chosen if row.catalogue == one.path]:
            texts[one.path] = repair.mend(one, edits, fields)
    return Repairs(rows=tuple(chosen), waiting=tuple(row for row in rows if row not in oldest), texts=texts)


def _meet(one: Edit, other: Edit) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def _edits_between(before: Catalogue, after: Catalogue) -> Iterable[Edit]:
    """The edits that lead from one text to the other, where they are edits of destinations and nothing else."""
    old, new = repair.all_links(before), repair.all_links(after)
    if len(old) != len(new):
        return []
    return [
        repair.Edit(one.span, one.url, other.url, one.line, "", CARRIED)
        for one, other in zip(old, new, strict=True)
        if one.url != other.url
    ]


def filled(run: Run, now: Memory, before: Memory) -> tuple[Enriched, ...]:
    """The papers of which more or something else is known now than the default branch has."""
    return tuple(
        paper
        for path, papers in run.entries.items()
        for paper in papers
        if _of(now, path, paper.id) != _of(before, path, paper.id)
    )


def _of(memory: Memory, path: str, entry: str) -> Known | None:
    return memory.known.get(path, {}).get(entry)


def sealed(proposal: Proposal, now: Memory) -> Proposal:
    """The proposal with its key."""
    content = {
        "repairs": [(row.catalogue, row.edit.old, row.edit.new) for row in proposal.repairs.rows],
        "filled": [
            (path, paper.id, repr(known[paper.id]))
            for path, known in sorted(now.known.items())
            for paper in proposal.filled
            if paper.id in known
        ],
        "waivers": [(one.rule, one.link) for one in proposal.waivers],
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8", "replace")).hexdigest()
    return replace(proposal, key=digest[:16])
