from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.config import Config, parse
from harvester.journal import FILE_NAME, HOLDS_S, Journal, fingerprint, open_journal
from harvester.model import Absent, ArxivId, Author, Doi, Found, Mention, Record, RepoName, Unavailable, Update
from harvester.upstream.github import Repository
from harvester.upstream.ncbi import Article
from harvester.upstream.web import Page
from support import FakeTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harvester.model import Answer

RECORD = Record(
    source="crossref",
    title="Ein “Titel” – <b>roh</b>\x1b",
    authors=(Author("Lovelace", "Ada"), Author(literal="The X")),
    dates={"online": "2023-01-02"},
    date="2023-01-02",
    doi=Doi("10.5555/a"),
    arxiv=ArxivId("2301.00001"),
    updates=(Update(kind="retraction", doi=Doi("10.5555/r")),),
    version=3,
    code=("https://github.com/owner/name",),
)

FACTS: dict[str, Answer[Any]] = {
    "record": Found(RECORD),
    "empty record": Found(Record(source="arxiv")),
    "agency": Found("Crossref"),
    "doi": Found(Doi("10.5555/a")),
    "repository": Found(
        Repository(
            name=RepoName("Owner/Name"), archived=True, papers=(Mention(where="home page", key="arxiv:2301.00001"),)
        )
    ),
    "page": Found(Page("https://a.test-site.net/", None, 200)),
    "article": Found(Article(doi=Doi("10.5555/a"), record=RECORD)),
    "nothing": Absent("not in Crossref"),
    "\ud800 \n key": Absent("whatever a stranger writes"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
def journal(path: Path, time: FakeTime) -> Callable[..., Journal]:
    def opened(of: str = "this", **more: Any) -> Journal:
        return Journal(path, of=of, clock=time.clock(), **more)

    return opened


def test_a_new_journal_knows_nothing(journal: Callable[..., Journal]) -> None:
    with journal() as it:
        assert it.recall("crossref works", ["a"]) == {}


def test_facts_come_back_as_they_were(journal: Callable[..., Journal]) -> None:
    with journal() as first:
        first.record("question", FACTS)
    with journal() as second:
        assert second.recall("question", FACTS) == FACTS


def test_only_facts_are_kept(journal: Callable[..., Journal], path: Path) -> None:
    with journal() as first:
        first.record("question", {"a": Unavailable("HTTP 429"), "b": Found(object())})
        first.record("question", {})
    assert path.read_bytes() == b""
    with journal() as second:
        assert second.recall("question", ["a", "b"]) == {}


def test_another_question_another_key_and_another_run_know_nothing_of_it(journal: Callable[..., Journal]) -> None:
    with journal() as first:
        first.record("question", FACTS)
    with journal() as second:
        assert second.recall("question again", FACTS) == {}
        assert second.recall("question", ["else"]) == {}
    with journal(of="that") as third:
        assert third.recall("question", FACTS) == {}
    with journal() as fourth:  # nor did the other run take it away
        assert fourth.recall("question", FACTS) == FACTS


@pytest.mark.parametrize(
    ("seconds", "kept"), [(0, True), (HOLDS_S - 1, True), (HOLDS_S, False), (HOLDS_S * 24, False), (-1, False)]
)
def test_an_answer_holds_for_an_hour(
    journal: Callable[..., Journal], path: Path, time: FakeTime, seconds: float, *, kept: bool
) -> None:
    with journal() as first:
        first.record("question", FACTS)
    time.start += timedelta(seconds=seconds)
    with journal() as second:
        assert bool(second.recall("question", FACTS)) is kept
    # what is out of date is thrown away, so that the file does not grow for ever
    assert bool(path.read_bytes()) is kept


def test_all_anew_recalls_nothing_and_keeps_what_is_new(journal: Callable[..., Journal]) -> None:
    with journal() as first:
        first.record("question", {"a": Absent("old")})
    with journal(reuse=False) as second:
        assert second.recall("question", ["a"]) == {}
        second.record("question", {"a": Absent("new")})
    with journal() as third:
        assert third.recall("question", ["a"]) == {"a": Absent("new")}


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_torn_line_is_passed_over_and_costs_no_other(journal: Callable[..., Journal], path: Path, cut: int) -> None:
    with journal() as first:
        first.record("question", {"a": Absent("a"), "b": Absent("b")})
    path.write_bytes(path.read_bytes()[:-cut])
    with journal() as second:
        assert second.recall("question", ["a", "b"]) == {"a": Absent("a")}
        second.record("question", {"c": Absent("c")})
    with journal() as third:
        assert third.recall("question", ["a", "b", "c"]) == {"a": Absent("a"), "c": Absent("c")}


GOOD = {"of": "this", "at": 1795405020.0, "question": "question", "key": "a"}


@pytest.mark.parametrize(
    "line",
    [
        b"\x00\xff\xfe", b"[]", b"7", b"null", b"{", b'{"of": "this"}', b"[" * 100_000,
        *(
            json.dumps(GOOD | damage).encode()
            for damage in (
                {"absent": 7}, {"kind": "str"}, {"kind": "Record", "found": {"source": []}},
                {"kind": "Path", "found": "/etc/passwd"}, {"kind": 7, "found": "x"}, {"at": "now", "absent": "x"},
                {"at": 10**400, "absent": "x"}, {"at": float("nan"), "absent": "x"}, {"at": float("inf"), "absent": "x"},
                {"key": 7, "absent": "x"}, {"question": None, "absent": "x"},
            )
        ),
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_no_answer(journal: Callable[..., Journal], path: Path, line: bytes) -> None:
    path.write_bytes(line + b"\n")
    with journal() as it:
        assert it.recall("question", ["a"]) == {}


@given(st.binary(max_size=300))
def test_no_file_is_an_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    path.write_bytes(data)
    with Journal(path, of="this", clock=FakeTime().clock()) as it:
        assert it.recall("question", ["a"]) == {}


def test_a_journal_that_can_no_longer_be_written_does_no_harm(
    journal: Callable[..., Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with journal() as it:
        monkeypatch.setattr(os, "write", full)
        it.record("question", FACTS)
        it.record("question", FACTS)
        assert it.recall("question", FACTS) == {}


def test_answers_outlive_a_process_that_is_killed(path: Path, time: FakeTime) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from harvester.journal import Journal; from harvester.lanes import Clock; from harvester.model import Absent\n"
        f"clock = Clock(now=lambda: datetime.fromisoformat('{time.clock().now().isoformat()}'))\n"
        "it = Journal(Path(sys.argv[1]), of='this', clock=clock)\n"
        "it.record('question', {'a': Absent('a')})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)  # noqa: S603 (our own interpreter)
    assert done.returncode == -9
    with Journal(path, of="this", clock=time.clock()) as it:
        assert it.recall("question", ["a"]) == {"a": Absent("a")}


def test_it_lies_in_the_user_s_cache_and_leaves_the_list_s_folder_alone(
    tmp_path: Path, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    told = {}
    for name in ("one", "two"):
        root = tmp_path / name
        root.mkdir()
        it = open_journal(Config(root=root), world="live", clock=time.clock())
        assert it is not None
        with it:
            told[name] = it.recall("question", ["a"])
            it.record("question", {"a": Absent(name)})
        assert list(root.iterdir()) == []
    assert told == {"one": {}, "two": {}}
    (path,) = (tmp_path / "cache").rglob("*.jsonl")
    assert len(path.read_text().splitlines()) == 2


def test_without_a_cache_folder_it_lies_beside_the_configuration(
    tmp_path: Path, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    it = open_journal(Config(root=tmp_path), world="live", clock=time.clock())
    assert it is not None
    with it:
        assert (tmp_path / ".harvester" / FILE_NAME).is_file()


def test_without_any_folder_there_is_none(tmp_path: Path, time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cache", ".harvester"):
        (tmp_path / name).write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert open_journal(Config(root=tmp_path), world="live", clock=time.clock()) is None


@pytest.mark.parametrize(
    ("settings", "world", "same"),
    [
        ("", "live", True),
        ("budget_s: 5\nmailto: a@example.org", "live", True),
        ("", "sandbox", False),
        ("upstreams: {crossref: {url: 'https://mirror.example.org'}}", "live", False),
        ("web: {remap: {'https://': 'https://mirror.example.org/'}}", "live", False),
    ],
)
def test_answers_are_shared_by_runs_that_ask_the_same_world(settings: str, world: str, *, same: bool) -> None:
    assert (fingerprint(parse(settings), world) == fingerprint(Config(), "live")) is same


def test_answers_are_not_shared_by_lists(tmp_path: Path) -> None:
    assert fingerprint(Config(root=tmp_path), "live") != fingerprint(Config(), "live")
