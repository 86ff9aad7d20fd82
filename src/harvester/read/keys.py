"""Names of the fields of data files: what each key holds, by its name or by the user's word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.read.columns import Holds, holds_of
from harvester.read.roles import Says, says

if TYPE_CHECKING:
    from collections.abc import Mapping

# Field names of data files beyond the headers of tables: BibTeX, CSL, and what lists invent (formats.md, section 9).
_KEYS: dict[Holds, str] = {
    Holds.TITLE: "title paper_title papertitle fulltitle full_title",
    Holds.NAME: "name short shorttitle short_name shortname abbr acronym",
    Holds.AUTHORS: "author authors creator creators first_author editor byline",
    Holds.VENUE: (
        "journal journaltitle booktitle venue conference container_title series school journal_ref "
        "publicationvenue institution organization publisher"
    ),
    Holds.DATE: (
        "date year published publication_date pub_date published_date issued publish_date "
        "publicationdate publication_year"
    ),
    Holds.PAPER: (
        "doi eprint arxiv arxiv_id arxivid arxiv_url paper_url paper_link pdf pdf_url ee paper preprint "
        "abs abs_url openreview pmid pmcid biorxiv publisher_url"
    ),
    Holds.LINKS: "url urls link links href uri website_url web_url ur howpublished resources materials",
    Holds.CODE: (
        "code code_url code_link github github_url repo repo_url repository official_code implementation "
        "source_code git"
    ),
    Holds.PROJECT: "project project_url project_page homepage website page web demo_page",
    Holds.DATA: "dataset datasets data data_url",
    Holds.OTHER: "video slides poster blog demo supplementary supp youtube talk model models huggingface",
}
_HOLDS = {name: holds for holds, names in _KEYS.items() for name in names.split()}


class FieldMap:
    """The user's word on which key holds what: ``{"title": "name", "paper": ["pdf", "link"]}``."""

    _NAMES = {holds.name.lower(): holds for holds in Holds} | {
        "author": Holds.AUTHORS,
        "year": Holds.DATE,
        "other": Holds.OTHER,
        "links": Holds.LINKS,
    }

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._chosen: dict[str, Holds] = {}
        for role, keys in fields.items():
            holds = self._NAMES.get(str(role).lower())
            for key in [keys] if isinstance(keys, str) else keys if isinstance(keys, (list, tuple)) else []:
                if holds is not None:
                    self._chosen[folded(str(key))] = holds

    def chosen(self, key: str) -> Holds | None:
        """What the user says that a key holds, or None."""
        return self._chosen.get(folded(key))

    def holds(self, key: str, *, default: Holds | None = None) -> Holds:
        """What a key holds: as chosen, else as given, else as guessed from its name."""
        field = folded(key)
        if field in self._chosen:
            return self._chosen[field]
        chosen = set(self._chosen.values())
        guess = default or _HOLDS.get(field) or _guess(key)
        return Holds.TEXT if guess in chosen & {Holds.TITLE, Holds.AUTHORS, Holds.VENUE, Holds.DATE} else guess


def folded(key: str) -> str:
    """A key in lower case with its words joined by underscores."""
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).strip().lower())


def _guess(key: str) -> Holds:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]+", " ", key).strip()
    holds = holds_of(words)
    if holds is not Holds.TEXT:
        return holds
    return {
        Says.PAPER: Holds.PAPER,
        Says.CODE: Holds.CODE,
        Says.HOST: Holds.PROJECT,
        Says.DATA: Holds.DATA,
        Says.OTHER: Holds.OTHER,
    }.get(says(words) or Says.NOTHING, Holds.TEXT)
