"""Measure the link-health page in Chromium: first paint, filters and sorting, at 1,000 and at 10,000 papers.

    python benchmarks/report_pages.py [PAPERS …]

The aims are a first paint under 2 s and a filter under 200 ms, the frame that shows it included.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from browser.conftest import FLAGS, NAMES
from browser.long_runs import long_run
from harvester.report import html, view

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Each step runs from the reader's act to the first frame after it.
_STEPS = {
    "search for one letter": "s => { s.value = 'd'; s.dispatchEvent(new Event('input')); }",
    "search for two words": "s => { s.value = 'retinal study'; s.dispatchEvent(new Event('input')); }",
    "empty the search": "s => { s.value = ''; s.dispatchEvent(new Event('input')); }",
    "press a chip": "() => document.querySelector('[data-filter=dead]').click()",
    "release it": "() => document.querySelector('[data-filter=dead]').click()",
    "sort by year": "() => document.querySelector('[data-sort=year]').click()",
    "back to the list's order": "() => document.querySelector('[data-sort=line]').click()",
}
_TIMED = """async ([act]) => {
  const begun = performance.now();
  eval(`(${act})`)(document.getElementById("search"));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}"""


def measured(browser: Browser, text: str) -> dict[str, float]:
    """Milliseconds of each step on a page that was just opened."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page.goto(file.as_uri())
        page.wait_for_function("performance.getEntriesByType('paint').length > 0")
        found: dict[str, float] = {"first paint": page.evaluate("performance.getEntriesByType('paint')[0].startTime")}
        found["ready"] = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        for name, act in _STEPS.items():
            found[name] = page.evaluate(_TIMED, [act])
        page.close()
    return found


def main() -> None:
    """Print one row for each step, one column for each length."""
    parser = argparse.ArgumentParser()
    parser.add_argument("papers", type=int, nargs="*", default=[1_000, 10_000])
    lengths = parser.parse_args().papers
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sys.exit(f"There is no browser on this machine; looked for {', '.join(NAMES)}.")
    columns: list[dict[str, Any]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for papers in lengths:
            run = long_run(papers)
            begun = time.perf_counter()
            text = html.render(view.build(run))
            made = {"written in Python": 1_000 * (time.perf_counter() - begun)}
            columns.append(made | measured(browser, text))
        browser.close()
    table = Table("milliseconds", *(f"{papers:,} papers" for papers in lengths), title="The link-health page")
    for name in columns[0]:
        table.add_row(name, *(f"{column[name]:,.0f}" for column in columns))
    Console().print(table)


if __name__ == "__main__":
    main()
