"""What a registry's data file may answer in the registry's place, and for how long.

- That a work is registered, and its citation: for as long as the file is used. Registries take nothing back.
- What befalls a work later (a retraction, a withdrawal, a new version, its publication) only as of the file's day.
  Therefore every identifier is put to the registry itself on every ``recheck``-th day, on a day that its digest
  decides, and on the days between the file's record counts as stale: it fills in, and overrules nothing that the
  registry has said since (``harvester.enrich``).
- That a work does not exist: never. What the file lacks may be newer than the file, or in another one; the registry is
  asked.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from harvester.model import ArxivId, Doi, Found, Unavailable
from harvester.rota import last_turn
from harvester.upstream import arxiv_metadata, crossref_record
from harvester.upstream.data_file import DataFile, Shape
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from harvester.config import Config
    from harvester.model import Answer, Record
    from harvester.upstream.arxiv import Arxiv
    from harvester.upstream.crossref import Crossref

K = TypeVar("K", bound=str)

UNDATED = "an unknown day"

CROSSREF = Shape(
    setting="upstreams.crossref.snapshot",
    key="DOI",
    touched=("indexed", '$."date-time"'),
    members=tuple(crossref_record.SELECT),
    read=crossref_record.read_record,
    key_of=lambda record: record.doi,
)
"""Crossref's annual data file, and the monthly ones of its Plus service: the works of the API, whole."""

ARXIV = Shape(
    setting="upstreams.arxiv.snapshot",
    key="id",
    touched=("update_date", "$"),
    members=arxiv_metadata.MEMBERS,
    read=arxiv_metadata.read_row,
    key_of=lambda record: record.arxiv,
)
"""arXiv's metadata as it is published on Kaggle every week."""


class Snapshot(Generic[K]):
    """Answers out of a data file what its registry need not be asked tonight.

    Args:
        file: Of the registry that is asked otherwise.
        recheck: Days between two times that the registry itself is asked about one identifier.
        today: UTC.
    """

    def __init__(self, file: DataFile, *, recheck: int, today: date) -> None:
        self._file = file
        self._recheck = recheck
        self._today = today
        self._joined = False

    def before(self, question: Question[K, Record]) -> Question[K, Record]:
        """The same question, put to the data file first: once in a run, about all keys of its first time together."""
        return Question(question.upstream, question.name, partial(self._answers, question))

    def _answers(self, question: Question[K, Record], keys: list[K]) -> Iterator[dict[K, Answer[Record]]]:
        rest: dict[K, Record | None] = dict.fromkeys(keys)
        if not self._joined:
            self._joined = True
            for part in self._file.records(keys):
                told: dict[K, Answer[Record]] = {}
                for key in rest.keys() & part.keys():
                    record = self._dated(key, part[key])
                    if self._is_due(key):
                        rest[key] = record
                    else:
                        del rest[key]
                        told[key] = Found(record)
                yield told
        for answers in question.parts(rest):
            yield {key: self._together(answer, rest[key]) for key, answer in answers.items()}

    def _is_due(self, key: K) -> bool:
        return last_turn(key, self._today, self._recheck) == self._today and self._file.day < self._today.isoformat()

    def _dated(self, key: K, record: Record) -> Record:
        asked_since = last_turn(key, self._today, self._recheck).isoformat() > self._file.day
        return replace(record, data_file=self._file.day or UNDATED, stale=asked_since)

    @staticmethod
    def _together(answer: Answer[Record], filed: Record | None) -> Answer[Record]:
        """The registry's word, and the file's where the registry says nothing tonight.

        The file goes on being named as what vouches for the work, so that evidence does not change with the days.
        """
        match answer, filed:
            case Found(record), filed if filed:
                return Found(replace(record, data_file=filed.data_file))
            case Unavailable(), filed if filed:
                return Found(filed)
            case _:
                return answer


def read_first(config: Config, crossref: Crossref, arxiv: Arxiv, *, today: date) -> None:
    """Let the data files that the configuration names answer before their registries are asked.

    Raises:
        ConfigError: The configuration names what is not there.
        UsageError: The extra is not installed, or a file holds no records of its registry.
    """
    if pattern := config.upstreams.crossref.snapshot:
        file = DataFile(pattern, CROSSREF, root=config.root)
        crossref.works = Snapshot[Doi](file, recheck=config.recheck, today=today).before(crossref.works)
    if pattern := config.upstreams.arxiv.snapshot:
        file = DataFile(pattern, ARXIV, root=config.root)
        arxiv.papers = Snapshot[ArxivId](file, recheck=config.recheck, today=today).before(arxiv.papers)
