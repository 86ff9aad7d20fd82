"""Many lists in one run: each target is asked once, each list gets its files, the report tells of each and of all."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote

import yaml

from harvester.sandbox import Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended

LISTS = 8
SHARED_DOI, SHARED_PAGE, GONE = "10.5555/shared", "https://shared.imaging-net.org/", "https://gone.imaging-net.org/"
WORLD = World(
    works=[{"doi": SHARED_DOI, "title": "What all cite"}]
    + [{"doi": f"10.5555/own-{n}", "title": f"What list {n} cites"} for n in range(LISTS)],
    pages={SHARED_PAGE: {"title": "A project"}, GONE: {"status": 410}},
)


def test_a_run_over_many_lists(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    names = [f"part-{n}/list-{n}" for n in range(LISTS)]
    with Sandbox(WORLD) as sandbox:
        settings = sandbox.settings()
        settings["upstreams"]["web"] = {**settings["upstreams"].get("web", {}), "interval": 0}
        (tmp_path / "harvester.yaml").write_text(
            yaml.safe_dump({"catalogues": [f"{name}.md" for name in names], **settings}), encoding="utf-8"
        )
        for n, name in enumerate(names):
            links = [f"https://doi.org/{SHARED_DOI}", f"https://doi.org/10.5555/own-{n}", SHARED_PAGE]
            links += [GONE] if n % 2 else []
            rows = "".join(f"- **Work {row}**. [Paper]({link})\n" for row, link in enumerate(links))
            (tmp_path / name).parent.mkdir()
            (tmp_path / f"{name}.md").write_text(f"# List {n}\n\n{rows}", encoding="utf-8")
        done = harvester("refresh", "--fail-on", "never")
    assert done.code == 0, done.err

    asked = Counter(part for logged in sandbox.log for part in unquote(logged.path).split("doi:")[1:])
    assert [number for part, number in asked.items() if SHARED_DOI in part] == [1]
    pages = Counter(logged.path for logged in sandbox.log if logged.upstream == "web")
    assert [number for path, number in pages.items() if "shared." in path] == [1]

    folder = tmp_path / "data/enriched"
    for n in range(LISTS):
        enriched = yaml.safe_load((folder / f"list-{n}.yaml").read_text(encoding="utf-8"))
        assert [entry["title"] for entry in enriched["entries"][:2]] == ["What all cite", f"What list {n} cites"]
        assert {path.suffix for path in folder.glob(f"list-{n}.*")} == {".yaml", ".md", ".html", ".bib", ".json"}

    counts = json.loads((folder / "report.json").read_text(encoding="utf-8"))["run"]["counts"]
    assert (counts["links"], counts["healthy"]) == (LISTS * 3 + LISTS // 2, LISTS * 3)
    report = (folder / "link-health.md").read_text(encoding="utf-8")
    for n in range(LISTS):
        healthy = "3 of 4 links healthy" if n % 2 else "3 of 3 links healthy"
        assert f"- list-{n}: {3 + n % 2} papers, {healthy}" in report
    # one decision, wherever it stands
    assert counts["decisions"] == 1
