"""The whole pipeline over the sandbox's socket, on the catalogue that we were given."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from harvester import pipeline, read, state
from harvester.checkout import around
from harvester.errors import UpstreamsIllError
from harvester.history import Memory
from harvester.model import Catalogue, Flag, Run, Severity, Verdict
from harvester.network import connect
from harvester.sandbox import Fault, Sandbox, World
from support import ROOT, SHARED, sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.enrich import Known
    from support import FakeTime


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read.load(ROOT / "data/raw/medical-data-synthesis.md", shown="data/raw/medical-data-synthesis.md")


@pytest.fixture
def night(sandbox: Sandbox, catalogue: Catalogue, time: FakeTime) -> Callable[..., tuple[Run, Memory]]:
    """One night: so many days after the first, with faults by upstream."""

    def one(
        memory: Memory | None = None, *, day: int = 0, faults: dict[str, str] | None = None, **scope: object
    ) -> tuple[Run, Memory]:
        sandbox.faults.clear()
        for name, kind in (faults or {}).items():
            sandbox.faults[name] = Fault(kind)
        with connect(sandbox_config(sandbox), token="sandbox-token", clock=time.clock()) as network:
            return pipeline.run(
                [catalogue],
                memory or Memory(),
                network=network,
                scope=pipeline.Scope(**scope),  # type: ignore[arg-type]
                today=(time.start + timedelta(days=day)).date(),
                world="test",
                places={catalogue.path: place} if (place := around(ROOT / catalogue.path, ROOT)) else {},
            )

    return one


VERDICTS = {"ok": 109, "placeholder": 16, "dead": 9, "malformed": 1, "unchecked": 1}
"""116 links of papers and 20 into the repository itself, 7 of which lead nowhere."""


def verdicts(run: Run) -> Counter[str]:
    return Counter(link.verdict.word for link in run.links)


def titles(run: Run) -> dict[str, str]:
    return {entry.id: entry.title for entries in run.entries.values() for entry in entries}


def test_the_truth_about_this_catalogue(night: Callable[..., tuple[Run, Memory]], catalogue: Catalogue) -> None:
    run, _ = night()
    assert len(catalogue.entries) == 71
    assert verdicts(run) == VERDICTS
    causes = {(finding.rule, finding.cause) for finding in run.findings if finding.severity is Severity.FIX}
    assert len(causes) == 7
    templates = [finding for finding in run.findings if finding.rule == "placeholder"]
    assert len({finding.cause for finding in templates}) == 1
    assert len({finding.line for finding in templates}) == 8
    dead = {link.link.url: link.instead for link in run.links if link.verdict is Verdict.DEAD}
    inside = {url: dead.pop(url) for url in list(dead) if "://" not in url}
    assert inside == {
        "#synthesis-applications": "#synthesis-applications-and-purpose-of-synthesis",
        "#other-signals": "#electroencephalogram-eeg",
        "#mammographic-images": "#mammography-images",
        "#xray-images": "#x-ray-images",
        "#multiple-imaging-modalities": "#multiple-modalities-images",
        "CONTRIBUTING.md": "../../CONTRIBUTING.md" if (ROOT / "CONTRIBUTING.md").exists() else "",
        "LICENSE": "../../LICENSE",
    }
    assert dead == {
        "https://github.com/maxbagga/ScarletEagle1": "",
        "https://github.com/AgaMiko/debiasing-effect-of-gans.": "https://github.com/AgaMiko/debiasing-effect-of-gans",
    }
    (unchecked,) = [link for link in run.links if link.verdict is Verdict.UNCHECKED]
    assert unchecked.evidence == "needs a login"
    about_links = {finding.severity for finding in run.findings if finding.rule in {one.word for one in Verdict}}
    assert about_links == {Severity.FIX}
    assert run.ill == ()


def test_preprints_that_name_their_publication_and_links_to_old_versions(
    night: Callable[..., tuple[Run, Memory]],
) -> None:
    run, _ = night()
    about_papers = [finding for finding in run.findings if finding.rule not in {one.word for one in Verdict}]
    assert Counter(finding.rule for finding in about_papers) == {
        "superseded": 7,
        "newer-version": 1,
        "date-mismatch": 5,
        "vocabulary": 25,
        "style": 14,
    }
    published = {
        finding.entry_id: finding.suggestion.replacement
        for finding in about_papers
        if finding.rule == "superseded" and finding.suggestion
    }
    assert published == {
        "arxiv:2407.00116": "https://doi.org/10.1016/j.compbiomed.2025.109834",
        "arxiv:2308.13568": "https://doi.org/10.1609/aaai.v38i13.29422",
        "arxiv:2303.02475": "https://doi.org/10.1109/access.2023.3296542",
        "arxiv:2112.03268": "https://doi.org/10.1371/journal.pone.0271270",
        "arxiv:2301.06574": "https://doi.org/10.1609/aaai.v37i7.26031",
        "arxiv:2303.04839": "https://doi.org/10.3390/electronics13020395",
        "arxiv:2301.04802": "https://doi.org/10.1007/978-3-031-53767-7_10",
    }
    (old,) = [finding for finding in about_papers if finding.rule == "newer-version"]
    assert (old.what, old.evidence) == ("http://arxiv.org/abs/2306.08256v1", "the newest version is v2")
    facts = [fact for entries in run.entries.values() for entry in entries for fact in entry.facts]
    said = {fact.about for fact in facts if fact.flag is Flag.PUBLISHED}
    assert said == {f"arxiv:{key}" for key in ("2303.09395", "2211.08385", "2306.08256", "2211.13352", "2304.03941")}


def test_placeholders_and_slips_are_never_asked(night: Callable[..., tuple[Run, Memory]], sandbox: Sandbox) -> None:
    night()
    asked = " ".join(logged.path for logged in sandbox.log).lower()
    assert not [logged for logged in sandbox.log if logged.upstream == "web"]
    assert "example" not in asked
    assert "yes" not in asked


def test_the_whole_catalogue_costs_a_dozen_requests(night: Callable[..., tuple[Run, Memory]], sandbox: Sandbox) -> None:
    night()
    sent = Counter(logged.upstream for logged in sandbox.log)
    assert sent.pop("softwareheritage") == 4  # one repository that is gone, in four spellings
    assert sent.total() <= 12


def test_every_title_that_the_world_knows_is_filled_and_no_other(night: Callable[..., tuple[Run, Memory]]) -> None:
    facts = SHARED / "facts"
    if not facts.is_dir():
        pytest.skip("the facts about the shipped catalogue are not beside this checkout")
    run, _ = night()
    known: dict[str, str | None] = {}
    for paper in json.loads((facts / "dois.json").read_text(encoding="utf-8")):
        if paper["doi"]:
            known[f"doi:{paper['doi'].lower()}"] = paper["title"]
    for paper in json.loads((facts / "arxiv.json").read_text(encoding="utf-8")):
        known[f"arxiv:{paper['arxiv_id']}"] = paper["title"]
    known["pii:S0022073621001850"] = known.pop("doi:10.1016/j.jelectrocard.2021.08.019")
    known["openreview:mDwURmlapW"] = None  # OpenReview tells nobody without a login
    assert titles(run) == {key: title or "" for key, title in known.items()}


def test_a_second_night_changes_nothing(night: Callable[..., tuple[Run, Memory]]) -> None:
    first, memory = night()
    second, again = night(memory, day=1)
    assert sum(name.partition("|")[0] in VERDICTS for name in first.changes.new) == 26
    assert (second.changes.new, second.changes.repaired) == ((), ())
    assert (again.links, again.findings) == (memory.links, memory.findings)


UPSTREAM_LINKS = {"crossref": 1, "doi": 9, "arxiv": 19, "github": 28}
"""Links that lose their verdict when an upstream is ill: of Crossref's only the item identifier, since doi.org vouches
for DOIs in its place."""


@pytest.mark.parametrize("fault", ["429", "403", "500", "reset", "html", "truncated-json", "refuse"])
@pytest.mark.parametrize("upstream", ["crossref", "doi", "arxiv", "github"])
def test_a_bad_night_kills_nothing_and_forgets_nothing(
    night: Callable[..., tuple[Run, Memory]], upstream: str, fault: str
) -> None:
    healthy, memory = night()
    known = {healthy.catalogues[0].path: _known(healthy)}
    ill, after = night(
        Memory(links=memory.links, findings=memory.findings, known=known), day=1, faults={upstream: fault}
    )
    assert verdicts(ill)["dead"] <= VERDICTS["dead"]
    assert verdicts(ill)["unchecked"] == 1 + UPSTREAM_LINKS[upstream]
    assert titles(ill) == titles(healthy)
    assert ill.ill == (upstream,)
    assert ill.changes.repaired == ()
    assert {url: link.verdict for url, link in after.links.items()} == {
        url: link.verdict for url, link in memory.links.items()
    }
    recovered, _ = night(after, day=2)
    assert recovered.changes.new == ()
    assert verdicts(recovered) == verdicts(healthy)


def _known(run: Run) -> dict[str, Known]:
    (catalogue,) = run.catalogues
    text = "".join(state.write_enriched(catalogue, run.entries[catalogue.path], run.links, run.world))
    return state.read_enriched(text, "x.yaml")[2]


def test_with_nobody_within_reach_nothing_is_judged(night: Callable[..., tuple[Run, Memory]]) -> None:
    everything = dict.fromkeys(["crossref", "doi", "datacite", "arxiv", "github", "openreview", "web"], "500")
    run, _ = night(faults=everything)
    assert set(run.ill) == {"crossref", "doi", "arxiv", "github"}
    assert {link.target.kind.is_inside for link in run.links if link.verdict is Verdict.DEAD} == {True}


def test_a_machine_without_network_says_so(catalogue: Catalogue, time: FakeTime) -> None:
    with Sandbox(World(name="gone")) as gone:
        config = sandbox_config(gone)
    with (
        connect(config, clock=time.clock()) as network,
        pytest.raises(UpstreamsIllError, match="no upstream could be reached") as caught,
    ):
        pipeline.run(
            [catalogue], Memory(), network=network, scope=pipeline.Scope(), today=time.start.date(), world="live"
        )
    assert caught.value.exit_code == 3


def test_only_asks_only_that(night: Callable[..., tuple[Run, Memory]], sandbox: Sandbox) -> None:
    _, memory = night()
    before = len(sandbox.log)
    run, _ = night(memory, day=1, only="AgaMiko")
    assert {logged.upstream for logged in sandbox.log[before:]} == {"github"}
    assert verdicts(run) == VERDICTS


def test_a_failing_page_is_struck_out_over_nights_and_revives(time: FakeTime) -> None:
    page = "https://lab.test-site.net/project"
    catalogue = read.parse(
        f"# L\n\n- **P**. [Paper](https://doi.org/10.5555/1) [Project]({page})\n".encode(), path="l.md"
    )
    works = [{"doi": "10.5555/1", "title": "P", "issued": [2023]}]
    memory = Memory()
    told = []
    with Sandbox(World(works=works, pages={page: {"title": "Project"}})) as sandbox:
        for day in range(12):
            if 2 <= day < 10:
                sandbox.faults["web"] = Fault("404")
            else:
                sandbox.faults.clear()
            with connect(sandbox_config(sandbox), clock=time.clock()) as network:
                run, memory = pipeline.run(
                    [catalogue],
                    memory,
                    network=network,
                    scope=pipeline.Scope(everything=True),
                    today=(time.start + timedelta(days=day)).date(),
                    world="test",
                )
            told.append(next(link.verdict.word for link in run.links if link.link.url == page))
    assert told == ["ok"] * 2 + ["failing"] * 6 + ["dead"] * 2 + ["ok"] * 2


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a.md", "b.md"], ["a", "b"]),
        (["x/README.md", "y/README.md", "z.md"], ["x-README", "y-README", "z"]),
        (["list.md", "list.yaml", "other.md"], ["list-md", "list-yaml", "other"]),
        (["x/a.md", "x/a.csv", "y/a.md"], ["x-a-md", "x-a-csv", "y-a"]),
    ],
)
def test_no_catalogue_writes_over_the_files_of_another(paths: list[str], names: list[str]) -> None:
    lists = {"md": b"- A work. [paper](https://a.org/x)\n", "yaml": b"- title: A\n  paper: https://a.org/x\n"}
    loaded = [
        read.parse(lists.get(path.rpartition(".")[2], b"title,paper\nA,https://a.org/x\n"), path) for path in paths
    ]
    assert [one.name for one in pipeline.with_distinct_names(loaded)] == names
