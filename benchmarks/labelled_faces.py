"""What people and link checkers see of the labelled world: the pages behind DOIs, at arXiv and at GitHub.

harvester asks registries instead; a checker that knows no registry is judged by how the true pages behave. What is
assumed of them errs in favour of those who ask pages:

- IEEE's landing pages answer 202 with a firewall's challenge, Elsevier's 403, ACM's 403 with ``cf-mitigated``; MDPI,
  Springer, Nature, Frontiers and all others answer 200. These are the walls that link checkers' own issues report,
  in the shares in which the shipped catalogue cites these publishers.
- arXiv and GitHub answer 200, 404, or 301 after a rename, as their interfaces would say of the same thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harvester.model import Verdict

if TYPE_CHECKING:
    from labelled_world import Case, Labelled

_PUBLISHERS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("ieeexplore.ieee.org", 13, {"status": 202, "behaviour": "challenge-202"}),
    ("linkinghub.elsevier.com", 12, {"status": 403}),
    ("link.springer.com", 8, {}),
    ("www.mdpi.com", 7, {}),
    ("www.nature.com", 6, {}),
    ("dl.acm.org", 2, {"status": 403, "behaviour": "challenge"}),
    ("www.frontiersin.org", 2, {}),
)
"""Where DOIs of the shipped catalogue lead, how often, and what a machine gets there."""

_STEP = 19
_AT_GITHUB = {"github.com", "gist.github.com", "raw.githubusercontent.com"}
_SEEN = {Verdict.OK: 200, Verdict.DEAD: 404}


def add_faces(made: Labelled) -> None:
    """Give every link that a registry answers for the page that it has."""
    _landing_pages(made)
    for case in made.cases:
        host = urlsplit(case.url).netloc if case.url.isprintable() and " " not in case.url else ""
        if host in {*_AT_GITHUB, "arxiv.org"} and case.url not in made.pages:
            _page(made, case)


def _landing_pages(made: Labelled) -> None:
    publishers = [row for row in _PUBLISHERS for _ in range(row[1])]
    rows = [*made.rows.get("works", ()), *made.rows.get("handles", ())]
    for number, row in enumerate(rows):
        if row.get("url"):
            continue
        # a step without a common divisor spreads them evenly
        host, _, page = publishers[number * _STEP % len(publishers)]
        row["url"] = f"https://{host}/article/{number}"
        made.stands(row["url"], title=row.get("title", "An article"), **page)


def _page(made: Labelled, case: Case) -> None:
    verdict = case.expected(1)
    if verdict is Verdict.MOVED:
        owner, name, *rest = urlsplit(case.url).path.removeprefix("/").split("/")
        row = next(row for row in made.rows["repositories"] if row["name"] == f"{owner}/{name}")
        location = "/".join(("https://github.com", row["moved_to"], *rest))
        made.stands(case.url, status=301, location=location)
    elif verdict in _SEEN:
        status = _SEEN[verdict]
        made.stands(case.url, status=status, title="Page not found" if status == 404 else case.what)
