"""Data files: what is found in them, in which forms they may come, and what is said of those that are none."""

from __future__ import annotations

import gzip
import json
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from harvester.errors import ConfigError, HarvesterError, UsageError
from harvester.upstream.data_file import DataFile
from harvester.upstream.snapshot import ARXIV, CROSSREF
from support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

duckdb = pytest.importorskip("duckdb", reason="the extra `scale` is not installed")


def work(doi: str, title: str = "A paper", indexed: str | None = "2026-03-01T10:00:00Z", **more: Any) -> dict[str, Any]:
    stamp = {"indexed": {"date-time": indexed, "timestamp": 1}} if indexed else {}
    author = [{"given": "Jo", "family": "Doe", "sequence": "first", "affiliation": []}]
    return {"DOI": doi, "type": "journal-article", "title": [title], "author": author, **stamp, **more}


def write(path: Path, *rows: Any) -> Path:
    lines = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows).encode()
    path.write_bytes(gzip.compress(lines) if path.suffix == ".gz" else lines)
    return path


def titles(file: DataFile, *keys: str) -> dict[str, str]:
    parts = list(file.records(keys))
    assert len({key for part in parts for key in part}) == sum(map(len, parts))
    return {key: record.title for part in parts for key, record in part.items()}


def crossref(tmp_path: Path, pattern: str) -> DataFile:
    return DataFile(pattern, CROSSREF, root=tmp_path)


def test_nothing_is_found_for_no_identifiers(tmp_path: Path) -> None:
    write(tmp_path / "works.jsonl", work("10.5555/one"))
    assert titles(crossref(tmp_path, "works.jsonl")) == {}


def test_what_the_file_lacks_is_left_out_and_not_denied(tmp_path: Path) -> None:
    write(tmp_path / "works.jsonl", work("10.5555/one"))
    assert titles(crossref(tmp_path, "works.jsonl"), "10.5555/two", "10.5555/one") == {"10.5555/one": "A paper"}


@pytest.mark.parametrize(
    "doi", ["10.5555/ONE", "10.1002/(SICI)1097-4571(199806)49:8<693::AID>3.0.CO;2-O", "10.5555/a'b", "10.5555/a,b#c"]
)
def test_identifiers_are_compared_in_lower_case_and_whole(tmp_path: Path, doi: str) -> None:
    write(tmp_path / "works.jsonl", work(doi), work(f"{doi}2"))
    assert titles(crossref(tmp_path, "works.jsonl"), doi.lower()) == {doi.lower(): "A paper"}


def test_of_several_records_the_newest_counts(tmp_path: Path) -> None:
    for name, day in (("a", "2026-01-01"), ("b", "2026-02-01"), ("c", "2025-12-01")):
        write(tmp_path / f"{name}.jsonl", work("10.5555/one", f"Title of {day}", f"{day}T00:00:00Z"))
    assert titles(crossref(tmp_path, "*.jsonl"), "10.5555/one") == {"10.5555/one": "Title of 2026-02-01"}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([None], ""),
        (["2026-03-01T10:00:00Z"], "2026-03-01"),
        (["2026-02-28T10:00:00Z", None, "2026-03-02T00:00:00Z", "2019-01-01T00:00:00Z"], "2026-03-02"),
    ],
)
def test_the_day_is_that_of_the_newest_record(tmp_path: Path, days: list[str | None], expected: str) -> None:
    write(tmp_path / "works.jsonl", *(work(f"10.5555/{n}", indexed=day) for n, day in enumerate(days)))
    file = crossref(tmp_path, "works.jsonl")
    assert file.day == expected
    assert titles(file, "10.5555/0") == {"10.5555/0": "A paper"}


@pytest.mark.parametrize(
    "torn",
    ['{"DOI": "10.5555/torn", "title": ["Half of', "[1, 2]", "null", '{"DOI": 7}', '{"DOI": null}', "", '{"DOI": []}'],
)
def test_a_line_that_is_no_record_costs_that_record_alone(tmp_path: Path, torn: str) -> None:
    write(tmp_path / "works.jsonl", work("10.5555/one"), torn, work("10.5555/two"))
    found = titles(crossref(tmp_path, "works.jsonl"), "10.5555/one", "10.5555/two", "10.5555/torn", "7")
    assert found == {"10.5555/one": "A paper", "10.5555/two": "A paper"}


@pytest.mark.parametrize("name", ["works.json", "works.jsonl", "works.ndjson", "works.jsonl.gz", "[odd] name's.jsonl"])
def test_json_lines_under_every_name(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, work("10.5555/one"))
    pattern = "*name*" if "[" in name else name
    assert titles(crossref(tmp_path, pattern), "10.5555/one") == {"10.5555/one": "A paper"}


@pytest.mark.parametrize("typed", ["read_json_auto", "read_json"], ids=["columns by their contents", "members as JSON"])
def test_parquet_says_what_json_lines_say(tmp_path: Path, typed: str) -> None:
    notice = {"DOI": "10.5555/n", "type": "retraction", "source": "publisher", "updated": {"date-parts": [[2020, 2]]}}
    row = work("10.5555/One", issued={"date-parts": [[2016, 6]]}) | {"updated-by": [notice], "container-title": ["J"]}
    write(tmp_path / "works.jsonl", row, work("10.5555/two"))
    members = ", ".join(f"'{name}': 'JSON'" for name in row if name != "DOI")
    options = f", columns = {{'DOI': 'VARCHAR', {members}}}" if typed == "read_json" else ""
    duckdb.sql(f"COPY (FROM {typed}('{tmp_path}/works.jsonl'{options})) TO '{tmp_path}/works.parquet'")
    lines, table = (
        {key: record for part in crossref(tmp_path, name).records(["10.5555/one"]) for key, record in part.items()}
        for name in ("works.jsonl", "works.parquet")
    )
    assert table == lines
    assert lines["10.5555/one"].updates[0].date == "2020-02"


def test_more_records_than_are_handed_on_at_a_time(tmp_path: Path) -> None:
    write(tmp_path / "works.jsonl", *(work(f"10.5555/{n}", f"Paper {n}") for n in range(2_500)))
    keys = [f"10.5555/{n}" for n in range(0, 2_500, 2)]
    assert titles(crossref(tmp_path, "works.jsonl"), *keys) == {key: f"Paper {key[8:]}" for key in keys}


@pytest.mark.parametrize(
    ("files", "pattern", "error", "said"),
    [
        ({}, "works.jsonl", ConfigError, "upstreams.crossref.snapshot: works.jsonl: no such file"),
        ({}, "https://example.org/works.jsonl", ConfigError, "no such file"),
        ({"a.jsonl": work("10.5555/one"), "a.parquet": ""}, "a.*", ConfigError, "neither all JSON lines nor all"),
        ({"works.tar": ""}, "works.tar", ConfigError, "neither all JSON lines nor all Parquet"),
        ({"works.jsonl": ""}, "works.jsonl", UsageError, "no record with the member 'DOI'"),
        ({"works.json": {"items": [work("10.5555/one")]}}, "*.json", UsageError, "no record with the member 'DOI'"),
        ({"works.parquet": "no Parquet"}, "works.parquet", UsageError, "cannot be read"),
    ],
)
def test_what_is_no_data_file_is_named(
    tmp_path: Path, files: dict[str, Any], pattern: str, error: type[HarvesterError], said: str
) -> None:
    for name, row in files.items():
        write(tmp_path / name, row)
    with pytest.raises(error) as raised:
        crossref(tmp_path, pattern)
    assert said in str(raised.value)
    assert raised.value.hint


def test_a_packed_file_that_breaks_off_ends_in_one_message(tmp_path: Path) -> None:
    path = write(tmp_path / "works.jsonl.gz", *(work(f"10.5555/{n}", f"{n * 7919}" * 20) for n in range(5_000)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UsageError, match=r"upstreams\.crossref\.snapshot: cannot be read"):
        titles(crossref(tmp_path, "works.jsonl.gz"), "10.5555/4999")


def test_a_parquet_file_of_something_else_is_refused(tmp_path: Path) -> None:
    duckdb.sql(f"COPY (SELECT 1 AS id) TO '{tmp_path}/works.parquet'")
    with pytest.raises(UsageError, match="no record with the member 'DOI'"):
        crossref(tmp_path, "works.parquet")


def test_arxiv_s_file_is_told_from_crossref_s(tmp_path: Path) -> None:
    write(tmp_path / "works.jsonl", work("10.5555/one"))
    with pytest.raises(UsageError, match=r"upstreams\.arxiv\.snapshot: .* no record with the member 'id'"):
        DataFile("works.jsonl", ARXIV, root=tmp_path)


def test_without_duckdb_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "works.jsonl", work("10.5555/one"))
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match=r"upstreams\.crossref\.snapshot: DuckDB is not installed") as raised:
        crossref(tmp_path, "works.jsonl")
    assert "catalogue-harvester[scale]" in raised.value.hint


def test_the_parquet_that_the_documentation_makes_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "dumps/crossref").mkdir(parents=True)
    row = work("10.5555/One", reference=[{"key": "1"}], volume="7") | {"container-title": ["Journal"]}
    write(tmp_path / "dumps/crossref/0.jsonl.gz", row, work("10.5555/two"))
    monkeypatch.chdir(tmp_path)
    exec(code, {})  # noqa: S102 (what we tell others to run)
    file = crossref(tmp_path, "dumps/crossref.parquet")
    (record,) = (record for part in file.records(["10.5555/one"]) for record in part.values())
    assert (file.day, record.title, record.venue, record.volume) == ("2026-03-01", "A paper", "Journal", "7")
