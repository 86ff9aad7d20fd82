"""The front page of the folder that a web server shows."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from harvester.report import site, view
from harvester.store import save_site
from report.report_runs import RUNS, demo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", RUNS)
def test_every_link_leads_to_a_file_beside_it(tmp_path: Path, name: str) -> None:
    save_site(tmp_path, RUNS[name](), ["bibtex", "csv"])
    front = (tmp_path / "index.html").read_text(encoding="utf-8")
    linked = {unquote(part.split('"', 1)[0]) for part in front.split('href="')[1:]} - {"data:,"}
    assert linked == {path.name for path in tmp_path.iterdir()} - {"index.html", "badge.json"}


def test_it_says_the_verdict_first() -> None:
    v = view.build(demo())
    assert f"<h1>{v.headline}</h1>" in unescape(site.render(v, []))


def test_a_second_time_nothing_is_written(tmp_path: Path) -> None:
    assert save_site(tmp_path / "new/site", demo(), ["bibtex"])
    assert save_site(tmp_path / "new/site", demo(), ["bibtex"]) == []


def test_a_list_called_index_keeps_its_page(tmp_path: Path) -> None:
    run = demo()
    (one,) = run.catalogues
    save_site(tmp_path, replace(run, catalogues=(replace(one, name="index"),)), [])
    assert "Search" in (tmp_path / "index.html").read_text(encoding="utf-8")
