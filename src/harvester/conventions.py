"""What ``harvester.yaml`` fixes that is otherwise learnt from a list: its columns, and how links are written."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from harvester.mistakes import Section


class ColumnRole(StrEnum):
    """What a column of a table, or a field of a record, may hold."""

    TITLE = "title"
    AUTHORS = "authors"
    VENUE = "venue"
    DATE = "date"
    PAPER = "paper"
    CODE = "code"
    PROJECT = "project"
    DATA = "data"
    OTHER = "other"
    LINKS = "links"
    NAME = "name"
    TEXT = "text"


class Column(Section):
    """What is meant by one column of the tables, or one field of the records.

    Attributes:
        role: What it holds, where its header does not say so.
        values: The words that it may hold, several in one cell parted by ``, ; / + & |``; the rule ``vocabulary`` finds
            all others. Without them, the words are learnt from the list.
    """

    role: ColumnRole | None = None
    values: tuple[Annotated[str, Field(min_length=1)], ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Column:
        if self.role is None and not self.values:
            raise ValueError("must give a role or values")
        return self


def distinct(columns: dict[str, Column]) -> dict[str, Column]:
    """The same columns. Raises ValueError where two of their headers differ in case alone."""
    first: dict[str, str] = {}
    for header in columns:
        if (other := first.setdefault(header.strip().casefold(), header)) != header:
            raise ValueError(f"two spellings of one header: {other}, {header}")
    return columns


class ArxivPage(StrEnum):
    """A paper's page at arXiv: the abstract, or the PDF."""

    ABS = "abs"
    PDF = "pdf"


class Style(Section):
    """How addresses are to be written, for the rule ``style``; what is left out is learnt from the list.

    Attributes:
        arxiv: The page that links to arXiv lead to.
    """

    arxiv: ArxivPage | None = None
