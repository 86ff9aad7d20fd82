"""Twenty-five truths about bibliographic metadata that products get wrong, each shown on the whole way or where it is decided."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from harvester import pipeline, read
from harvester.history import Memory
from harvester.identify import canonical_url, identify_url, near, normalise_doi
from harvester.match import Claim, Match, compare
from harvester.model import Author, Doi, Enriched, Flag, Record, Target, TargetKind, Verdict
from harvester.network import connect
from harvester.published import version_of_record
from harvester.report import escape
from harvester.sandbox import Fault, Sandbox, World
from harvester.upstream.crossref_record import read_record
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.model import Run
    from support import FakeTime

WORK = {
    "doi": "10.5555/one",
    "title": "Deep synthesis of electrocardiograms",
    "authors": ["Doe, Jane"],
    "issued": [2023, 5],
}
PREPRINT = {
    "id": "2301.00001",
    "title": "Deep synthesis of electrocardiograms",
    "authors": ["Jane Doe"],
    "published": "2023-01-02",
}


class Nights:
    """One world, one list, as many nights as one likes; what a night remembers the next one starts from."""

    def __init__(self, time: FakeTime, links: list[str], world: dict[str, Any]) -> None:
        rows = "".join(f"- [Paper]({link})\n" for link in links)
        self.catalogue = read.parse(f"# List\n\n{rows}".encode(), path="list.md")
        self.time = time
        self.memory = Memory()
        self.sandbox = Sandbox(World(**world))

    def night(self, **faults: str) -> Run:
        self.sandbox.faults.clear()
        self.sandbox.faults.update({name: Fault(kind) for name, kind in faults.items()})
        with connect(sandbox_config(self.sandbox), token="t", clock=self.time.clock()) as network:
            run, self.memory = pipeline.run(
                [self.catalogue],
                self.memory,
                network=network,
                scope=pipeline.Scope(everything=True),
                today=self.time.start.date(),
                world="test",
            )
        return run


@pytest.fixture
def nights(time: FakeTime) -> Iterator[Callable[..., Nights]]:
    with ExitStack() as open_worlds:

        def make(*links: str, **world: Any) -> Nights:
            one = Nights(time, list(links), world)
            open_worlds.enter_context(one.sandbox)
            return one

        yield make


def verdicts(run: Run) -> list[str]:
    return [link.verdict.word for link in run.links]


def entries(run: Run) -> list[Enriched]:
    return [entry for listed in run.entries.values() for entry in listed]


def test_01_a_404_of_crossref_is_no_dead_doi(nights: Callable[..., Nights]) -> None:
    works = [{"doi": "10.5281/zenodo.7", "registry": "DataCite", "type": "Dataset", "title": "Data"}]
    handles = [{"doi": "10.11502/japan", "agency": "JaLC"}]
    links = ("https://doi.org/10.5281/zenodo.7", "https://doi.org/10.11502/japan", "https://doi.org/10.5281/none")
    run = nights(*links, works=works, handles=handles).night()
    assert verdicts(run) == ["ok", "ok", "dead"]
    assert [link.vouched_by for link in run.links] == ["DataCite", "doi.org", ""]


@pytest.mark.parametrize("fault", ["429", "403", "500", "html", "reset", "truncated-json"])
def test_02_a_night_of_refusals_is_no_night_of_deaths(nights: Callable[..., Nights], fault: str) -> None:
    one = nights("https://doi.org/10.5555/one", "https://arxiv.org/abs/2301.00001", works=[WORK], arxiv=[PREPRINT])
    good = one.night()
    bad = one.night(crossref=fault, doi=fault, arxiv=fault)
    assert verdicts(good) == ["ok", "ok"]
    assert set(verdicts(bad)) <= {"unchecked", "ok"}
    assert {link.verdict for link in one.memory.links.values()} == {Verdict.OK}


def test_03_what_a_batch_leaves_out_or_reorders_is_neither_lost_nor_swapped(nights: Callable[..., Nights]) -> None:
    works = [WORK | {"doi": f"10.5555/{number}", "title": f"Work {number}"} for number in range(60) if number % 7]
    links = [f"https://doi.org/10.5555/{number}" for number in range(60)]
    run = nights(*links, works=works).night()
    assert [entry.title for entry in entries(run)] == [f"Work {n}" if n % 7 else "" for n in range(60)]
    assert verdicts(run) == ["ok" if number % 7 else "dead" for number in range(60)]


def test_04_dois_differ_in_no_case_of_ascii_letters_and_are_shown_as_written(nights: Callable[..., Nights]) -> None:
    shouted = "https://doi.org/10.5555/ONE"
    assert identify_url(shouted) == identify_url("https://doi.org/10.5555/one")
    assert identify_url("https://doi.org/10.5555/É") != identify_url("https://doi.org/10.5555/é")
    (link,) = nights(shouted, works=[WORK]).night().links
    assert (link.verdict, link.link.url) == (Verdict.OK, shouted)


@pytest.mark.parametrize(
    "doi",
    [
        "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        "10.1016/s0140-6736(97)11096-0",
        "10.5555/a#b?c",
        "10.5555/a.",
    ],
)
def test_05_odd_characters_are_part_of_a_doi(doi: str) -> None:
    from urllib.parse import quote

    assert identify_url(f"https://doi.org/{quote(doi, safe='/')}").value == doi
    assert canonical_url(Target(TargetKind.DOI, doi)).startswith("https://doi.org/10.")
    text = "- [x](https://doi.org/10.1016/S0140-6736(97)11096-0)\n"
    (entry,) = read.parse(text.encode(), path="list.md").entries
    assert entry.links[0].url.endswith("(97)11096-0")


@pytest.mark.parametrize(
    "link",
    [
        "https://www.biorxiv.org/content/10.1101/2024.05.03.592173v1.full",
        "https://www.biorxiv.org/content/10.1101/2024.05.03.592173v2",
        "https://doi.org/10.1101/2024.05.03.592173?utm_source=x",
        "https://doi.org/10.1101/2024.05.03.592173#page",
    ],
)
def test_06_what_trails_a_doi_is_not_the_doi_but_a_registry_decides(link: str) -> None:
    assert identify_url(link).value == "10.1101/2024.05.03.592173"
    dotted = identify_url("https://doi.org/10.5555/one.")
    assert dotted.value in {"10.5555/one.", "10.5555/one"}
    assert near(dotted) is not None or dotted.value == "10.5555/one"


def test_07_an_answer_about_another_doi_is_none(nights: Callable[..., Nights]) -> None:
    works = [WORK | {"doi": "10.5555/one#two", "title": "Two"}, WORK]
    (entry,) = entries(nights("https://doi.org/10.5555/one%23two", works=works).night())
    assert entry.title == "Two"
    wrong = [WORK | {"doi": "10.5555/one#two", "extra": {"DOI": "10.5555/stranger"}}]
    (entry,) = entries(nights("https://doi.org/10.5555/one%23two", works=wrong).night())
    assert entry.flags == (Flag.NO_METADATA,)


def test_08_short_dois_are_dois_and_dates_are_none(nights: Callable[..., Nights]) -> None:
    handles = [{"doi": "10/abcd", "alias": "10.5555/one"}]
    run = nights("https://doi.org/10/abcd", works=[WORK], handles=handles).night()
    assert verdicts(run) == ["ok"]
    assert [entry.title for entry in entries(run)] == [WORK["title"]]
    assert normalise_doi("25.10.2015/7") is None


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("https://arxiv.org/abs/1706.03762v5", "arxiv:1706.03762"),
        ("https://arxiv.org/pdf/1706.03762.pdf", "arxiv:1706.03762"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "arxiv:1706.03762"),
        ("https://ar5iv.labs.arxiv.org/html/1706.03762", "arxiv:1706.03762"),
        ("https://huggingface.co/papers/1706.03762", "arxiv:1706.03762"),
        ("https://arxiv.org/abs/math.GT/0309136", "arxiv:math/0309136"),
    ],
)
def test_09_one_preprint_has_many_addresses_and_its_padding_counts(link: str, key: str) -> None:
    assert identify_url(link).key == key
    for padded in ("2401.0001", "0704.00001"):
        assert identify_url(f"https://arxiv.org/abs/{padded}").kind is not TargetKind.ARXIV


def test_10_a_row_may_show_the_title_of_an_earlier_version(nights: Callable[..., Nights]) -> None:
    renamed = Claim(title="Hearts out of noise", author="Doe", year=2023)
    assert compare(renamed, Claim(title=str(PREPRINT["title"]), author="Doe", year=2023)).match is Match.CANNOT_TELL
    one = nights("https://arxiv.org/abs/2301.00001", arxiv=[PREPRINT])
    one.catalogue = read.parse(
        b"# L\n\n- **Hearts out of noise**. [Paper](https://arxiv.org/abs/2301.00001)\n", path="list.md"
    )
    (entry,) = entries(one.night())
    assert (entry.claims["title"], entry.entry.title) == ("Hearts out of noise", "Hearts out of noise")
    assert entry.title == PREPRINT["title"]


def test_11_one_malformed_id_does_not_spoil_its_batch(nights: Callable[..., Nights]) -> None:
    run = nights("https://arxiv.org/abs/2301.00001", "https://arxiv.org/abs/2313.99999", arxiv=[PREPRINT]).night()
    assert identify_url("https://arxiv.org/abs/2313.99999").kind is not TargetKind.ARXIV
    assert (entries(run)[0].title, verdicts(run)[0]) == (PREPRINT["title"], "ok")


def test_12_a_withdrawn_paper_answers_like_any_other(nights: Callable[..., Nights]) -> None:
    versions = {"v1": {}, "v2": {"comment": "This paper has been withdrawn by the author due to an error"}}
    run = nights("https://arxiv.org/abs/2301.00001", arxiv=[PREPRINT | {"versions": versions}]).night()
    assert verdicts(run) == ["ok"]
    assert [(finding.rule, finding.severity.word) for finding in run.findings] == [("withdrawn", "fix")]
    versions = {"v1": {"comment": "This paper has been withdrawn"}, "v2": {"comment": "Replaces the withdrawn v1"}}
    again = nights("https://arxiv.org/abs/2301.00001", arxiv=[PREPRINT | {"versions": versions}]).night()
    assert again.findings == ()


@pytest.mark.parametrize(
    ("titles", "expected"), [([], ""), (["One"], "One"), (["One", "Eins"], "One"), ([None, "One"], "One")]
)
def test_13_there_are_no_titles_or_one_or_two(titles: list[str | None], expected: str) -> None:
    assert read_record({"title": titles}).title == expected
    assert read_record({}).title == ""


def test_14_titles_hold_markup_and_tables_hold_titles() -> None:
    title = "H<sub>2</sub>O &amp;amp; <i>X</i><b>Y</b>\n of <mml:math><mml:mi>α</mml:mi></mml:math> | *[a](b)* c"
    record = read_record({"title": [title]})
    assert record.title == "H2O & X Y of α | *[a](b)* c"
    assert escape.markdown(record.title) == r"H2O &amp; X Y of α \| \*\[a\](b)\* c"


def test_15_a_subtitle_is_joined_once() -> None:
    for members in (
        {"title": ["Main"], "subtitle": ["and more"]},
        {"title": ["Main: and more"], "subtitle": ["and more"]},
        {"title": ["Main"], "subtitle": ["Main: and more"]},
    ):
        assert read_record(members).title == "Main: and more"
    assert read_record({"title": ["A book"], "subtitle": ["Oxford, 1990. ISBN 0-19"]}).title == "A book"


def test_16_authors_are_people_groups_and_nobody() -> None:
    people = [
        {"given": "Jane", "family": "Doe", "suffix": "Jr."},
        {"family": "Plato"},
        {"name": "The X Consortium"},
        {"sequence": "additional", "affiliation": []},
        {"given": "JOHN", "family": "MCDONALD"},
        {"given": "Smith", "family": "A. B."},
        {"name": "et al."},
    ]
    assert read_record({"author": people}).authors == (
        Author("Doe", "Jane Jr."),
        Author("Plato"),
        Author(literal="The X Consortium"),
        Author("McDonald", "John"),
        Author("Smith", "A. B."),
    )


def test_17_years_follow_one_policy_and_all_dates_are_kept() -> None:
    assert read_record({"issued": {"date-parts": [[None]]}}).year is None
    item = {
        "created": {"date-parts": [[2021, 1, 1]]},
        "event": {"name": "X", "start": {"date-parts": [[2022, 6, 27]]}},
        "published-online": {"date-parts": [[2023, 1, 3]]},
        "published-print": {"date-parts": [[2024]]},
    }
    record = read_record(item)
    assert record.date == "2023-01-03"
    assert record.dates == {"online": "2023-01-03", "print": "2024", "event": "2022-06-27"}


@pytest.mark.parametrize("order", [1, -1])
def test_18_the_series_is_not_the_venue_nor_a_workshop_its_conference(order: int) -> None:
    containers = ["Computer Vision – ECCV 2022 Workshops", "Lecture Notes in Computer Science"]
    record = read_record({"container-title": containers[::order]})
    assert (record.venue, record.short_venue) == (containers[0], "ECCV Workshops")
    name = "2022 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)"
    assert read_record({"container-title": [name]}).short_venue == "CVPRW"
    assert read_record({"container-title": [name.replace(" Workshops (CVPRW)", "")]}).short_venue == "CVPR"
    assert read_record({"container-title": ["Journal of Things (CVPR)&amp;"]}).venue == "Journal of Things (CVPR)&"


@pytest.mark.parametrize(
    ("members", "expected"),
    [({"page": "15009–15019"}, "15009-15019"), ({"article-number": "e123"}, "e123"), ({"page": "e5-e5"}, "e5")],
)
def test_19_pages_may_be_an_article_number(members: dict[str, str], expected: str) -> None:
    assert read_record(members).pages == expected


def test_20_only_an_asserted_publication_lends_its_venue(nights: Callable[..., Nights]) -> None:
    published = PREPRINT | {"doi": "10.5555/one"}
    (entry,) = entries(nights("https://arxiv.org/abs/2301.00001", arxiv=[published], works=[WORK]).night())
    assert (entry.venue, entry.year, entry.identifiers) == ("arXiv", 2023, {"arxiv": "2301.00001"})
    assert [(fact.flag, fact.value) for fact in entry.facts] == [(Flag.SUPERSEDED, "10.5555/one")]
    # the published side's list of preprints proves nothing
    relation = {"has-preprint": [{"id-type": "doi", "id": "10.48550/arXiv.2301.00001", "asserted-by": "subject"}]}
    run = nights(
        "https://doi.org/10.5555/one", works=[WORK | {"extra": {"relation": relation}}], arxiv=[PREPRINT]
    ).night()
    assert run.findings == ()


def test_21_retractions_are_read_on_the_original_among_all_updates(nights: Callable[..., Nights]) -> None:
    updates = [
        {"DOI": "10.5555/fix", "type": "correction", "source": "retraction-watch", "updated": {"date-parts": [[2004]]}},
        {
            "DOI": "10.5555/notice",
            "type": "retraction",
            "source": "publisher",
            "updated": {"date-parts": [[2010, 2, 6]]},
        },
        {"DOI": "10.5555/notice", "type": "retraction", "source": "retraction-watch"},
        {"DOI": "10.5555/one", "type": "new_version"},
    ]
    title = "RETRACTED: " + str(WORK["title"])
    run = nights(
        "https://doi.org/10.5555/one", works=[WORK | {"title": title, "extra": {"updated-by": updates}}]
    ).night()
    assert [finding.rule for finding in run.findings] == ["retracted"]
    assert "2010-02-06 by https://doi.org/10.5555/notice" in run.findings[0].evidence
    (entry,) = entries(run)
    assert (entry.title, entry.flags) == (WORK["title"], (Flag.RETRACTED, Flag.CORRECTED))
    notice = [WORK | {"extra": {"update-to": updates[1:2]}}]
    assert nights("https://doi.org/10.5555/one", works=notice).night().findings == ()
    doubted = [WORK | {"extra": {"updated-by": [{"DOI": "10.5555/eoc", "type": "expression_of_concern"}]}}]
    (finding,) = nights("https://doi.org/10.5555/one", works=doubted).night().findings
    assert (finding.rule, finding.severity.word) == ("concern", "look")


def test_22_the_first_hit_of_a_search_is_rarely_the_paper() -> None:
    preprint = Record(
        source="arxiv", title="Attention is all you need", authors=(Author("Vaswani", "A."),), date="2017-06-12"
    )
    copy = replace(preprint, source="crossref", doi=Doi("10.65215/1"), type="article-journal", date="2017-08")
    component = replace(copy, doi=Doi("10.5555/fig1"), type="")
    review = replace(copy, doi=Doi("10.5555/review"), title="Review of: Attention is all you need")
    assert version_of_record(preprint, [copy, component, review]) is None
    real = replace(copy, doi=Doi("10.5555/real"), type="paper-conference")
    assert version_of_record(preprint, [copy, component, review, real]) == real


def test_23_every_field_names_its_source(nights: Callable[..., Nights]) -> None:
    one = nights("https://doi.org/10.5555/one", works=[WORK | {"venue": "Journal"}])
    (entry,) = entries(one.night())
    filled = {name for name in ("title", "authors", "venue", "date", "type") if getattr(entry, name)}
    assert filled <= set(entry.provenance)
    assert set(entry.provenance.values()) == {"crossref"}


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ({"status": 403}, "blocked"),
        ({"behaviour": "challenge"}, "blocked"),
        ({"status": 404}, "failing"),
        ({"status": 410}, "dead"),
        ({"title": "A page"}, "ok"),
    ],
)
def test_24_a_status_code_is_heard_and_not_believed(
    nights: Callable[..., Nights], page: dict[str, Any], expected: str
) -> None:
    address = "https://lab.test-site.net/page"
    run = nights(address, "https://doi.org/10.5555/one", pages={address: page}, works=[WORK | {"url": address}]).night()
    # the DOI's own landing page is never asked for a verdict
    assert verdicts(run) == [expected, "ok"]


@pytest.mark.parametrize(
    "link",
    [
        "#",
        "TBD",
        "https://github.com/",
        "https://github.com/user/repo",
        "https://arxiv.org/abs/xxxx.xxxxx",
        "https://arxiv.org/abs/",
        "https://doi.org/",
        "https://example.com/paper",
    ],
)
def test_25_a_placeholder_is_neither_dead_nor_asked(nights: Callable[..., Nights], link: str) -> None:
    assert identify_url(link).kind is TargetKind.PLACEHOLDER
    one = nights(link)
    assert set(verdicts(one.night())) <= {"placeholder"}
    assert one.sandbox.log == []
