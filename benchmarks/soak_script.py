"""The script of a soak: a generated list, and what happens on which night to its rows and to what they link to.

Everything that harvester has to say is known from here beforehand; nothing of harvester's own has a part in it but the
stand-ins' world, and the paper that arXiv is proven by.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nightly import SHARES, entry, hosts

from harvester.sandbox import Fault, World
from harvester.upstream.arxiv import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NEVER = 1000
LABELS = {"doi": "Paper", "arxiv": "Paper", "github": "Code", "web": "Project"}

SAYS = {
    "renamed": "moved", "moved": "moved", "gone": "dead", "taken down": "dead", "unregistered": "dead",
    "unknown": "dead", "410": "dead", "404": "failing", "503": "failing",
}  # fmt: skip
"""What upstreams say of a link's existence after an event; of all others they go on saying that it is there."""

RULES = {
    "archived": "archived", "retracted": "retracted", "doubted": "concern", "doubt confirmed": "retracted",
    "published": "superseded", "withdrawn": "withdrawn",
}  # fmt: skip
"""What a registry knows of a paper or a repository after an event, in the word of its finding."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to links of a kind: from its first night on, and until another night, not included."""

    first: int
    kind: str
    what: str
    until: int = NEVER


PLAN = (
    Event(1, "github", "gone"),
    Event(1, "web", "404"),
    Event(2, "github", "renamed"),
    Event(2, "web", "404"),
    Event(3, "arxiv", "published"),
    Event(3, "web", "410"),
    Event(4, "doi", "retracted"),
    Event(4, "github", "gone", until=7),
    Event(4, "web", "410", until=16),
    Event(5, "arxiv", "withdrawn"),
    Event(5, "web", "404", until=9),
    Event(6, "github", "archived"),
    Event(6, "web", "503", until=20),
    Event(8, "web", "moved"),
    Event(9, "doi", "unregistered", until=14),
    Event(10, "doi", "doubted", until=20),
    Event(12, "github", "taken down"),
    Event(12, "arxiv", "unknown", until=17),
    Event(13, "doi", "retracted"),  # while Crossref is out
    Event(15, "github", "renamed"),
    Event(18, "arxiv", "published"),  # while arXiv is out
    Event(19, "github", "gone"),  # while GitHub is out
    Event(20, "doi", "doubt confirmed"),
    Event(22, "doi", "unregistered"),  # while nobody answers for DOIs
    Event(23, "github", "archived", until=28),
    Event(28, "doi", "retracted"),
    Event(28, "github", "gone"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What ails the upstreams on one night.

    Attributes:
        shut: Kinds of links that nobody can judge on that night: each one has to be unchecked.
        doubtful: Kinds of which any one may be unchecked; what is judged has to be judged right.
        elsewhere: Kinds for which another registry vouches, which leaves its traces and tells nothing new.
        failing: Kinds of which every link that is asked fails.
        ill: Upstreams that leave so much open that the run has to say so; None where that is a matter of luck.
    """

    faults: Mapping[str, Fault]
    shut: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    ill: tuple[str, ...] | None = ()


ONCE = {name: Fault("503", times=1) for name in ("crossref", "doi", "arxiv", "github", "web")}
"""What is asked again the same night: registries at once, pages when all else has answered."""

TROUBLES = {
    3: Trouble(ONCE),
    10: Trouble({"web": Fault("reset")}, failing=frozenset({"web"})),
    13: Trouble({"crossref": Fault("503")}, elsewhere=frozenset({"doi"}), ill=("crossref",)),
    18: Trouble({"arxiv": Fault("429")}, shut=frozenset({"arxiv"}), ill=("arxiv",)),
    19: Trouble({"github": Fault("503")}, shut=frozenset({"github"}), ill=("github",)),
    22: Trouble({"crossref": Fault("reset"), "doi": Fault("html")}, shut=frozenset({"doi"}), ill=("crossref", "doi")),
    24: Trouble(
        {name: Fault("503", rate=0.7, seed=24) for name in ("arxiv", "github")},
        doubtful=frozenset({"arxiv", "github"}),
        ill=None,
    ),
    26: Trouble(ONCE),
}

EDITS = {2: "rows added", 10: "rows moved", 17: "rows mended", 21: "rows removed", 25: "rows added"}
"""What people do to the list before a night."""

WELL = Trouble({})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list, as it is written."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What upstreams say of a link on one night, where they answer: that it is there, and what else they know of it."""

    says: str = "ok"
    rules: frozenset[str] = frozenset()
    moved_to: str | None = None


@dataclass
class Script:
    """A list of so many entries, its world and its fate.

    Attributes:
        lists: The rows of each night, the first one at index 1.
        events: By address: what happens to it.
    """

    entries: int
    nights: int
    seed: int = 9
    lists: list[tuple[Row, ...]] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=dict)
    known: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the list, choose whom the events befall, and write it anew for every night."""
        self._draw = random.Random(self.seed)  # noqa: S311 (must repeat)
        self._made: Counter[str] = Counter()
        self._new_rows = max(4, self.entries // 100)
        homes = hosts(self.entries * dict(SHARES)["web"] // 100 + 2 * self._new_rows, self._draw)
        self._homes = iter(homes)
        rows = [self._row(kind) for kind, percent in SHARES for _ in range(self.entries * percent // 100)]
        self._draw.shuffle(rows)
        self._befall(rows)
        self.lists = [(), tuple(rows)]
        for night in range(2, self.nights + 1):
            self.lists.append(tuple(self._edited(list(self.lists[-1]), night)))

    def text(self, night: int) -> str:
        """The list as it stands before a night."""
        rows = (f"- **{row.title}**. [{LABELS[row.kind]}]({row.url})\n" for row in self.lists[night])
        return "# A long list\n\n## Papers\n\n" + "".join(rows)

    def truth(self, row: Row, night: int) -> Truth:
        """What upstreams say of a row's link on a night."""
        if row.kind in self.trouble(night).failing:
            return Truth("failing")
        told = [one.what for one in self._at(row.url, night)]
        says = next((SAYS[what] for what in told if what in SAYS), "ok")
        rules = frozenset(RULES[what] for what in told if what in RULES)
        return Truth(says, rules, moved(row.url) if says == "moved" else None)

    def world(self, night: int) -> World:
        """What the stand-ins know on a night."""
        control = {"id": CONTROL, "title": "A paper that arXiv surely holds", "published": "2017-06-12"}
        tables: dict[str, list[dict[str, Any]]] = {"works": [], "arxiv": [control], "repositories": []}
        pages: dict[str, dict[str, Any]] = {}
        for url, (table, row) in self.known.items():
            told = [one.what for one in self._at(url, night)]
            rows = [(url, row)] if not told else _changed(url, row, told)
            for address, changed in rows:
                if table == "pages":
                    pages[address] = changed
                else:
                    tables[table].append(changed)
        return World(name="soak", **tables, pages=pages)  # type: ignore[arg-type]

    def trouble(self, night: int) -> Trouble:
        """What ails the upstreams on a night."""
        return TROUBLES.get(night, WELL)

    def told(self, night: int) -> str:
        """What happens on a night, in a few words."""
        listed = [one for row in self.lists[night] for one in self.events.get(row.url, ())]
        befallen = Counter(one.what for one in listed if one.first == night)
        over = Counter(f"no longer {one.what}" for one in listed if one.until == night)
        words = [f"{number} {what}" for what, number in (befallen + over).items()]
        words += [EDITS[night]] if night in EDITS else []
        faults = self.trouble(night).faults
        words += (
            ["each upstream 503 once"] if faults is ONCE else [f"{name} {one.kind}" for name, one in faults.items()]
        )
        return ", ".join(words)

    def _at(self, url: str, night: int) -> list[Event]:
        return [one for one in self.events.get(url, ()) if one.first <= night < one.until]

    def _row(self, kind: str) -> Row:
        number = self._made[kind]
        self._made[kind] += 1
        url, table, row = entry(kind, number, next(self._homes) if kind == "web" else "")
        self.known[url] = (table, row)
        return Row(kind, f"The {kind} paper number {number}", url)

    def _befall(self, rows: Iterable[Row]) -> None:
        """Give every event of the plan its links: one of 400 rows or so; what is doubted is what will be confirmed."""
        pools: dict[str, list[str]] = {kind: [] for kind, _ in SHARES}
        for row in rows:
            pools[row.kind].append(row.url)
        times = max(1, self.entries // 400)
        for event in PLAN:
            if event.first > self.nights:
                continue
            if event.what == "doubt confirmed":
                chosen = [url for url, told in self.events.items() if told[0].what == "doubted"]
            else:
                chosen = [pools[event.kind].pop() for _ in range(times) if pools[event.kind]]
            for url in chosen:
                self.events.setdefault(url, []).append(event)

    def _edited(self, rows: list[Row], night: int) -> Sequence[Row]:
        match EDITS.get(night):
            case "rows added":
                kinds = [kind for kind, _ in SHARES]
                new = [self._row(kinds[n % len(kinds)]) for n in range(self._new_rows)]
                middle = len(rows) // 2
                return [*rows[:middle], *new, *rows[middle:]]
            case "rows moved":
                return rows[-len(rows) // 10 :] + rows[: -len(rows) // 10]
            case "rows mended":
                return [self._mended(row, night) for row in rows]
            case "rows removed":
                # what is dead for good, and as many others
                gone = {row.url for row in rows if any(one.what == "gone" for one in self._at(row.url, night))}
                gone |= {row.url for row in [row for row in rows if row.url not in self.events][: len(gone)]}
                return [row for row in rows if row.url not in gone]
            case _:
                return rows

    def _mended(self, row: Row, night: int) -> Row:
        return replace(row, url=moved(row.url)) if self.truth(row, night).says == "moved" else row


def moved(url: str) -> str:
    """Where a link goes that moves."""
    return f"{url}-moved"


def _changed(url: str, row: Mapping[str, Any], told: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """The rows of the world that stand for a link after these events."""
    changed = dict(row)
    for what in told:
        match what:
            case "unregistered" | "unknown":
                return []
            case "renamed":
                new = f"{row['name']}-moved"
                return [(url, changed | {"moved_to": new}), (moved(url), {"name": new})]
            case "moved":
                return [(url, {"status": 301, "location": moved(url)}), (moved(url), dict(row))]
            case "gone":
                changed |= {"status": 404}
            case "taken down":
                changed |= {"status": 451}
            case "404" | "410" | "503":
                changed |= {"status": int(what)}
            case "archived":
                changed |= {"archived": True}
            case "published":
                changed |= {"doi": f"10.1109/tmi.2026.{row['id'].replace('.', '')}"}
            case "withdrawn":
                comment = "This paper has been withdrawn by the authors due to an error in Section 3."
                changed |= {"versions": {"v1": {}, "v2": {"updated": "2026-03-01", "comment": comment}}}
            case "doubted":
                changed |= {"extra": {"updated-by": [_notice(row, "expression_of_concern")]}}
            case "doubt confirmed":
                notices = [_notice(row, kind) for kind in ("expression_of_concern", "retraction")]
                changed |= {"extra": {"updated-by": notices}}
            case "retracted":
                changed |= {"extra": {"updated-by": [_notice(row, "retraction")]}}
    return [(url, changed)]


def _notice(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {"DOI": f"{row['doi']}.{kind[0]}", "type": kind, "updated": {"date-parts": [[2026, 3, 1]]}}
