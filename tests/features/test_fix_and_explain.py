from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended


def test_without_a_run_there_is_nothing_to_fix_or_explain(harvester: Callable[..., Ended], repository: Path) -> None:
    assert repository.is_dir()
    for arguments in (("fix",), ("explain", "dead")):
        ended = harvester(*arguments)
        assert ended.code == 2
        assert "Run `harvester refresh` first" in ended.err


def test_certain_repairs_are_shown_written_as_a_patch_and_taken_by_git(
    harvester: Callable[..., Ended], repository: Path
) -> None:
    harvester("refresh", "--sandbox")
    source = repository / "data/raw/medical-data-synthesis.md"
    before = source.read_text(encoding="utf-8")
    shown = harvester("fix", "--diff")
    assert shown.code == 0, shown.err
    assert source.read_text(encoding="utf-8") == before
    assert (repository / "data/enriched/repairs.patch").read_text(encoding="utf-8") == shown.out
    removed = [line for line in shown.out.splitlines() if line.startswith("-") and not line.startswith("---")]
    added = [line for line in shown.out.splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert len(removed) == len(added) >= 4
    assert any("(#x-ray-images)" in line for line in added)
    subprocess.run(["git", "apply", "data/enriched/repairs.patch"], cwd=repository, check=True, timeout=30)  # noqa: S607 (the machine's git)
    assert source.read_text(encoding="utf-8") != before
    again = harvester("refresh", "--sandbox")
    assert again.code == 0, again.err
    assert "repaired" in again.out


def test_more_is_shown_for_the_asking_and_less_too(harvester: Callable[..., Ended], repository: Path) -> None:
    assert repository.is_dir()
    harvester("refresh", "--sandbox")
    certain, likely, one = (
        harvester("fix", "--diff", *more).out.count("\n+")
        for more in ((), ("--include", "likely"), ("--include", "likely", "--line", "24"))
    )
    assert one - 1 == 1
    assert likely > certain > one
    assert harvester("fix", "--diff", "--rule", "retracted").out == ""


def test_edits_of_a_demonstration_are_not_made(harvester: Callable[..., Ended], repository: Path) -> None:
    harvester("refresh", "--sandbox")
    before = (repository / "data/raw/medical-data-synthesis.md").read_bytes()
    ended = harvester("fix")
    assert ended.code == 2
    assert "not the live registries" in ended.err
    assert (repository / "data/raw/medical-data-synthesis.md").read_bytes() == before


def test_a_verdict_is_explained_from_the_files(harvester: Callable[..., Ended], repository: Path) -> None:
    assert repository.is_dir()
    harvester("refresh", "--sandbox")
    for question, said in (
        ("dead", "rule dead (fix: wrong now)"),
        ("unchecked", "1 of 136 links"),
        ("L24", "#xray-images"),
        ("medical-data-synthesis.md:24", "#xray-images"),
        ("L90", "the registries know: first version 2021-02-28; it would be 2021-02"),
        ("superseded", "/docs/rules/superseded.md"),
        ("ScarletEagle1", "GitHub: no such public repository"),
        ("https://doi.org/10.3390/s23198328", "ECG Synthesis via Diffusion-Based State Space Augmented Transformer"),
    ):
        ended = harvester("explain", question)
        assert ended.code == 0, ended.err
        assert said in ended.out
        assert question == "superseded" or "changes with" in ended.out
    for question, said in (("no-such-link", "no rule, line or link"), ("https", "too many to explain")):
        ended = harvester("explain", question)
        assert ended.code == 2
        assert said in ended.err
