"""A generator of labelled worlds: a catalogue, the world that its links live in, and the key.

The key says which verdict each link has to get on each night. Every behaviour that links are known for is in it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from labelled_doors import doors
from labelled_github import at_github

from harvester.model import Verdict
from harvester.sandbox import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Key = Verdict | Callable[[int], Verdict]

STRUCK_OUT = 7
"""The night of nightly failures on which the third strike falls: strikes count three days apart."""


@dataclass(frozen=True, slots=True)
class Case:
    """One link and its key.

    Attributes:
        what: The behaviour, for the table of failures.
        url: As the catalogue writes it.
        expected: The verdict of each night, counted from 1.
    """

    what: str
    url: str
    expected: Callable[[int], Verdict]

    @property
    def is_page(self) -> bool:
        """Whether no registry answers for it, so that only strikes can kill it."""
        return not self.what.startswith(("DOI", "arXiv", "repository", "account", "gist"))


@dataclass
class Labelled:
    """A catalogue with its world and its key; line ``n + 3`` of the text holds case ``n``."""

    cases: list[Case] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pages: dict[str, Callable[[int], Mapping[str, Any] | None]] = field(default_factory=dict)

    def link(self, what: str, url: str, verdict: Key, table: str = "", /, **row: Any) -> None:
        """One link, known to a registry where a table is named."""
        self.cases.append(Case(what, url, verdict if callable(verdict) else partial(_always, verdict)))
        if table:
            self.rows.setdefault(table, []).append(row)

    def page(self, what: str, url: str, verdict: Key, **page: Any) -> None:
        """One web page that is the same every night."""
        self.link(what, url, verdict)
        self.stands(url, **page)

    def stands(self, url: str, **page: Any) -> None:
        """A page without a link of its own."""
        self.pages[url] = lambda _: page

    @property
    def text(self) -> str:
        """The catalogue, one case a line."""
        rows = (f"- **Paper {n}**. [Paper]({_destination(case.url)})\n" for n, case in enumerate(self.cases))
        return "# A labelled list\n\n" + "".join(rows)

    def world(self, night: int) -> World:
        """What the stand-ins know on a night."""
        pages = {url: page for url, at in self.pages.items() if (page := at(night)) is not None}
        return World(name="labelled", pages=pages, **self.rows)  # type: ignore[arg-type]


def _always(verdict: Verdict, _: int) -> Verdict:
    return verdict


def _destination(url: str) -> str:
    return f"<{url}>" if any(char in url for char in " ()") else url


def failing_from(first: int, until: int = 1000, healthy: Verdict = Verdict.OK) -> Callable[[int], Verdict]:
    """The verdicts of a page that fails from one night on, and answers again from another."""

    def on(night: int) -> Verdict:
        if not first <= night < until:
            return healthy
        return Verdict.DEAD if night - first + 1 >= STRUCK_OUT else Verdict.FAILING

    return on


def generate(links: int = 2000, seed: int = 5) -> Labelled:
    """At least so many links, all behaviours in fixed shares, in an order that the seed decides."""
    made = Labelled()
    rounds = 0
    while len(made.cases) < links:
        for family in (_identifiers, at_github, doors, _healthy_pages, _near_misses, _walls, _failures, _mortals):
            family(made, rounds)
        _never_links(made, rounds)
        rounds += 1
    random.Random(seed).shuffle(made.cases)  # noqa: S311 (must repeat)
    return made


def _host(n: int, name: str) -> str:
    return f"https://{name}{n:03d}.imaging-net.org"


def _identifiers(made: Labelled, n: int) -> None:
    doi = made.link
    for part in range(6):
        name = f"10.1016/j.media.2023.{n:04d}{part:02d}"
        doi("DOI at Crossref", f"https://doi.org/{name}", Verdict.OK, "works", doi=name, title=f"Paper {n} {part}")
    name = f"10.1007/s{n:05d}-023-1"
    doi("DOI in capitals", f"http://dx.doi.org/{name.upper()}", Verdict.OK, "works", doi=name, title=f"Springer {n}")
    name = f"10.5281/zenodo.{n + 10_000}"
    doi("DOI at DataCite", f"https://doi.org/{name}", Verdict.OK, "works", doi=name, title="Data", registry="DataCite")
    name = f"10.11501/{n:06d}"
    doi("DOI of another agency", f"https://doi.org/{name}", Verdict.OK, "handles", doi=name, agency="JaLC")
    name = f"10.3205/handle{n:04d}"
    doi("handle only", f"https://doi.org/{name}", Verdict.OK, "handles", doi=name)
    name = f"10.1002/(sici)1097-0258(19980815)17:15<{n}::aid-sim968>3.0.co;2-2"
    doi("odd characters", f"https://doi.org/{quote(name, safe='/')}", Verdict.OK, "works", doi=name, title="Odd")
    name = f"10.1093/wiley.{n:04d}"
    doi("DOI, page walled", f"https://doi.org/{name}", Verdict.OK, "works", doi=name, url=f"https://walled.org/{n}")
    made.stands(f"https://walled.org/{n}", status=403, behaviour="challenge")
    doi("DOI not registered", f"https://doi.org/10.1016/j.nowhere.2023.{n:06d}", Verdict.DEAD)
    doi("DOI with no such prefix", f"https://doi.org/10.99{n:03d}/none", Verdict.DEAD)
    key = f"2301.{n + 1:05d}"
    for where in ("abs", "pdf"):
        doi("arXiv known", f"https://arxiv.org/{where}/{key}", Verdict.OK)
    made.rows.setdefault("arxiv", []).append({"id": key, "title": f"Preprint {n}", "published": "2023-01-01"})
    doi("arXiv unknown", f"https://arxiv.org/abs/2302.{n + 20_000:05d}", Verdict.DEAD)


_TEXT = "<p>We release code, weights and data for the synthesis of medical images, with all scripts.</p>"


def _body(title: str, text: str = _TEXT) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"


def _healthy_pages(made: Labelled, n: int) -> None:
    host, other = _host(n, "lab"), _host(n, "new")
    for part in range(4):
        made.page("page", f"{host}/paper/{part}", Verdict.OK, body=_body(f"Project {n}.{part}"))
    made.page(
        "file by HEAD", f"{host}/p{n}.pdf", Verdict.OK, body="%PDF-1.7 x", headers={"Content-Type": "application/pdf"}
    )
    made.page("file, no HEAD", f"{host}/q{n}.pdf", Verdict.OK, title="A file", behaviour="no-head")
    made.page("temporary redirect", f"{host}/now", Verdict.OK, status=302, location="/paper/1")
    made.page("temporary elsewhere", f"{host}/go", Verdict.OK, status=307, location=f"{other}/there")
    made.page("moved", f"{host}/old", Verdict.MOVED, status=301, location="/paper/2")
    made.page("moved to another host", f"{host}/away", Verdict.MOVED, status=308, location=f"{other}/there")
    made.page("moved twice", f"{host}/older", Verdict.MOVED, status=301, location="/old")
    made.page("moved, then temporary", f"{host}/half", Verdict.MOVED, status=301, location="/now")
    made.page("moved to https", f"http{host[5:]}/s", Verdict.MOVED, status=301, location=f"{host}/s")
    made.stands(f"{host}/s", title="Over TLS")
    made.stands(f"{other}/there", body=_body("There"))
    made.link("in-page anchor", "#a-labelled-list", Verdict.OK)
    made.link("in-page anchor that is not there", f"#nowhere-{n}", Verdict.DEAD)
    made.page("anchor", f"{host}/paper/3#data", Verdict.OK, body=_body("Project", '<h2 id="data">Data</h2>' + _TEXT))
    if n < 3:
        made.page("slow", f"{_host(n, 'slow')}/data", Verdict.OK, body="<p>Code</p>", behaviour="drip")


def _near_misses(made: Labelled, n: int) -> None:
    host = _host(n, "near")
    for what, path, page in (
        ("404 in the title", "/404-ways", {"body": _body("404 ways to fail at segmentation")}),
        ("not found in the title", "/lesion", {"body": _body("Lesions not found by radiologists", _TEXT * 9)}),
        ("a short page", "/short", {"body": "<p>Data: see the paper.</p>"}),
        ("research about logins", "/login", {"body": _body("Login behaviour of clinicians")}),
        ("a bot study", "/bots", {"body": _body("Are you human? Captchas in medicine", _TEXT * 40)}),
        ("plain text", "/readme.txt", {"body": "Weights of the model.", "headers": {"Content-Type": "text/plain"}}),
    ):
        made.page(f"near miss: {what}", host + path, Verdict.OK, **page)
    made.page("near miss: host", f"https://example-lab{n}.org/", Verdict.OK, body=_body("Example Lab"))
    made.page("near miss: todo", f"{host}/todo-list", Verdict.OK, body=_body("What is to be done"))


def _walls(made: Labelled, n: int) -> None:
    host = _host(n, "wall")
    for what, path, page in (
        ("403", "/a", {"status": 403}),
        ("401", "/b", {"status": 401, "headers": {"WWW-Authenticate": "Basic"}}),
        ("cf-mitigated", "/c", {"title": "x", "behaviour": "challenge"}),
        ("202 challenge", "/d", {"title": "x", "behaviour": "challenge-202"}),
        ("captcha with 200", "/e", {"title": "x", "behaviour": "challenge-200"}),
        ("999", "/f", {"status": 999}),
        ("418", "/g", {"status": 418}),
    ):
        made.page(f"wall: {what}", host + path, Verdict.BLOCKED, **page)
    for part, wait in enumerate(("2", "21600", "soon", "Wed, 01 Jan 2020 00:00:00 GMT")):
        limited = f"{_host(n, 'limit')}/{part}"
        made.page(f"429, Retry-After {wait}", limited, Verdict.BLOCKED, status=429, headers={"Retry-After": wait})
    made.page("403 behind a redirect", f"{host}/h", Verdict.BLOCKED, status=302, location="/a")


def _failures(made: Labelled, n: int) -> None:
    host, on = _host(n, "fail"), failing_from(1)
    named = _body("Page not found", "<p>Sorry.</p>").replace("</title>", " | Lab</title>")
    made.page("410", f"{host}/gone", Verdict.DEAD, status=410)
    for what, path, page in (
        ("404", "/404", {"status": 404}),
        ("500", "/500", {"status": 500}),
        ("503", "/503", {"status": 503}),
        ("soft 404", "/soft", {"title": "Page not found"}),
        ("soft 404, a number", "/number", {"title": "404 | Imaging Lab"}),
        ("soft 404, German", "/seite", {"title": "Seite nicht gefunden | Institut"}),
        ("soft 404, Chinese", "/page-cn", {"title": "页面不存在"}),
        ("parked", "/parked", {"body": _body("Domain parked", "")}),
        ("suspended", "/suspended", {"body": _body("Account Suspended", "")}),
        ("cut short", "/cut", {"title": "A page that breaks off", "behaviour": "truncated"}),
        ("anchor that is gone", "/whole#gone", {"body": _body("Whole", _TEXT * 9)}),
        (
            "soft 404, site's name",
            "/softer",
            {"body": named},
        ),
        ("redirect to the root", "/paper/old", {"status": 301, "location": "/"}),
        ("redirect to a login", "/paper/x", {"status": 302, "location": "/login?next=/paper/x"}),
        ("redirect loop", "/loop", {"title": "x", "behaviour": "redirect-loop"}),
        ("moved to a 404", "/lost", {"status": 301, "location": "/404"}),
    ):
        made.page(what, host + path, on, **page)
    made.stands(f"{host}/", body=_body("The lab"))
    made.stands(f"{host}/login", body=_body("Sign in"))
    made.link("host is dead", f"{_host(n, 'dead')}/page", on)
    made.page("reset", f"{_host(n, 'reset')}/page", on, title="x", behaviour="reset")
    made.link("retired host", f"https://paperswithcode.com/sota/number-{n}", Verdict.DEAD)


def _mortals(made: Labelled, n: int) -> None:
    host = _host(n, "mortal")
    for part, (first, until) in enumerate(((2, 1000), (3, 5), (2, 9), (4, 10))):
        url, alive = f"{host}/{part}", {"body": _body(f"Mortal {part}")}
        made.link(f"dead on nights {first} to {until - 1}", url, failing_from(first, until))
        made.pages[url] = partial(_mortal, first, until, alive, 404 if part % 2 else 500)
    made.stands(f"{host}/index", body=_body("Here"))


def _mortal(first: int, until: int, alive: Mapping[str, Any], status: int, night: int) -> Mapping[str, Any]:
    return {"status": status} if first <= night < until else alive


_PLACEHOLDERS = (
    "https://example.com/paper", "https://www.example.org/x", "https://demo.example/x", "http://localhost:8000/x",
    "https://site.test/page", "https://name.invalid/", "https://github.com/example", "https://github.com/user/repo",
    "https://github.com/username/project", "https://github.com/your-username/your-repo", "TODO", "TBD", "#",
    "https://arxiv.org/abs/xxxx.xxxxx", "https://doi.org/", "https://doi.org/10.xxxx/xxxxx", "https://arxiv.org/abs/",
    "https://github.com/", "https://your-project-page.com", "https://127.0.0.1/x", "coming soon",
    "https://github.com/owner/repo", "https://arxiv.org/abs/2401.xxxxx", "https://",
    "N/A", "-", "none", "coming%20soon",
)  # fmt: skip
_MALFORMED = (
    "yES", "https://lab.org/a b c", "htps://lab.org/x", "https//lab.org/x", "https://doi.org/https://doi.org/10.1/x",
    "http:/lab.org/x", "www.lab-imaging.org/x", "https://https://lab.org/x", "10.1016/j.media.2023.1", "htttps://lab.org",
    "https://lab.org/x,https://lab.org/y", "arXiv:2301.00001", "//lab.org/x", "https:///lab.org/x",
    "C:\\papers\\x.pdf", "https://lab", "file:///home/jo/paper.pdf", "code", "https://arxiv.org/abs/https://arxiv.org/abs/2301.00001",
)  # fmt: skip


def _never_links(made: Labelled, n: int) -> None:
    for verdict, urls in ((Verdict.PLACEHOLDER, _PLACEHOLDERS), (Verdict.MALFORMED, _MALFORMED)):
        for url in urls[n * 4 : n * 4 + 4]:
            made.link(f"{verdict.word}: {url}", url, verdict)
