"""Values and strategies that the tests of the exports share."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from harvester.model import Author, Enriched, Entry, Link, Role, Span

NOWHERE = Span(0, 0)

ZAMA = Author("Zama", "Md Haider")
SCHWENKER = Author("Schwenker", "Friedhelm")

HOSTILE_TEXTS = [
    r"\input{/etc/passwd}",
    r"\write18{rm -rf ~}",
    "^^5cinput",
    "closed too early } and @misc{gotcha, title = {x}}",
    "never closed { {",
    "@article{",
    "@comment{ECG}",
    "ends in a backslash \\",
    'a "quoted" = {braced} # title, with, commas',
    "100% of $5 & #1_a ~ ^",
    "two\nlines\r\nand\u2028more\tof\x0bthem",
    "@article{a,\n}\n\n@article{b,",
    "TY  - JOUR\nER  - \n",
    "nul \x00 escape \x1b[31m bidi \u202etxt.exe\u202c surrogate \ud800 end",
    "Łódź – größer, naïve, 深度学习, ‘quoted’, 𝛽-VAE",
    "ECG " * 2500,
]

# Dense in what the formats give a meaning to, so that a short example already hurts.
texts = st.one_of(st.text(max_size=40), st.text("{}\\%&$#_^~\"'@,=-+;\n\r\t aA1é", max_size=40))


def link(url: str, role: Role = Role.PAPER) -> Link:
    return Link(url=url, role=role, label="Paper", line=1, column=1, span=NOWHERE, outer=NOWHERE)


def listed(*links: Link, line: int = 1, section: tuple[str, ...] = ()) -> Entry:
    return Entry(
        line=line,
        end_line=line,
        section=section,
        title=None,
        authors=None,
        date=None,
        venue=None,
        links=links,
        malformed=(),
        fields=(),
        span=NOWHERE,
    )


def enriched(doi: str = "10.1000/1", *, entry: Entry | None = None, **known: Any) -> Enriched:
    """An entry with a DOI and a title, unless told otherwise."""
    identifiers = {"doi": doi} if doi else {}
    defaults = {"id": f"doi:{doi}", "title": "Deep synthesis", "identifiers": identifiers}
    return Enriched(entry=entry or listed(), **(defaults | known))


def article(**known: Any) -> Enriched:
    """A journal article of which everything is known."""
    everything = {
        "title": "ECG Synthesis via Diffusion",
        "authors": (ZAMA, SCHWENKER),
        "venue": "Sensors & Actuators",
        "publisher": "MDPI AG",
        "date": "2023-10-08",
        "type": "article-journal",
        "volume": "23",
        "issue": "19",
        "pages": "8328–8340",
        "identifiers": {"doi": "10.3390/s23198328", "arxiv": "2301.00001", "github": "zama/ssm_ecg"},
    }
    return enriched("10.3390/s23198328", **(everything | known))
