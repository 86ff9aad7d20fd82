"""The command line as a newcomer meets it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from harvester.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

LIST = (
    "# My list\n\n- **A paper**, 2023. [Paper](https://doi.org/10.3390/s23198328) [Code](https://github.com/example)\n"
)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


@pytest.mark.parametrize("name", ["README.md", "link-health.md", "README.yaml"])
def test_a_file_that_cannot_be_written_is_named_and_nothing_else_is_written(
    harvester: Callable[..., Ended], tmp_path: Path, name: str
) -> None:
    (tmp_path / "README.md").write_text(LIST, encoding="utf-8")
    (tmp_path / "data/enriched" / name).mkdir(parents=True)
    ended = harvester("refresh", "--offline")
    assert (ended.code, "Traceback" in ended.err, "fault of harvester" in ended.err) == (2, False, False)
    assert f"{name}: Is a directory" in ended.err
    assert [path.name for path in (tmp_path / "data/enriched").iterdir()] == [name]


def test_the_demonstration_twice(harvester: Callable[..., Ended], repository: Path) -> None:
    first = harvester("refresh", "--sandbox")
    assert first.code == 1, first.err
    assert "sandbox world medical-data-synthesis" in first.out
    assert len(first.out.splitlines()) <= 25
    assert all(len(line) <= 80 for line in first.out.splitlines())
    written = files(repository / "data/enriched")
    assert set(written) == {
        "medical-data-synthesis.yaml", "medical-data-synthesis.md", "medical-data-synthesis.html",
        "medical-data-synthesis.bib", "medical-data-synthesis.csl.json",
        "health.json", "history.jsonl", "report.json", "link-health.md", "link-health.html", "badge.json", "repairs.patch",
    }  # fmt: skip
    second = harvester("refresh", "--sandbox")
    assert second.code == 0, second.err
    assert files(repository / "data/enriched") == written
    assert "Nothing new" in second.err


def test_what_the_files_say(harvester: Callable[..., Ended], repository: Path) -> None:
    harvester("refresh", "--sandbox")
    folder = repository / "data/enriched"
    enriched = yaml.safe_load((folder / "medical-data-synthesis.yaml").read_text(encoding="utf-8"))
    assert (enriched["schema"], enriched["world"]) == ("harvester/enriched@1", "medical-data-synthesis")
    assert sum(bool(entry.get("title")) for entry in enriched["entries"]) == 61
    assert all(entry["provenance"]["title"] for entry in enriched["entries"] if entry.get("title"))
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert len(report["links"]) == 136
    assert {link["verdict"] for link in report["links"]} == {"ok", "dead", "placeholder", "malformed", "unchecked"}
    assert len(json.loads((folder / "medical-data-synthesis.csl.json").read_text(encoding="utf-8"))) == 61

    again = harvester("report")
    assert again.code == 0
    assert "109 of 136 links healthy" in again.out.replace("\n", " ")
    for form, sign in (
        ("bibtex", "@article{"),
        ("csl-json", '"DOI"'),
        ("ris", "TY  - "),
        ("csv", "id,"),
        ("yaml", "schema: "),
    ):
        exported = harvester("export", "--to", form)
        assert exported.code == 0, exported.err
        assert sign in exported.out
    assert harvester("export", "--to", "word").code == 2
    assert harvester("export", "nothing", "--to", "ris").code == 2


def test_check_writes_nothing_and_is_a_gate(harvester: Callable[..., Ended], repository: Path) -> None:
    for arguments, code in (((), 1), (("--fail-on", "any"), 1), (("--fail-on", "never"), 0)):
        assert harvester("check", "--sandbox", *arguments).code == code
    assert not (repository / "data/enriched").exists()


def test_offline_asks_nobody_and_finds_what_the_text_tells(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    ended = harvester("check", "--offline")
    assert ended.code == 1
    assert "github.com/example" in ended.out
    assert "unchecked" in ended.out


def test_a_sandbox_run_does_not_touch_live_results(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    assert harvester("refresh", "--offline").code == 1  # a live world, though nobody was asked
    live = files(tmp_path / "data/enriched")
    ended = harvester("refresh", "--sandbox", "--fail-on", "never")
    assert ended.code == 0, ended.err
    assert "build/demo" in ended.err
    assert files(tmp_path / "data/enriched") == live
    assert files(tmp_path / "build/demo")


def test_without_network_one_line_and_no_change(harvester: Callable[..., Ended], repository: Path) -> None:
    harvester("refresh", "--sandbox")
    before = files(repository / "data/enriched")
    closed = "http://127.0.0.1:9"  # the discard port, where nobody listens
    names = ("crossref", "doi", "datacite", "arxiv", "github", "openreview")
    config = {
        "catalogues": ["data/raw/medical-data-synthesis.md"],
        "upstreams": {name: {"url": closed, "interval": 0} for name in names},
    }
    (repository / "harvester.yaml").write_text(yaml.safe_dump(config))
    ended = harvester("refresh")
    assert ended.code == 3
    assert ended.err.startswith("harvester: no upstream could be reached (connection refused)")
    assert len(ended.err.splitlines()) == 1
    assert ended.out == ""
    assert files(repository / "data/enriched") == before


BAD_INPUT = [
    (("check", "missing.md"), "missing.md: no such file"),
    (("check", "folder"), "folder: "),
    (("check", "binary.md"), "binary.md"),
    (("check", "empty.md"), "empty.md"),
    (("check", "latin1.md"), "latin1.md:2"),
    (("check",), "no catalogue"),
    (("check", "--config", "missing.yaml"), "missing.yaml: no such file"),
    (
        ("check", "--config", "broken.yaml", "list.md"),
        "broken.yaml:2: upstreams.crosref: unknown key; did you mean crossref?",
    ),
    (("check", "--config", "formats.yaml", "list.md"), "exports: word: unknown format"),
    (("check", "--nonsense"), "No such option '--nonsense'"),
    (("check", "--fail-on", "sometimes"), "'sometimes' is not one of"),
    (("nonsense",), "No such command 'nonsense'"),
    (("report",), "report.json: no such file"),
    (("export", "--to", "bibtex"), "report.json: no such file"),
    (("export",), "Missing option '--to'"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_INPUT, ids=[" ".join(arguments) for arguments, _ in BAD_INPUT])
def test_bad_input_gets_one_clear_message(
    harvester: Callable[..., Ended], tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "list.md").write_text(LIST)
    (tmp_path / "binary.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    (tmp_path / "latin1.md").write_bytes(b"# List\n\n- caf\xe9\n".replace(b"\n\n", b"\n"))
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "broken.yaml").write_text("upstreams:\n  crosref: {}\n")
    (tmp_path / "formats.yaml").write_text("exports: [word]\n")
    ended = harvester(*arguments)
    assert ended.code == 2
    assert message in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_damaged_memory_is_refused_with_a_hint(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    (tmp_path / "data/enriched").mkdir(parents=True)
    memory = tmp_path / "data/enriched/health.json"
    memory.write_text('{"schema": "harvester/hea')
    ended = harvester("refresh", "--offline")
    assert ended.code == 2
    assert "health.json: not readable as JSON" in ended.err
    assert "Restore it from git" in ended.err
    assert memory.read_text() == '{"schema": "harvester/hea'


def test_a_list_comes_in_by_a_pipe(harvester: Callable[..., Ended]) -> None:
    ended = harvester("read", "--json", "-", stdin=LIST.encode())
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert told["schema"] == "harvester/read@1"
    (entry,) = told["entries"]
    assert (entry["title"], [link["role"] for link in entry["links"]]) == ("A paper", ["paper"])
    assert harvester("check", "--offline", "-", stdin=LIST.encode()).code == 1


def test_control_codes_of_a_stranger_do_not_reach_the_terminal(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "# L\n\n- **A \x1b[2Jtitle\x07**. [Code\x1b]0;x\x07](yES) [Paper](https://doi.org/10.1000/182)\n"
    )
    for command in (("read",), ("check", "--offline"), ("check", "\x1b[31mmissing.md")):
        ended = harvester(*command)
        assert "\x1b" not in ended.out + ended.err
        assert "\x07" not in ended.out + ended.err


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_explains_itself_and_stands_in_the_readme(
    harvester: Callable[..., Ended], readme: str, name: str
) -> None:
    ended = harvester(name, "--help")
    assert ended.code == 0
    assert len(ended.out) > 200
    assert f"harvester {name}" in readme


def test_the_command_itself_explains_where_to_start(harvester: Callable[..., Ended]) -> None:
    for arguments in (("--help",), ("-h",)):
        ended = harvester(*arguments)
        assert ended.code == 0
        assert "Start with" in ended.out
    assert harvester("--version").out == "harvester, version 0.1.0\n"
