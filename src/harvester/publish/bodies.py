"""The words of the pull request, of the tracking issue and of its comments, in GitHub's Markdown.

Every text of a stranger goes through ``report.escape``; nothing here depends on the hour, so that two nights alike say
the same to the letter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester.config import FILE_NAME
from harvester.publish.waiving import DAYS
from harvester.report import documentation, escape, markdown, view, wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from harvester.config import Waiver
    from harvester.model import Finding, Run
    from harvester.publish.matters import Matter
    from harvester.publish.proposal import Proposal, Row

ISSUE_TITLE = "Links and papers that need a decision"
HANDS_OFF = "<!-- harvester:hands-off -->"
NOTHING_LEFT = "Nothing is left to propose: what stood here has been done, or is no longer so.\n"
DUPLICATE = "Opened by two runs at the same time; the other issue stays.\n"

_PROPOSAL = re.compile(r"\s*<!-- harvester:proposal ([0-9a-f]{16}) -->")
_TRACKING = re.compile(r"\s*<!-- harvester:tracking((?: [0-9a-f]{10})*)( and more)? -->")
_DEAD = re.compile(r"\s*<!-- harvester:dead (\d{4}-\d\d-\d\d)((?: [0-9a-f]{10})+) -->")
_RUN = re.compile(r"\n\[The run that wrote this\]\(<[^>\n]*>\)\n*\Z")

_SHOWN = 200
"""Characters of a foreign text in a body."""

_TABLE = 24_000
"""Bytes for the table of repairs, so that the report below it keeps more than half of the body."""

_LISTED = 2_000
"""Keys in the marker of the issue: 22,000 of its characters. With more, nothing counts as new, and nobody is told."""

_PAPERS = 10
"""Papers, waivers and newly dead links that are named one by one; the diff and the issue have them all."""

_HOW = (
    "Merge it, or close it to decline: what was declined is not proposed again. A commit of yours on its branch "
    "makes harvester leave the branch alone. Workflows may not have run on it: GitHub starts none for what a "
    "workflow's own token opens. Each repair was read back and changes nothing but the destination of its link."
)
_WHAT_TO_DO = (
    f"Mend the list, or tick a box to let a finding stay for {DAYS} days: the next run proposes the waiver in its "
    "pull request. This issue closes by itself."
)


def proposal_key(body: str) -> str:
    """The key of what a pull request proposed, or an empty string."""
    found = _PROPOSAL.match(body)
    return found[1] if found else ""


def is_tracking(body: str) -> bool:
    """Whether a body has the marker of the tracking issue, which anybody can paste."""
    return _TRACKING.match(body) is not None


def untold(body: str, keys: Iterable[str]) -> frozenset[str]:
    """Those of these keys that a tracking issue does not speak of; none where it speaks of more than it can name."""
    found = _TRACKING.match(body)
    if found is None:
        return frozenset(keys)
    return frozenset() if found[2] else frozenset(keys) - set(found[1].split())


def announced(comments: Iterable[str], day: date) -> frozenset[str]:
    """The keys of dead links that these comments told of on the day of a run: one that dies again is told of again."""
    told = (found for body in comments if (found := _DEAD.match(body)) and found[1] == day.isoformat())
    return frozenset(key for found in told for key in found[2].split())


def same(one: str, other: str) -> bool:
    """Whether two bodies say the same: line ends and the run's address do not count."""
    return _plain(one) == _plain(other)


def _plain(body: str) -> str:
    return _RUN.sub("", body.replace("\r\n", "\n")).rstrip()


def title(proposal: Proposal) -> str:
    """The title of the pull request."""
    parts = []
    if proposal.repairs.rows:
        parts.append(f"repair {wording.count(len(proposal.repairs.rows), 'link')}")
    if proposal.filled:
        parts.append(f"fill in {wording.count(len(proposal.filled), 'paper')}")
    if proposal.waivers:
        parts.append(f"waive {wording.count(len(proposal.waivers), 'finding')}")
    said = ", ".join(parts)
    return said[:1].upper() + said[1:]


def pull(proposal: Proposal, run: Run, *, blob_url: str, run_url: str) -> str:
    """The body of the pull request."""
    seen = view.build(run)
    parts = [f"<!-- harvester:proposal {proposal.key} -->", f"**{escape.markdown(seen.headline)}**", ""]
    if proposal.repairs.rows:
        parts += list(_repairs(proposal.repairs.rows, len(proposal.repairs.waiting), blob_url))
    if proposal.filled:
        names = [paper.title or paper.entry.title or paper.id for paper in proposal.filled]
        parts += ["### Fill metadata", "", f"{wording.count(len(names), 'paper')}, by what the registries say:", ""]
        parts += [*_some([_text(name) for name in names]), ""]
    if proposal.waivers:
        parts += ["### Waive findings", "", "As ticked in the tracking issue:", ""]
        parts += [*_some([f"{one.rule} of {_code(one.link)} until {one.until}" for one in proposal.waivers]), ""]
    parts += [
        _HOW,
        "",
        "<details><summary>The whole report</summary>",
        "",
    ]
    head, foot = "\n".join(parts), "\n</details>\n" + _run_line(run_url)
    room = markdown.BODY - len((head + foot).encode())
    return f"{head}\n{markdown.render(seen, limit=room, blob_url=blob_url)}{foot}"


def hands_off(body: str, branch: str) -> str:
    """The body of a pull request whose branch somebody else has pushed to."""
    marker = (_PROPOSAL.match(body) or [""])[0]
    said = (
        f"{marker}\n{HANDS_OFF}\n> [!NOTE]\n> Somebody pushed to {_code(branch)}, so harvester leaves it alone: "
        "merge it, or delete the branch to have it made anew.\n"
    )
    rest = body.removeprefix(marker)
    return f"{said}{rest}" if len(said) + len(rest) < markdown.BODY else said


def issue(
    matters: Sequence[Matter], ticks: Collection[str], unwritten: Sequence[Waiver], run: Run, *, blob_url: str
) -> str:
    """The body of the tracking issue; with nothing to decide it says that.

    Args:
        ticks: Boxes that somebody ticked and that stay so.
        unwritten: Waivers that a person has to write.
    """
    listed = "".join(f" {one.key}" for one in matters[:_LISTED]) + " and more" * (len(matters) > _LISTED)
    head = [f"<!-- harvester:tracking{listed} -->"]
    head += [f"**{escape.markdown(view.build(run).headline)}**", ""]
    if not matters:
        return "\n".join([*head, "Nothing needs a decision. This issue opens again when something does.", ""])
    head += [
        _WHAT_TO_DO,
        "",
    ]
    if unwritten:
        head += [f"harvester could not put these into {FILE_NAME}; please write them under `waivers:` there:", ""]
        head += [*_some([f"{one.rule} of {_code(one.link)}" for one in unwritten]), ""]
    lines = list(_groups([one for one in matters if one.finding], ticks, blob_url))
    if later := [one for one in matters if not one.finding]:
        lines += ["### Not looked at in the last run", ""]
        lines += [f"- {_box(one, ticks)} {one.rule}: {_code(one.what)}{_since(one)}" for one in later] + [""]
    foot = ["---", "", f"harvester {escape.markdown(run.version)}, {escape.markdown(wording.full_day(run.date))}", ""]
    return _fitted(head, lines, foot)


def comment(dead: Sequence[Matter], day: date, *, blob_url: str) -> str:
    """What is said of links that died since the issue last spoke of the dead, as a run of this day found."""
    lines = [f"<!-- harvester:dead {day.isoformat()}{''.join(f' {one.key}' for one in dead[:_LISTED])} -->"]
    lines += [f"{wording.count(len(dead), 'link')} {'is' if len(dead) == 1 else 'are'} newly dead:", ""]
    return "\n".join([*lines, *_some([_facts(one, blob_url) for one in dead]), ""])


def _some(items: Sequence[str]) -> list[str]:
    """The first few as a list, and how many more there are."""
    more = [f"- … and {len(items) - _PAPERS:,} more"] if len(items) > _PAPERS else []
    return [*(f"- {item}" for item in items[:_PAPERS]), *more]


def _repairs(rows: Sequence[Row], waiting: int, blob_url: str) -> Iterator[str]:
    yield from ("### Repair links", "", "| Where | Written | Repaired | Why |", "|---|---|---|---|")
    room, shown = _TABLE, 0
    for row in rows:
        since = f"; since {wording.full_day(row.since)}" if row.since else ""
        why = f"{_text(row.finding.evidence if row.finding else row.edit.reason)}{since}"
        where = _where(row.catalogue, row.edit.line, blob_url)
        line = f"| {where} | {_code(row.edit.old, cell=True)} | {_code(row.edit.new, cell=True)} | {why} |"
        room -= len(line.encode())
        if room < 0:
            break
        shown += 1
        yield line
    yield ""
    if shown < len(rows):
        yield f"{len(rows) - shown:,} more stand in the diff.\n"
    if waiting:
        noun = "repair waits" if waiting == 1 else "repairs wait"
        yield f"{waiting:,} more {noun} for the next pull request, so that this one can be read.\n"


def _groups(matters: Sequence[Matter], ticks: Collection[str], blob_url: str) -> Iterator[str]:
    """Findings of one cause stand together, those to fix first."""
    groups: dict[tuple[str, str], list[Matter]] = {}
    for one in sorted(matters, key=lambda one: one.finding is not None and one.finding.severity.word != "fix"):
        if one.finding:
            groups.setdefault((one.rule, _cause(one.finding)), []).append(one)
    for (rule, cause), members in groups.items():
        first = members[0].finding
        if first is None:
            continue
        word = f"**[{rule}](<{documentation.address(rule)}>)**"
        yield from (f"### {_text(cause)}", "", f"{word} ({first.severity.word}). {_text(first.advice)}", "")
        yield from (f"- {_box(one, ticks)} {_facts(one, blob_url)}" for one in members)
        yield ""


def _facts(one: Matter, blob_url: str) -> str:
    found = one.finding
    if found is None:
        return f"{one.rule}: {_code(one.what)}{_since(one)}"
    label = f"{_text(found.label)}: " if found.label else ""
    paper = f" {_text(one.paper)}" if one.paper else ""
    evidence = f"; {_text(found.evidence)}" if found.evidence and found.evidence != _cause(found) else ""
    where = _where(found.catalogue, found.line, blob_url)
    return f"{where}{paper} — {label}{_code(found.what)}{evidence}{_since(one)}"


def _cause(found: Finding) -> str:
    # a cause that only repeats the link keeps findings apart, and says nothing of why
    return found.evidence or found.cause if found.cause == found.what else found.cause


def _since(one: Matter) -> str:
    return f"; since {wording.full_day(one.first_seen)}" if one.first_seen else ""


def _box(one: Matter, ticks: Collection[str]) -> str:
    return f"[{'x' if one.key in ticks else ' '}] <!-- waive={one.key} -->"


def _where(catalogue: str, line: int, blob_url: str) -> str:
    path = quote(escape.encodable(catalogue), safe="/")
    return f"[L{line}](<{blob_url}/{path}?plain=1#L{line}>)" if blob_url else f"L{line}"


def _text(text: str) -> str:
    return escape.markdown(escape.clip(text, _SHOWN))


def _code(text: str, *, cell: bool = False) -> str:
    return escape.code_span(escape.clip(text, _SHOWN), cell=cell)


def _run_line(run_url: str) -> str:
    return f"\n[The run that wrote this](<{run_url}>)\n" if run_url else ""


def _fitted(head: Sequence[str], lines: Sequence[str], foot: Sequence[str]) -> str:
    """All of it within the limit; what does not fit is left out from the end of the middle, and counted."""
    room = markdown.BODY - len("\n".join((*head, *foot)).encode()) - 200
    shown: list[str] = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            left = sum(rest.startswith("- ") for rest in lines[len(shown) :])
            shown += ["", f"**{left:,} more** do not fit here; `report.json` holds all of them.", ""]
            break
        shown.append(line)
    return "\n".join((*head, *shown, *foot))
