"""Compile the shipped world out of published facts: ``compile_world.py FACTS [WORLD]``.

FACTS is a folder with ``dois.json``, ``arxiv.json`` and ``repositories.json``. A fact that is null is left
out; what the wire shapes need beyond the facts is synthetic and named so. The same facts give the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "medical-data-synthesis"
WORLD = Path(__file__).parents[1] / f"src/harvester/sandbox/worlds/{NAME}.json"
NOTE = (
    "A demonstration, not the state of the live registries: compiled from published facts about the shipped "
    "catalogue as of 2026-11-23. DOIs listed under handles are registered but without a known record. "
    "Attributes named under synthetic were made up to complete a wire shape; so are all times of day, "
    "and whatever the stand-ins add (dates of 2000-01-01, counts of zero, ids that start with SANDBOX). "
    "A repository's last push is its last known commit."
)
_PII = re.compile(r"/pii/(S[0-9X]+)")
# Remarks of the people who compiled the facts, which no registry would print.
_REMARK = re.compile(r"\s*\([^()]*(?:not verified|general knowledge)[^()]*\)$")


def compile_world(facts: Path) -> str:
    """The text of the world file."""
    papers, preprints, repositories = (
        json.loads((facts / f"{name}.json").read_text(encoding="utf-8")) for name in ("dois", "arxiv", "repositories")
    )
    registered = [paper for paper in papers if paper["doi"]]
    sections: dict[str, Any] = {
        "schema": "harvester/world@1",
        "name": NAME,
        "note": NOTE,
        "works": [_work(paper) for paper in registered if paper["title"]],
        "handles": [
            *({"doi": paper["doi"], "agency": "Crossref"} for paper in registered if not paper["title"]),
            *_published(preprints, {paper["doi"].lower() for paper in registered}),
        ],
        "arxiv": [_preprint(preprint) for preprint in preprints],
        "repositories": [_repository(repository) for repository in repositories],
        "openreview": [_forum(paper) for paper in papers if not paper["doi"]],
        "pages": dict(_page(paper) for paper in papers if "doi.org/" not in paper["url_in_seed"]),
    }
    return _dump(sections)


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what is unknown."""
    return {name: value for name, value in row.items() if value not in (None, [], {}, "")}


def _author(author: dict[str, str]) -> str:
    return f"{author['family']}, {author['given']}"


def _work(paper: dict[str, Any]) -> dict[str, Any]:
    return _known(
        {
            "doi": paper["doi"],
            "type": paper["type"],
            "title": paper["title"],
            "authors": [_author(author) for author in paper["authors"] or []],
            "venue": paper["venue"],
            "publisher": paper["publisher"],
            "issued": [part for part in (paper["year"], paper["month"]) if part],
            "alternative_id": _PII.findall(paper["url_in_seed"]),
        }
    )


def _preprint(paper: dict[str, Any]) -> dict[str, Any]:
    identifier = paper["arxiv_id"]
    synthetic = []
    versions = {version["v"]: version["date"] for version in paper["versions"] or []}
    published = versions.get("v1") or paper["submitted"]
    if published is None:
        published = f"20{identifier[:2]}-{identifier[2:4]}-01"
        synthetic.append("published")
    if not versions:
        versions["v1"] = None
        # That there is a first version is certain, that there is no second one is not.
        synthetic.append("versions")
    latest = max(int(name.removeprefix("v")) for name in versions)
    # Versions are numbered without gaps, so that the last one known proves those before it.
    numbered = {f"v{number}": _known({"updated": versions.get(f"v{number}")}) for number in range(1, latest + 1)}
    return _known(
        {
            "id": identifier,
            "title": paper["title"],
            "authors": paper["authors"],
            "published": f"{published}T00:00:00Z",
            "versions": numbered,
            "categories": paper["categories"],
            "comment": paper["comment"],
            "journal_ref": paper["journal_ref"] and _REMARK.sub("", paper["journal_ref"]),
            "doi": paper["doi"],
            "synthetic": synthetic,
        }
    )


def _published(preprints: list[dict[str, Any]], known: set[str]) -> list[dict[str, Any]]:
    """DOIs that arXiv names for the published version: registered, by whom is not among the facts."""
    named = [paper["doi"] for paper in preprints if paper["doi"]]
    return [{"doi": doi, "agency": "Crossref", "synthetic": ["agency"]} for doi in named if doi.lower() not in known]


def _repository(repository: dict[str, Any]) -> dict[str, Any]:
    name = "/".join(part for part in (repository["owner"], repository["name"]) if part)
    if repository["exists"] is not True:
        return {"name": name, "status": 404}
    licence = repository["license"]
    pushed = datetime.fromisoformat(repository["last_commit_date"]).astimezone(UTC)
    return _known(
        {
            "name": name,
            "default_branch": repository["default_branch"],
            # SPDX identifiers hold no blank; GitHub cannot name any other licence.
            "license": "NOASSERTION" if licence and " " in licence else licence,
            "description": repository["description"],
            "pushed": pushed.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
    )


def _forum(paper: dict[str, Any]) -> dict[str, Any]:
    return _known(
        {
            "id": paper["url_in_seed"].partition("id=")[2],
            "title": paper["title"],
            "authors": [f"{author['given']} {author['family']}" for author in paper["authors"]],
            "venue": paper["venue"],
        }
    )


def _page(paper: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A publisher's page; that some turn machines away is common knowledge, whether this one does is not."""
    refuses = "frontiersin.org" not in paper["url_in_seed"]
    manner = {"behaviour": "challenge", "synthetic": ["behaviour"]} if refuses else {"synthetic": ["status"]}
    return paper["url_in_seed"], {"title": paper["title"], **manner}


def _dump(sections: dict[str, Any]) -> str:
    """One row, one line."""
    parts = []
    for name, value in sections.items():
        if isinstance(value, list):
            rows = ",\n".join(f"  {_line(row)}" for row in value)
            text = f"[\n{rows}\n ]"
        elif isinstance(value, dict):
            rows = ",\n".join(f"  {_line(key)}: {_line(row)}" for key, row in value.items())
            text = f"{{\n{rows}\n }}"
        else:
            text = _line(value)
        parts.append(f" {_line(name)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Write the world file; return the exit code."""
    if len(arguments) not in {1, 2}:
        print(__doc__, file=sys.stderr)
        return 2
    target = Path(arguments[1]) if len(arguments) == 2 else WORLD
    target.write_text(compile_world(Path(arguments[0])), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
