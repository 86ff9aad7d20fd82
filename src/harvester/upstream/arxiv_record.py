"""An arXiv entry becomes a :class:`Record`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.identify import normalise_doi, parse_arxiv
from harvester.model import Record
from harvester.upstream import preprints, titles
from harvester.upstream.markup import plain
from harvester.upstream.names import person

if TYPE_CHECKING:
    import arxiv

    from harvester.model import Doi

# Authors use the field for hopes as well.
_NOT_YET = re.compile(
    r"\b(?:submitted|submission|under (?:\w+ )?review|in preparation|preprint|arxiv)\b", re.IGNORECASE
)


def read_record(result: arxiv.Result) -> Record:
    """What arXiv says of the version that it sent, the newest where no other was asked for.

    Raises:
        ValueError, AttributeError, TypeError: The library read something that is no entry.
    """
    found = parse_arxiv(result.entry_id.rpartition("/abs/")[2])
    title = titles.tidy([plain(result.title)])
    comment, abstract = plain(result.comment), plain(result.summary)
    submitted, revised = (moment.date().isoformat() for moment in (result.published, result.updated))
    journal_ref = plain(result.journal_ref)
    return Record(
        source="arxiv",
        title=title.text,
        authors=tuple(person(name) for author in result.authors if (name := plain(author.name)).strip(":., ")),
        venue="arXiv",
        date=submitted,
        dates={"submitted": submitted, "revised": revised},
        type="article",
        arxiv=found[0] if found else None,
        version=int(found[1].removeprefix("v")) if found and found[1] else None,
        withdrawn=preprints.withdrawal(comment, abstract, title.text),
        published_doi=_published_doi(result.doi),
        journal_ref="" if _NOT_YET.search(journal_ref) else journal_ref,
        code=preprints.repositories(comment, abstract),
        comment=comment,
    )


def _published_doi(text: str | None) -> Doi | None:
    """The DOI that the authors gave; of several, the first is the paper's."""
    words = text.split() if text else []
    return preprints.of_record(normalise_doi(words[0])) if words else None
