"""Join a data file of millions of records with the identifiers of a large catalogue: how long, and in how much memory.

    python benchmarks/snapshot.py [--records 2000000] [--identifiers 100000]

The records have the members of Crossref's works, and references besides, which nobody reads. They come once as JSON
lines and once as Parquet, as docs/scale.md makes it of them. What is measured is what a run does: identifiers in,
records out of harvester's own parser, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from rich.console import Console
from web_lanes import verdict

from harvester.upstream.data_file import DataFile
from harvester.upstream.snapshot import CROSSREF

MOST_MB = 1_000
CONSOLE = Console(width=110)

_WORKS = """
SELECT '10.' || (1000 + n % 7000) || '/J.' || n AS "DOI", 'journal-article' AS type,
  ['A generated title number ' || n || ' on the synthesis of medical data'] AS title,
  [{'given': 'Jo', 'family': 'Doe' || (n % 1000), 'sequence': 'first', 'affiliation': []},
   {'given': 'Ann', 'family': 'Roe' || (n % 977), 'sequence': 'additional', 'affiliation': []}] AS author,
  ['Journal of Generated Results'] AS "container-title", 'Publisher ' || (n % 300) AS publisher,
  {'date-parts': [[2000 + n % 25, 1 + n % 12]]} AS issued, '' || (n % 90) AS volume, n || '-' || (n + 9) AS page,
  [{'key': 'ref1', 'unstructured': repeat('A cited work. ', 25)},
   {'key': 'ref2', 'unstructured': repeat('A cited work. ', 15)}] AS reference,
  {'date-time': strftime(TIMESTAMP '2026-01-01' + to_seconds(n % 5000000), '%Y-%m-%dT%H:%M:%SZ')} AS indexed
FROM range($records) numbers(n)
"""


def name_of(number: int) -> str:
    """The DOI of a record, in lower case as catalogues are read."""
    return f"10.{1000 + number % 7000}/j.{number}"


def write(folder: Path, records: int) -> None:
    """Write the data file in both forms."""
    with duckdb.connect() as database:
        into = f"'{folder}/lines' (FORMAT json, PER_THREAD_OUTPUT true, FILE_SIZE_BYTES '256MB')"
        database.execute(f"COPY ({_WORKS}) TO {into}", {"records": records})
        columns = ", ".join(f"'{name}': 'JSON'" for name in ("indexed", *CROSSREF.members) if name != "DOI")
        typed = f"{{'DOI': 'VARCHAR', {columns}}}"
        lines = f"read_json('{folder}/lines/*.json', format = 'newline_delimited', columns = {typed})"
        # sorted, so that what no identifier falls into is not even opened
        database.execute(f"COPY (FROM {lines} ORDER BY lower(DOI)) TO '{folder}/works.parquet'")


def join(pattern: str, keys: Path) -> None:
    """The measured process: read the identifiers, join, parse, and say what came of it, as JSON on stdout."""
    wanted = keys.read_text(encoding="utf-8").split()
    began = time.monotonic()
    file = DataFile(pattern, CROSSREF, root=Path.cwd())
    found = titled = 0
    for part in file.records(wanted):
        found += len(part)
        titled += sum(f" {key.rpartition('.')[2]} " in record.title for key, record in part.items())
    sys.stdout.write(
        json.dumps({"found": found, "titled": titled, "day": file.day, "seconds": time.monotonic() - began})
    )


def measure(what: str, pattern: str, keys: Path, expected: int) -> bool:
    """Run the join in a process of its own, and hold it against the promises."""
    command = [sys.executable, __file__, "--join", pattern, str(keys)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 (this very file)
        output = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    told = json.loads(output)
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    CONSOLE.print(
        f"{what}, file of {told['day']}: {told['seconds']:.1f} s, {cpu:.1f} s CPU, {peak:.0f} MB", highlight=False
    )
    return all(
        [
            verdict(f"{told['found']:,} records, each its own", holds=told["found"] == told["titled"] == expected),
            verdict(f"peak memory {peak:.0f} MB, below {MOST_MB}", holds=peak < MOST_MB),
        ]
    )


def main() -> int:
    """Run all measurements; 0 where every promise is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=2_000_000)
    parser.add_argument("--identifiers", type=int, default=100_000)
    parser.add_argument("--write", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--join", nargs=2, metavar=("FILES", "KEYS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.join:
        join(given.join[0], Path(given.join[1]))
        return 0
    if given.write:
        write(Path(given.write), given.records)
        return 0
    draw = random.Random(9)  # noqa: S311 (must repeat)
    # a tenth is newer than the file
    numbers = draw.sample(range(given.records * 10 // 9), given.identifiers)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # elsewhere, since a process inherits the peak of the one that started it
        subprocess.run([sys.executable, __file__, "--write", name, "--records", str(given.records)], check=True)  # noqa: S603 (this very file)
        keys = folder / "keys.txt"
        keys.write_text("\n".join(map(name_of, numbers)), encoding="utf-8")
        expected = sum(number < given.records for number in numbers)
        sizes = {
            what: sum(path.stat().st_size for path in folder.glob(pattern)) / 1e9
            for what, pattern in (("JSON lines", "lines/*.json"), ("Parquet", "works.parquet"))
        }
        kept = [
            measure(
                f"{given.records:,} records as {what} ({sizes[what]:.2f} GB), {given.identifiers:,} identifiers",
                str(folder / pattern),
                keys,
                expected,
            )
            for what, pattern in (("JSON lines", "lines/*.json"), ("Parquet", "works.parquet"))
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
