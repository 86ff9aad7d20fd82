"""``not-its-code``: repositories that say nothing against a row, then those that name another paper, over the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester import pipeline, read, state
from harvester.history import Memory
from harvester.model import Severity
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.enrich import Known
    from harvester.model import Finding, Run
    from support import FakeTime

OWN = "Learning to synthesise chest radiographs from text"
OTHER = "Graph kernels for the prediction of small molecules"
WORKS = [
    {"doi": "10.1000/own", "title": OWN, "authors": ["Lovelace, Ada"], "issued": [2023, 5]},
    {"doi": "10.1000/listed", "title": OTHER, "authors": ["Hopper, Grace"], "issued": [2021]},
]
PREPRINTS = [
    {"id": "2301.00001", "title": OWN, "authors": ["Ada Lovelace"], "published": "2023-01-02"},
    {"id": "2301.00002", "title": OTHER, "authors": ["Grace Hopper"], "published": "2021-01-02"},
]
PREPRINT, PUBLISHED = "https://arxiv.org/abs/2301.00001", "https://doi.org/10.1000/own"
REPOSITORY = "https://github.com/ada/engine"
CITED = "preferred-citation: {{type: article, title: '{title}', year: {year}, authors: [{{family-names: {author}}}]}}\n"
TROUBLE = {"status": 500}


def row(paper: str = PREPRINT, label: str = "code", code: str = REPOSITORY) -> str:
    return f"- **SynthX**. [paper]({paper}) [{label}]({code})\n"


@pytest.fixture
def run(time: FakeTime) -> Callable[..., Run]:
    """A run over a list with this row, in a world with this repository; with none, GitHub is in trouble."""

    def one(text: str, *, anonymous: bool = False, known: dict[str, Known] | None = None, **repository: Any) -> Run:
        catalogue = read.parse(f"# L\n\n{text}".encode(), path="list.md")
        world = World(works=WORKS, arxiv=PREPRINTS, repositories=[{"name": "ada/engine", **(repository or TROUBLE)}])
        with (
            Sandbox(world) as sandbox,
            connect(sandbox_config(sandbox), token="" if anonymous else sandbox.token, clock=time.clock()) as network,
        ):
            done, _ = pipeline.run(
                [catalogue],
                Memory(known={"list.md": known or {}}),
                network=network,
                scope=pipeline.Scope(),
                today=time.start.date(),
                world="test",
            )
        return done

    return one


def found(run: Run) -> list[Finding]:
    return [finding for finding in run.findings if finding.rule == "not-its-code"]


@pytest.mark.parametrize(
    ("text", "repository"),
    [
        (row(), {"description": "Code and models"}),
        (row(), {"description": "Code of arXiv:2301.00001v3"}),
        (row(), {"homepage": "https://arxiv.org/pdf/2301.00001"}),
        (row(), {"description": f'Official code of "{OWN}"'}),
        (row(), {"description": "See https://arxiv.org/abs/2301.00001 and https://arxiv.org/abs/2301.00009"}),
        (row(), {"description": "Code of arXiv:2301.00008 and arXiv:2301.00009"}),
        (row(), {"description": "Code of arXiv:2301.00002", "fork": True}),
        (row(), {"description": "Published at https://doi.org/10.1000/unknown"}),
        (row(), {"description": "Code of arXiv:2301.00002", "homepage": "https://doi.org/10.1000/unknown"}),
        (row(), {"citation": CITED.format(title=OTHER, year=2023, author="Lovelace")}),
        (row(), {"citation": CITED.format(title="SynthX", year=2023, author="Hopper")}),
        (row(), {"citation": f"title: {OWN}\n" + CITED.format(title=OTHER, year=2016, author="Hopper")}),
        (row(), {"citation": f"title: {OTHER}\ndoi: 10.5281/zenodo.123\n"}),
        (row(), {"citation": "title: [\n"}),
        (row(PUBLISHED), {"description": "Code of arXiv:2301.00009"}),
        (row(PUBLISHED), {"description": "Code of arXiv:2301.00001"}),
        (row(label="original"), {"description": "Code of arXiv:2301.00002"}),
        (row(label="unofficial code"), {"description": "Code of arXiv:2301.00002"}),
        (row(code=f"{REPOSITORY}/tree/main/x"), {"description": "Code of arXiv:2301.00002"}),
        ("- **Engine**. [code](https://github.com/ada/engine)\n", {"description": "Code of arXiv:2301.00002"}),
    ],
    ids=[
        "names no paper",
        "its own id",
        "its own page",
        "its own title",
        "its own id beside another",
        "several papers",
        "a fork",
        "a publication that may be its own",
        "a publication that may be its own, and another",
        "renamed by the same author in the same year",
        "a short title",
        "software with the title of the paper",
        "a title of software is not one of a paper",
        "no YAML",
        "a preprint that may be its own",
        "its own preprint, under another id of the list",
        "the label says original",
        "the label says unofficial",
        "a path in the repository",
        "no paper in the row",
    ],
)
def test_what_says_nothing_against_a_row(run: Callable[..., Run], text: str, repository: dict[str, Any]) -> None:
    assert found(run(text, **repository)) == []


@pytest.mark.parametrize(
    ("paper", "repository", "evidence"),
    [
        (PREPRINT, {"description": "Code of arXiv:2301.00009"}, "description names another paper: arXiv 2301.00009"),
        (PREPRINT, {"homepage": "https://arxiv.org/abs/2301.00009"}, "home page names another paper: arXiv 2301.00009"),
        (PREPRINT, {"description": f'Code of "{OTHER}"'}, f"description names another paper: “{OTHER}”"),
        (
            PREPRINT,
            {"citation": CITED.format(title=OTHER, year=2021, author="Hopper")},
            f"CITATION.cff names another paper: “{OTHER}”",
        ),
        (
            PUBLISHED,
            {"citation": "doi: 10.5281/zenodo.1\n" + CITED.format(title=OTHER, year=2021, author="Hopper")},
            f"CITATION.cff names another paper: “{OTHER}”",
        ),
    ],
)
def test_a_repository_that_names_another_paper(
    run: Callable[..., Run], paper: str, repository: dict[str, Any], evidence: str
) -> None:
    (finding,) = found(run(row(paper), **repository))
    assert (finding.line, finding.label, finding.what, finding.cause) == (3, "code", REPOSITORY, REPOSITORY)
    assert (finding.severity, finding.suggestion) == (Severity.LOOK, None)
    assert finding.evidence == f"the repository's {evidence}"


def test_what_the_list_itself_knows_of_the_other_paper(run: Callable[..., Run]) -> None:
    listed = "- **Kernels**. [paper](https://doi.org/10.1000/listed)\n"
    done = run(row(PUBLISHED) + listed, homepage="https://doi.org/10.1000/listed")
    assert [fact.value for fact in done.entries["list.md"][0].facts] == ["10.1000/listed"]
    assert [one.evidence for one in found(done)] == [
        f"the repository's home page names another paper: “{OTHER}”, DOI 10.1000/listed"
    ]


def test_without_a_token_the_citation_file_is_not_asked_for(run: Callable[..., Run]) -> None:
    citation = CITED.format(title=OTHER, year=2021, author="Hopper")
    assert found(run(row(), anonymous=True, citation=citation)) == []
    assert len(found(run(row(), anonymous=True, description="Code of arXiv:2301.00009"))) == 1


def test_it_is_remembered_while_github_is_silent(run: Callable[..., Run]) -> None:
    done = run(row(), description="Code of arXiv:2301.00009")
    text = "".join(state.write_enriched(done.catalogues[0], done.entries["list.md"], done.links, done.world))
    _, _, known = state.read_enriched(text, "list.yaml")
    assert found(run(row(), known=known)) == found(done)
    assert found(run(row(), known=known, description="Code")) == []
    assert found(run(row(code="https://gitlab.com/ada/engine"), known=known)) == []
