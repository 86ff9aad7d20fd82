"""One view decides what is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from harvester.model import Changes, Run, Severity, Tally, Verdict
from harvester.report import view, wording
from report.report_book import TEMPLATE_CAUSE, TODAY, Book, run_of
from report.report_runs import RUNS, SOUND, demo, demo_book, hostile, ill, offline, quiet, second_night, two_lists

if TYPE_CHECKING:
    from harvester.report.parts import Group, Section, View


def section(v: View, key: str) -> Section:
    return {part.key: part for part in v.sections}[key]


def group(part: Section, word: str) -> Group:
    return {one.word: one for one in part.groups}[word]


def nothing_new() -> Run:
    return replace(second_night(), changes=replace(second_night().changes, new=(), repaired=()))


def only_repaired() -> Run:
    return replace(quiet(), changes=replace(quiet().changes, repaired=("dead|x|doi:1|Code|https://gone.example|1",)))


def with_looks(run: Run, rule: str) -> Run:
    """The run with all findings of a rule for a person to judge."""
    findings = [replace(one, severity=Severity.LOOK) if rule in {"", one.rule} else one for one in run.findings]
    return replace(run, findings=tuple(findings))


@pytest.mark.parametrize(
    ("run", "headline"),
    [
        (RUNS["empty"](), "No problems found; there are no links to judge."),
        (quiet(), "No problems found; 2 of 2 links healthy."),
        (only_repaired(), "No problems found, 1 repaired since the last run; 2 of 2 links healthy."),
        (nothing_new(), "Nothing new, 19 problems (4 decisions) waiting; 95 of 116 links healthy, 2 cannot be told."),
        (
            second_night(),
            (
                "1 new problem, 1 repaired since the last run, 19 problems (4 decisions) in all; "
                "95 of 116 links healthy, 2 cannot be told."
            ),
        ),
        (
            demo(),
            "19 problems (4 decisions), all seen for the first time; 95 of 115 links healthy, 1 cannot be told.",
        ),
        (
            with_looks(demo(), "placeholder"),
            (
                "19 problems (3 to fix, 16 to look at; 4 decisions), all seen for the first time; "
                "95 of 115 links healthy, 1 cannot be told."
            ),
        ),
        (
            with_looks(second_night(), ""),
            (
                "1 new problem (none to fix, only to look at), 1 repaired since the last run, 19 problems (none to "
                "fix, only to look at; 4 decisions) in all; 95 of 116 links healthy, 2 cannot be told."
            ),
        ),
        (
            two_lists(),
            (
                "19 problems (4 decisions) and 2 notes, all seen for the first time; 98 of 118 links healthy, "
                "1 cannot be told."
            ),
        ),
        (
            ill(),
            (
                "No problems found in what could be judged; 2 of 10 links healthy, 8 cannot be told; "
                "incomplete, because Crossref did not answer enough."
            ),
        ),
        (
            offline(),
            "2 problems (1 decision), all seen for the first time; 0 of 3 links healthy, 1 cannot be told.",
        ),
    ],
)
def test_headline(run: Run, headline: str) -> None:
    assert view.build(run).headline == headline


@pytest.mark.parametrize(
    ("run", "titles"),
    [
        (RUNS["empty"](), "There are no papers to name"),
        (quiet(), "1 of 1 paper has a title"),
        (demo(), "61 of 71 papers have a title; 10 are unknown to the registries"),
        (ill(), "2 of 10 papers have a title; 8 not known so far"),
        (offline(), "1 of 1 paper has a title (1 in the list's own words only)"),
    ],
)
def test_titles(run: Run, titles: str) -> None:
    assert view.build(run).titles == titles


def test_a_silent_registry_is_never_said_not_to_know_a_title() -> None:
    run = replace(demo(), tallies={**SOUND, "crossref": Tally(asked=52, answered=51, unavailable={"HTTP 503": 1})})
    assert view.build(run).titles == "61 of 71 papers have a title; 10 not known so far"


def test_a_paper_without_identifier_is_not_said_to_be_unknown() -> None:
    book = Book()
    book.paper("All", [("https://some.host/page", Verdict.OK, "200")])
    assert view.build(run_of(book)).titles == "0 of 1 paper has a title; 1 without a DOI or arXiv id"


@pytest.mark.parametrize(
    ("run", "notices"),
    [
        (quiet(), ()),
        (demo(), ("Demonstration: sandbox world medical-data-synthesis, not the live registries",)),
        (offline(), ("Offline: no registry and no server was asked in this run",)),
        (
            ill(),
            (
                (
                    "Upstreams too ill: Crossref left 8 of 10 unanswered: HTTP 503 (7), no answer within 20 s (1). "
                    "Not judged in this run: 8 of 10 links (8 DOI)"
                ),
            ),
        ),
    ],
)
def test_what_must_be_known_before_a_number_is_believed(run: Run, notices: tuple[str, ...]) -> None:
    assert view.build(run).notices == notices


@pytest.mark.parametrize(
    ("run", "sections"),
    [
        (quiet(), []),
        (demo(), [("new", "19 of 19 problems"), ("unknown", "1 of 115 links")]),
        (
            second_night(),
            [
                ("new", "1 of 19 problems"),
                ("waiting", "18 of 19 problems"),
                ("unknown", "2 of 116 links"),
                ("repaired", "1 of 20 earlier findings"),
            ],
        ),
        (two_lists(), [("new", "19 of 19 problems, 2 of 2 notes"), ("unknown", "1 of 118 links")]),
    ],
)
def test_sections_have_a_denominator_and_are_never_empty(run: Run, sections: list[tuple[str, str]]) -> None:
    assert [(part.key, part.size) for part in view.build(run).sections] == sections


def test_one_cause_is_one_card() -> None:
    card = group(section(view.build(demo()), "new"), "placeholder")
    assert card.cause == TEMPLATE_CAUSE
    assert card.size == "16 of 115 links on 8 lines"
    assert card.places == "L101, L102, L103, L104, L105, L106, L107, L108"
    assert card.advice == "Fill the row in or take it out."
    assert len(card.items) == 16
    assert {item.advice for item in card.items} == {""}


def test_a_finding_has_its_five_facts() -> None:
    dead = [one for one in section(view.build(demo()), "new").groups if one.word == "dead"]
    (item,) = dead[0].items
    assert dead[0].cause == "GitHub API: 404"
    assert (item.where, item.section, item.caption) == ("L149", "Dermoscopic images", "Synthesis of signals, part 40")
    assert (item.label, item.what) == ("Code", "https://github.com/AgaMiko/debiasing.")
    assert (item.evidence, item.since) == ("GitHub API: 404", "first seen in this run")
    assert dead[0].suggestion == "without the trailing dot: https://github.com/AgaMiko/debiasing (certain)"


def test_what_cannot_be_told_is_listed_with_strikes_and_reasons() -> None:
    part = section(view.build(second_night()), "unknown")
    assert [(one.word, one.cause, one.items[0].since) for one in part.groups] == [
        ("failing", "HTTP 503", "2 of 3 failures since 14 Nov"),
        ("unchecked", "OpenReview: needs a login", ""),
    ]


def test_what_was_repaired_is_told_from_its_identity() -> None:
    (item,) = group(section(view.build(second_night()), "repaired"), "repaired").items
    assert (item.where, item.label, item.what) == ("L109", "Code", "https://github.com/old/home")


def test_order_is_severity_then_place() -> None:
    groups = section(view.build(two_lists()), "new").groups
    assert [(one.severity, one.word) for one in groups] == [
        ("fix", "placeholder"),
        ("fix", "malformed"),
        ("fix", "dead"),
        ("fix", "dead"),
        ("note", "archived"),
        ("note", "moved"),
    ]


def test_the_same_run_in_another_order_gives_the_same_sections() -> None:
    run = second_night()
    shuffled = replace(run, findings=run.findings[::-1], tallies=dict(sorted(run.tallies.items(), reverse=True)))
    assert view.build(shuffled).sections == view.build(run).sections
    assert view.build(shuffled).health == view.build(run).health


def test_several_lists_are_counted_apart_and_together() -> None:
    v = view.build(two_lists())
    assert [shelf.summary for shelf in v.shelves] == [
        "71 papers, 95 of 115 links healthy",
        "2 papers, 3 of 3 links healthy",
    ]
    assert (v.counts.links, v.counts.healthy, v.counts.papers) == (118, 98, 73)
    assert group(section(v, "new"), "moved").items[0].where == "signals L102"
    assert group(section(v, "new"), "moved").places == "signals L102"


@pytest.mark.parametrize("name", RUNS)
def test_every_link_stands_in_one_row_and_every_anchor_is_its_own(name: str) -> None:
    run = RUNS[name]()
    v = view.build(run)
    rows = [row for shelf in v.shelves for block in shelf.blocks for row in block.rows]
    blocks = [block for shelf in v.shelves for block in shelf.blocks]
    items = [item for part in v.sections for one in part.groups for item in one.items]
    assert sum(len(row.links) for row in rows) == len(run.links) == v.counts.links
    anchors = [row.anchor for row in rows] + [block.anchor for block in blocks] + [item.anchor for item in items]
    assert len(set(anchors)) == len(anchors)
    assert {item.row for item in items} <= {row.anchor for row in rows} | {""}


def test_line_anchors_stay_short_and_stable() -> None:
    anchors = [shelf.blocks[0].rows[0].anchor for shelf in view.build(two_lists()).shelves]
    assert anchors == ["L101", "signals-L101"]


def test_a_row_without_title_stays_recognisable() -> None:
    rows = [row for block in view.build(demo()).shelves[0].blocks for row in block.rows if row.untitled]
    assert len(rows) == 10
    assert rows[0].untitled == "title not known to the registries"
    assert rows[0].words == (("Type", "GAN"), ("Application", "Unconditional"), ("Architecture", "Model-3"))


def test_an_upstream_may_be_ill_without_having_been_asked() -> None:
    run = replace(quiet(), ill=("arxiv",))
    assert view.build(run).notices == ("Upstreams too ill: arXiv gave no answer. No link lost its verdict for that",)


def test_a_link_beyond_the_lines_of_its_entry_still_belongs_to_it() -> None:
    book = Book()
    book.paper("All", [("https://doi.org/10.1000/1", Verdict.OK, "registered")], title="One")
    book.links[0] = replace(book.links[0], link=replace(book.links[0].link, line=book.line + 1))
    (row,) = view.build(run_of(book)).shelves[0].blocks[0].rows
    assert (row.anchor, len(row.links)) == ("L101", 1)


def test_the_catalogues_own_title_is_not_repeated_in_every_section() -> None:
    book = Book(title="A list")
    book.paper("Part", [("https://doi.org/10.1000/1", Verdict.OK, "registered")])
    book.paper("Part", [("https://doi.org/10.1000/2", Verdict.OK, "registered")])
    first = book.entries[0]
    book.entries[0] = replace(first, entry=replace(first.entry, section=("A list",)))
    assert [block.title for block in view.build(run_of(book)).shelves[0].blocks] == ["A list", "Part"]


def test_entries_with_one_id_keep_their_own_links() -> None:
    book = Book()
    for _ in range(2):
        book.paper("All", [("https://doi.org/10.1000/1", Verdict.OK, "registered")], title="Twice")
    rows = view.build(run_of(book)).shelves[0].blocks[0].rows
    assert [len(row.links) for row in rows] == [1, 1]


def test_a_row_without_links_has_no_status() -> None:
    book = Book()
    book.paper("All", [], title="No link at all")
    (row,) = view.build(run_of(book)).shelves[0].blocks[0].rows
    assert row.worst is None


def test_authors_are_named_and_counted() -> None:
    rows = [row for block in view.build(second_night()).shelves[0].blocks for row in block.rows]
    assert rows[-1].authors == "Given0 Family0, Given1 Family1, Given2 Family2, Given3 Family3 and 5 more"
    assert rows[-1].year == "2024"


@pytest.mark.parametrize(
    ("first_seen", "since"),
    [
        (None, ""),
        (TODAY, "first seen in this run"),
        (date(2026, 1, 5), "since 5 Jan"),
        (date(2025, 12, 31), "since 31 Dec 2025"),
    ],
)
def test_since_when(first_seen: date | None, since: str) -> None:
    book = demo_book()
    book.findings = [replace(book.findings[-1], first_seen=first_seen)]
    assert section(view.build(run_of(book)), "new").groups[0].items[0].since == since


def test_what_an_earlier_run_of_the_day_told_is_not_seen_first_in_this_one() -> None:
    def words(run: Run) -> set[str]:
        return {one.since for part in view.build(run).sections for group in part.groups for one in group.items}

    today = f"since {wording.day(TODAY, TODAY)}"
    assert "first seen in this run" in words(demo())
    assert today not in words(demo())
    again = words(replace(demo(), changes=Changes()))
    assert "first seen in this run" not in again
    assert today in again


def test_a_dead_or_template_link_leads_nowhere() -> None:
    rows = [row for block in view.build(demo()).shelves[0].blocks for row in block.rows]
    leading = {link.verdict for row in rows for link in row.links if link.href}
    assert leading == {Verdict.OK, Verdict.UNCHECKED}


def test_links_outside_of_papers_are_accounted_for() -> None:
    assert view.build(demo()).outside == (
        "17 of 132 links belong to no paper and were not judged: table of contents (17)"
    )


def test_long_text_is_clipped_where_it_is_shown() -> None:
    items = [item for part in view.build(hostile()).sections for one in part.groups for item in one.items]
    assert max(len(item.evidence) for item in items) == 300


def test_severities_that_ask_nothing_are_notes() -> None:
    book = Book()
    book.paper("All", [("https://doi.org/10.1000/1", Verdict.OK, "registered")], title="One")
    book.find("superseded", "preprints that were published", severity=Severity.NOTE)
    assert view.build(run_of(book)).headline == "1 note, all seen for the first time; 1 of 1 link healthy."
