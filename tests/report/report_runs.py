"""Runs made by hand: what the reports are shown in these tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from harvester.model import (
    Certainty,
    Finding,
    Past,
    Placeholder,
    Run,
    Severity,
    Skipped,
    Suggestion,
    Tally,
    Verdict,
)
from report.report_book import NOWHERE, TODAY, Book, run_of

SOUND = {
    "crossref": Tally(asked=52, answered=52, requests=2, slowest=0.4),
    "arxiv": Tally(asked=17, answered=17, requests=1, slowest=0.9),
    "github": Tally(asked=27, answered=27, requests=1, slowest=0.3),
    "web": Tally(asked=3, answered=2, unavailable={"needs a login": 1}, requests=4, slowest=1.2),
}


def demo_book() -> Book:
    """115 links: 95 ok, 16 placeholders in 8 template rows, 1 malformed, 2 dead, 1 unchecked; 71 papers, 61 titled."""
    book = Book()
    book.skipped.extend(
        Skipped(line=20 + number, column=4, url=f"#part-{number}", why="table of contents", span=NOWHERE)
        for number in range(17)
    )
    for section in ("EHR", "EHR", "MRI", "CT", "X-ray", "OCT", "Multiple modalities", "Clinical notes"):
        book.template(section)
    for number in range(71):
        section = ("ECG", "EEG", "Dermoscopic images", "Ultrasound images")[number // 18]
        known = number % 7 != 3
        links = [(f"https://doi.org/10.1000/{number:03}", Verdict.OK, "registered")]
        if number == 20:
            links = [("https://openreview.net/forum?id=mDw", Verdict.UNCHECKED, "OpenReview: needs a login")]
        if number == 18:
            links.append(("yES", Verdict.MALFORMED, "a word, not an address"))
        elif number == 40:
            links.append(("https://github.com/AgaMiko/debiasing.", Verdict.DEAD, "GitHub API: 404"))
        elif number == 41:
            links.append(("https://github.com/someone/gone", Verdict.DEAD, "GitHub API: 404"))
        elif number in {1, 2, 4, 5} or (number % 3 == 0 and number not in {0, 15}):
            links.append((f"https://github.com/lab/code-{number}", Verdict.OK, "repository exists"))
        book.paper(
            section,
            links,
            title=f"Synthesis of signals, part {number}" if known else "",
            authors=("Ada Lovelace", "Alan Turing") if known else (),
            venue="Sensors" if known else "",
            date_="2023-05" if known else "",
            fields=(
                ("Type", "GAN"),
                ("Application", "Unconditional"),
                ("Architecture", f"Model-{number}"),
                ("Paper Link", "Paper"),
            ),
        )
        if number == 18:
            book.find(
                "malformed",
                "not an address",
                evidence="a word, not an address",
                advice="Remove it or put the repository there.",
            )
        if number == 40:
            book.find(
                "dead",
                "https://github.com/AgaMiko/debiasing.",
                evidence="GitHub API: 404",
                advice="Point it to where the code is.",
                suggestion=Suggestion(
                    "without the trailing dot", Certainty.CERTAIN, "https://github.com/AgaMiko/debiasing"
                ),
            )
        if number == 41:
            book.find(
                "dead",
                "https://github.com/someone/gone",
                evidence="GitHub API: 404",
                advice="Point it to where the code is.",
            )
    return book


def demo() -> Run:
    """The run that the README shows: first run, sandbox world."""
    return run_of(demo_book(), world="medical-data-synthesis", tallies=SOUND)


def second_night() -> Run:
    """The same list a night later: one finding new, one repaired, one link failing."""
    book = demo_book()
    book.findings = [
        replace(finding, first_seen=TODAY if finding.what.endswith("gone") else date(2026, 11, 14))
        for finding in book.findings
    ]
    book.paper(
        "Ultrasound images",
        [("https://some.host/paper.pdf", Verdict.FAILING, "HTTP 503")],
        title="A page that comes and goes",
        authors=tuple(f"Given{n} Family{n}" for n in range(9)),
        date_="2024",
    )
    book.links[-1] = replace(book.links[-1], since=date(2026, 11, 14), strikes=(date(2026, 11, 14), date(2026, 11, 17)))
    book.find(
        "failing",
        "HTTP 503",
        evidence="HTTP 503",
        advice="Wait.",
        severity=Severity.LOOK,
        first_seen=date(2026, 11, 14),
    )
    (gone,) = (finding for finding in book.findings if finding.what.endswith("gone"))
    repaired = f"dead|{book.path}|{book.entries[0].id}|Code|https://github.com/old/home|1"
    return run_of(book, new=(gone.id,), repaired=(repaired,), tallies=SOUND)


def quiet() -> Run:
    """Nothing to say: two links, both healthy."""
    book = Book(name="small", title="A small list")
    book.paper(
        "Papers",
        [
            ("https://doi.org/10.1000/1", Verdict.OK, "registered"),
            ("https://github.com/a/b", Verdict.OK, "exists"),
        ],
        title="One title",
        authors=("Ada Lovelace",),
        venue="Nature",
        date_="2020-01-02",
    )
    return run_of(book, tallies={"crossref": Tally(asked=1, answered=1, requests=1)})


def two_lists() -> Run:
    """Two catalogues, one of them with a moved link and a note."""
    other = Book(name="signals", title="Signals")
    other.paper("All", [("https://doi.org/10.1000/9", Verdict.OK, "registered")], title="Nine")
    other.paper(
        "All",
        [
            ("https://doi.org/10.1000/10", Verdict.OK, "registered"),
            ("https://github.com/a/old", Verdict.MOVED, "301"),
        ],
    )
    other.links[-1] = replace(other.links[-1], final_url="https://github.com/a/new", since=date(2025, 12, 31))
    other.find(
        "moved",
        "repositories that were renamed",
        evidence="301 to github.com/a/new",
        severity=Severity.NOTE,
        suggestion=Suggestion("write the new address", Certainty.CERTAIN, "https://github.com/a/new"),
        first_seen=date(2025, 12, 31),
    )
    other.find("archived", "repositories set read-only", evidence="archived by its owner", severity=Severity.NOTE)
    return run_of(demo_book(), other, tallies=SOUND)


def ill() -> Run:
    """Crossref refused most of what it was asked."""
    book = Book(name="ill", title="An ill night")
    for number in range(10):
        verdict, evidence = (Verdict.OK, "registered") if number < 2 else (Verdict.UNCHECKED, "Crossref: HTTP 503")
        book.paper(
            "All",
            [(f"https://doi.org/10.1000/{number}", verdict, evidence)],
            title=f"Paper {number}" if number < 2 else "",
        )
        book.entries[-1] = replace(book.entries[-1], flags=())
    tallies = {
        "crossref": Tally(asked=10, answered=2, unavailable={"HTTP 503": 7, "no answer within 20 s": 1}, requests=30)
    }
    return run_of(book, tallies=tallies, ill=("crossref",))


def offline() -> Run:
    """Nothing was asked: placeholders are still seen, everything else is unchecked."""
    book = Book(name="plane", title="On a plane")
    book.template("All")
    book.paper("All", [("https://doi.org/10.1000/1", Verdict.UNCHECKED, "offline")], written="As the list says")
    return run_of(book, offline=True)


def empty() -> Run:
    """A list without a single paper."""
    return run_of(Book(name="empty", title="Nothing yet"))


HOSTILE = (
    "<script>alert(1)</script></script></style></title><!-- --> <img src=x onerror=alert(1)>",
    "::error::pwned ##[error]pwned %0A::set-output",
    "Fixes #12 closes GH-13 @user octo/repo#1 https://github.com/o/r/issues/5 www.evil.example a@b.example",
    "| `code` ``` **bold** _it_ [x](javascript:alert(1)) ![i](https://evil.example/i.png) $x$ ~~s~~ &lt; {{ 7*7 }}",
    "\x1b[31mred\x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \u202eRTL\u202c \x00\x07\x9b31m \u2028 \U000e0041",
    "שלום עולם مرحبا " + "A" * 10_000,
    "lone \ud800 surrogate\r\n# heading\n| cell |\n</details>\n---\n",
)


def hostile() -> Run:
    """Every text that a stranger controls is an attack."""
    book = Book(name='evil"><script>|`#12', title=HOSTILE[0])
    for number, text in enumerate(HOSTILE):
        bad = f"javascript:alert({number})//{text}"
        book.paper(
            text,
            [
                (bad, Verdict.MALFORMED, text),
                (f'https://host.example/"onload={number}|`<{text[:9]}', Verdict.MOVED, text),
            ],
            title=text if number % 2 else "",
            authors=(f"{text.split()[0]} {text.split()[-1]}",),
            venue=text,
            fields=((text, text), ("Type", text)),
        )
        book.links[-1] = replace(book.links[-1], final_url=f"javascript:alert('{number}')", vouched_by=text)
        book.find("dead", text, evidence=text, advice=text, suggestion=Suggestion(text, Certainty.LIKELY, bad))
        book.links[-2] = replace(book.links[-2], link=replace(book.links[-2].link, label=text))
        book.paper(text, [(f"https://fail.example/{number}", Verdict.BLOCKED, text)], written=text)
    book.placeholders.append(
        Placeholder(line=9, text=HOSTILE[0], why=HOSTILE[0], section=(HOSTILE[2],), whole_row=True)
    )
    book.skipped.append(Skipped(line=1, column=1, url=HOSTILE[3], why=HOSTILE[3], span=NOWHERE))
    return run_of(
        book,
        world=HOSTILE[1],
        repaired=(*(f"dead|{book.path}|x|{text}|{text}|1" for text in HOSTILE), "odd", ""),
        tallies={HOSTILE[0]: Tally(asked=5, answered=1, unavailable={HOSTILE[2]: 4}, requests=5)},
        ill=(HOSTILE[0],),
    )


def waived() -> Run:
    """A maintainer said that the template rows may stay; one waiver in the configuration has run out."""
    book = demo_book()
    book.findings = [
        replace(finding, waived="kept for those who add papers") if finding.rule == "placeholder" else finding
        for finding in book.findings
    ]
    book.findings.append(
        Finding(
            rule="waiver",
            severity=Severity.NOTE,
            cause="expired on 2026-11-01; nothing is left",
            catalogue="harvester.yaml",
            line=0,
            column=1,
            section=(),
            entry_id="",
            label="waiver",
            what="dead",
            evidence="expired on 2026-11-01; nothing is left",
            advice="Mend the waiver, or remove it.",
        )
    )
    return run_of(book, tallies=SOUND, new=())


def recorded() -> Run:
    """The second night with the runs before it."""
    numbers = ((21, 2), (17, 1), (0, 0), (19, 0))
    history = tuple(
        Past(
            date=TODAY - timedelta(days=3 * (len(numbers) - 1 - number)),
            papers=72,
            verdicts={"ok": 116 - fix - look, "dead": fix, "failing": look},
            rules={"dead": fix} if fix else {},
            fix=fix,
            look=look,
            new=0,
            repaired=0,
        )
        for number, (fix, look) in enumerate(numbers)
    )
    return replace(second_night(), history=history)


MADE = (demo, second_night, quiet, two_lists, ill, offline, empty, hostile, waived, recorded)
RUNS = {made.__name__: made for made in MADE}
