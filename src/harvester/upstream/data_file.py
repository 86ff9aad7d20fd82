"""A registry's data file, read out of core: many identifiers joined with many millions of records in one query.

DuckDB does the reading. It comes with the extra ``scale`` and is imported where a data file is configured.
"""

from __future__ import annotations

import glob
import json
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import duckdb

    from harvester.model import Record

MEMORY_MB = 384
MEMORY_PER_THREAD_MB = 64
"""What DuckDB may hold before it writes to disk; a thread that reads JSON holds two buffers of 32 MiB (measured)."""

AT_ONCE = 1_000
"""Records that are handed on at a time."""

_JSON = (".json", ".jsonl", ".ndjson")
_PACKED = ("", ".gz", ".zst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a registry's data file looks like: one object to a record, or one row.

    Attributes:
        setting: The key of the configuration that names it.
        key: The member that holds the identifier; compared in lower case.
        touched: The member that says when the registry last touched a record, and the JSON path of the ISO 8601 text
            in it.
        members: All members that are read.
        read: What one record says. Never raises.
        key_of: The identifier of what was read.
    """

    setting: str
    key: str
    touched: tuple[str, str]
    members: tuple[str, ...]
    read: Callable[[dict[str, Any]], Record]
    key_of: Callable[[Record], str | None]


class DataFile:
    """The files of one data file, JSON lines or Parquet, packed or not.

    Attributes:
        day: The newest day on which the registry touched one of its records, ISO 8601: the file is at least as new.
            Empty where the records do not say.

    Args:
        pattern: A path or a glob.
        root: The folder that a relative one starts from.

    Raises:
        ConfigError: No file is there, or they are of several kinds.
        UsageError: DuckDB is not installed, or the files hold no such records.
    """

    def __init__(self, pattern: str, shape: Shape, *, root: Path) -> None:
        self._shape = shape
        self._files = _files(pattern, root, shape.setting)
        self._parquet = self._files[0].endswith(".parquet")
        with self._open() as database:
            self.day = self._newest(database)

    def records(self, keys: Collection[str]) -> Iterator[dict[str, Record]]:
        """The records of as many of these identifiers as the file holds, some at a time; of several the newest.

        Raises:
            UsageError: The files cannot be read to their end.
        """
        shape = self._shape
        with self._open() as database:
            database.execute("CREATE TEMP TABLE wanted AS SELECT DISTINCT unnest($1) AS wanted", [list(keys)])
            columns = list(dict.fromkeys([shape.key, shape.touched[0], *shape.members]))
            known = self._columns(database, columns)
            record = ", ".join(f"{_text(name)}, {_name(name)}" for name in shape.members if name in known)
            rows = self._rows(
                database,
                f"SELECT wanted, arg_max(json_object({record}), {self._touched(known)}) "  # noqa: S608 (constants)
                f"FROM {self._source(columns)} JOIN wanted ON lower({_plain(shape.key)}) = wanted GROUP BY wanted",
            )
            while part := list(islice(rows, AT_ONCE)):
                read = {key: shape.read(_members(text)) for key, text in part}
                # compared once more, with our own spelling of an identifier
                yield {key: record for key, record in read.items() if shape.key_of(record) == key}

    def _newest(self, database: duckdb.DuckDBPyConnection) -> str:
        shape = self._shape
        columns = [shape.key, shape.touched[0]]
        known = self._columns(database, columns)
        if shape.key not in known:
            raise self._foreign()
        counted = f"SELECT max({self._touched(known)}), count({_name(shape.key)})"
        ((touched, number),) = self._rows(database, f"{counted} FROM {self._source(columns)}")
        if not number:
            raise self._foreign()
        return str(touched or "")[:10]

    def _foreign(self) -> UsageError:
        return UsageError(
            f"{self._shape.setting}: {self._files[0]}: no record with the member {self._shape.key!r}",
            hint="It has to be the registry's own metadata: one JSON object on each line, or Parquet made of that.",
        )

    @contextmanager
    def _open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        threads = os.cpu_count() or 1
        with tempfile.TemporaryDirectory() as spill:
            database: duckdb.DuckDBPyConnection = _duckdb(self._shape.setting).connect(
                config={
                    "threads": threads,
                    "memory_limit": f"{MEMORY_MB + MEMORY_PER_THREAD_MB * threads}MB",
                    "temp_directory": spill,
                    "preserve_insertion_order": False,
                    # nothing is fetched, whatever a file is called
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                }
            )
            with database:
                yield database

    def _columns(self, database: duckdb.DuckDBPyConnection, wanted: list[str]) -> frozenset[str]:
        """Those of the wanted columns that there are; of JSON every one, empty where a record lacks it."""
        if not self._parquet:
            return frozenset(wanted)
        rows = self._rows(database, f"DESCRIBE SELECT * FROM {self._source(wanted)}")  # noqa: S608 (constants)
        there = {str(row[0]).lower() for row in rows}
        return frozenset(name for name in wanted if name.lower() in there)

    def _source(self, columns: list[str]) -> str:
        if self._parquet:
            return "read_parquet($files, union_by_name = true)"
        typed = ", ".join(f"{_text(name)}: 'JSON'" for name in columns)
        # a line that was torn is a record that the file does not hold
        return f"read_json($files, format = 'newline_delimited', ignore_errors = true, columns = {{{typed}}})"

    def _touched(self, known: frozenset[str]) -> str:
        column, path = self._shape.touched
        if column not in known:
            return "''"
        return f"coalesce(to_json({_name(column)}) ->> {_text(path)}, '')"

    def _rows(self, database: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
        module = _duckdb(self._shape.setting)
        try:
            found = database.execute(query, {"files": self._files})
            while rows := found.fetchmany(AT_ONCE):
                yield from rows
        except module.Error as error:
            said = str(error).strip().splitlines() or [type(error).__name__]
            raise UsageError(
                f"{self._shape.setting}: cannot be read: {said[0]}",
                hint="Fetch the data file again, or take the setting out to ask the registry for everything.",
            ) from error


def _files(pattern: str, root: Path, setting: str) -> list[str]:
    path = Path(pattern).expanduser()
    # the folder of the configuration is no pattern, whatever it is called
    whole = str(path) if path.is_absolute() else f"{glob.escape(str(root.resolve()))}/{path}"
    found = sorted(name for name in glob.glob(whole, recursive=True) if Path(name).is_file())  # noqa: PTH207 (absolute)
    if not found:
        raise ConfigError(
            f"{setting}: {pattern}: no such file", hint="Name a file, or a pattern such as dump/*.jsonl.gz."
        )
    kinds = {_kind(name) for name in found}
    if len(kinds) > 1 or "" in kinds:
        raise ConfigError(
            f"{setting}: {pattern}: neither all JSON lines nor all Parquet",
            hint="Names end in .parquet, or in .json, .jsonl or .ndjson, with .gz or .zst behind it or not.",
        )
    return found


def _kind(name: str) -> str:
    if name.endswith(".parquet"):
        return "parquet"
    return "json" if name.endswith(tuple(kind + packed for kind in _JSON for packed in _PACKED)) else ""


def _duckdb(setting: str) -> Any:
    try:
        import duckdb  # noqa: PLC0415 (an extra, and a large one)
    except ImportError as error:
        raise UsageError(
            f"{setting}: DuckDB is not installed", hint="Install the extra: pip install 'catalogue-harvester[scale]'"
        ) from error
    return duckdb


def _members(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _plain(column: str) -> str:
    return f"(to_json({_name(column)}) ->> '$')"


def _name(column: str) -> str:
    return f'"{column}"'


def _text(value: str) -> str:
    return f"'{value}'"
