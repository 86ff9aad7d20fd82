from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harvester.errors import UsageError
from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    from types import ModuleType

    import requests

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "facts"
SHIPPED = ROOT / "src/harvester/sandbox/worlds/medical-data-synthesis.json"


@pytest.fixture(scope="module")
def shipped() -> World:
    return World.load("medical-data-synthesis")


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_world", ROOT / "tools/compile_world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def facts(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))
    return rows


needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not beside the repository")


def test_an_empty_world_knows_nothing() -> None:
    world = World()
    assert (world.works, world.preprints, world.repositories, world.handle("10.1/a")) == ({}, {}, {}, None)


@pytest.mark.parametrize(
    ("section", "rows", "message"),
    [
        ("works", [{"doi": "10.1/a", "titel": "x"}], r"works\[0\.titel\]: Unexpected keyword argument"),
        ("works", [{"title": "x"}], r"works\[0\.doi\]: Field required"),
        ("works", [{"doi": "10.1/a"}, {"doi": "10.1/A"}], "works: listed twice: 10.1/a"),
        ("arxiv", [{"id": "2101.00001"}], r"arxiv\[0\.title\]: Field required\narxiv\[0\.published\]"),
        ("repositories", [{"name": 7}], r"repositories\[0\.name\]: Input should be a valid string"),
        ("handles", ["10.1/a"], r"handles\[0\]"),
        ("pages", {"https://a.test/": {"status": "fine"}}, r"pages\[0\.status\]"),
        ("pages", {"https://a.test/": {"behaviour": "dance"}}, "no such behaviour: dance"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_name(section: str, rows: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        World(**{section: rows})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a world file"),
        ('{"schema": "harvester/world@2"}', "not a world file"),
        ('{"schema": "harvester/world@1", "planets": []}', "unexpected keyword argument 'planets'"),
        ('{"schema": "harvester/world@1", "works": [{}]}', r"works\[0\.doi\]"),
    ],
)
def test_a_file_that_is_no_world_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "world.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message) as caught:
        World.load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["atlantis", "../rows", ""])
def test_there_is_no_world_of_that_name(name: str) -> None:
    with pytest.raises(UsageError, match="no world named") as caught:
        World.load(name)
    assert "medical-data-synthesis" in caught.value.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        World.load(tmp_path / "none.json")


@needs_facts
def test_the_shipped_world_is_what_the_facts_compile_to(compiler: ModuleType) -> None:
    text = compiler.compile_world(FACTS)
    assert text == compiler.compile_world(FACTS)
    assert text == SHIPPED.read_text(encoding="utf-8")


def test_the_compiler_writes_where_it_is_told(
    compiler: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compiler.main([]) == 2
    assert "FACTS" in capsys.readouterr().err
    for name in ("dois", "arxiv", "repositories"):
        (tmp_path / f"{name}.json").write_text("[]", encoding="utf-8")
    target = tmp_path / "world.json"
    assert compiler.main([str(tmp_path), str(target)]) == 0
    assert World.load(target).name == "medical-data-synthesis"


def test_the_shipped_world_is_complete_and_says_what_it_is(shipped: World) -> None:
    bare = [handle for handle in shipped.handles.values() if not handle.synthetic]
    assert (len(shipped.works), len(bare), len(shipped.forums)) == (42, 9, 1)
    assert (len(shipped.preprints), len(shipped.repositories)) == (19, 29)
    assert "demonstration" in shipped.note


@needs_facts
def test_no_fact_is_changed_and_none_is_made_up(shipped: World) -> None:
    for paper in facts("dois"):
        work = shipped.works.get((paper["doi"] or "").lower())
        assert (work is not None) == bool(paper["doi"] and paper["title"])
        if work:
            assert (work.title, work.venue, work.publisher, work.type) == (
                paper["title"],
                paper["venue"],
                paper["publisher"],
                paper["type"],
            )
            assert list(work.issued) == [part for part in (paper["year"], paper["month"]) if part]
            assert len(work.authors) == len(paper["authors"] or [])
    for paper in facts("arxiv"):
        preprint = shipped.preprints[paper["arxiv_id"]]
        assert (preprint.title, preprint.comment, preprint.doi) == (
            paper["title"],
            paper["comment"],
            paper["doi"],
        )
        assert list(preprint.authors) == paper["authors"]
        assert list(preprint.categories) == (paper["categories"] or [])
        assert ("published" in preprint.synthetic) == (paper["submitted"] is None)
        assert "verified" not in (preprint.journal_ref or "")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/github/repos/AgaMiko/debiasing-effect-of-gans", 200),
        ("/github/repos/AgaMiko/debiasing-effect-of-gans.", 404),
        ("/github/repos/maxbagga/ScarletEagle1", 404),
        ("/github/users/example", 404),
        ("/openreview/notes?forum=mDwURmlapW", 403),
        ("/crossref/works/10.3390/s23198328", 200),
        ("/crossref/works/10.1145/3477314.3507300", 404),
        ("/datacite/dois/10.1145/3477314.3507300", 404),
        ("/doi/api/handles/10.1145/3477314.3507300?type=URL", 200),
        ("/doi/api/handles/10.1145/3477314.3507301?type=URL", 404),
    ],
)
def test_the_shipped_world_answers_as_the_facts_say(
    shipped: World, session: requests.Session, path: str, status: int
) -> None:
    with Sandbox(shipped) as sandbox:
        assert session.get(sandbox.url + path).status_code == status


def test_the_pii_of_the_catalogue_leads_to_its_doi(shipped: World, session: requests.Session) -> None:
    with Sandbox(shipped) as sandbox:
        url = f"{sandbox.url}/crossref/works?filter=alternative-id:S0022073621001850"
        (item,) = session.get(url).json()["message"]["items"]
    assert item["DOI"] == "10.1016/j.jelectrocard.2021.08.019"


def test_everything_made_up_is_named_or_plainly_synthetic(shipped: World) -> None:
    for preprint in shipped.preprints.values():
        if "published" in preprint.synthetic:
            assert preprint.published == f"20{preprint.id[:2]}-{preprint.id[2:4]}-01T00:00:00Z"
    assert all(page.synthetic for page in shipped.pages.values())
