"""Bait: pages that other checkers call broken though they are alive, and dead ones that they let pass.

Each row stands for an incident that users of such checkers reported; they are served over a real socket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester import http
from harvester.model import Absent, Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from support import FakeTime, sandbox_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Answer
    from harvester.network import Network
    from harvester.upstream.web import Page

LONG = "<p>Words that make a page of some length, as pages of papers have them.</p>" * 60


def page(title: str, body: str = "", **more: Any) -> dict[str, Any]:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return {"title": title, "body": text, **more}


def to(location: str, status: int = 301, **headers: str) -> dict[str, Any]:
    return {"status": status, "location": location, "headers": headers}


# link, the world's pages, what is to be said of it, and the incident
Row = tuple[str, dict[str, dict[str, Any]], str, str]

ALIVE: list[Row] = [
    (
        "https://files.test-site.net/paper.pdf",
        {"https://files.test-site.net/paper.pdf": {"title": "x", "behaviour": "no-head"}},
        "alive",
        "HEAD 405, GET 200: flagged for 142 days",
    ),
    (
        "https://w3id.org/ontology",
        {"https://w3id.org/ontology": to("https://ontology.test-site.net/", 302), "https://ontology.test-site.net/": page("O")},
        "alive",
        "every persistent identifier redirects",
    ),
    (
        "https://bit.ly/3paper",
        {"https://bit.ly/3paper": to("https://lab.test-site.net/"), "https://lab.test-site.net/": page("Lab")},
        "alive",
        "short links redirect for good, and are no moves",
    ),
    (
        "http://lab.test-site.net/a",
        {"http://lab.test-site.net/a": to("https://lab.test-site.net/a"), "https://lab.test-site.net/a": page("A")},
        "moved to https://lab.test-site.net/a",
        "http became https",
    ),
    (
        "https://lab.test-site.net/b",
        {
            "https://lab.test-site.net/b": to("/c", 301),
            "https://lab.test-site.net/c": to("https://lab.test-site.net/c?visit=1", 302),
            "https://lab.test-site.net/c?visit=1": page("C"),
        },
        "moved to https://lab.test-site.net/c",
        "the address before the first temporary hop",
    ),
    (
        "https://journal.test-site.net/articles/x",
        {
            "https://journal.test-site.net/articles/x": to("https://idp.test-site.net/authorize?redirect_uri=x", 303),
            "https://idp.test-site.net/authorize?redirect_uri=x": to(
                "https://journal.test-site.net/articles/x?error=cookies_not_supported", 302
            ),
            "https://journal.test-site.net/articles/x?error=cookies_not_supported": page("Article", LONG),
        },
        "alive",
        "a way through a login that ends at the page",
    ),
    ("https://forum.test-site.net/forum?id=b", {"https://forum.test-site.net/forum?id=b": page("B")}, "alive", "same keys, other query"),
    ("https://wiki.test-site.net/Foo_(bar)", {"https://wiki.test-site.net/Foo_(bar)": page("Foo")}, "alive", "parentheses"),
    ("https://lab.test-site.net/t.", {"https://lab.test-site.net/t.": page("T")}, "alive", "a full stop at the end"),
    (
        "https://docs.test-site.net/readme#usage",
        {"https://docs.test-site.net/readme": page("Readme", '<h2><a id="user-content-usage"></a>Usage</h2>' + LONG)},
        "alive",
        "anchors with GitHub's prefix",
    ),
    (
        "https://docs.test-site.net/app#/route/3",
        {"https://docs.test-site.net/app": page("App", '<div id="app"></div><script src="x.js"></script>')},
        "alive",
        "pages that scripts build",
    ),
    (
        "https://docs.test-site.net/quote#:~:text=some%20words",
        {"https://docs.test-site.net/quote": page("Quote", LONG)},
        "alive",
        "text fragments are no anchors",
    ),
    (
        "https://journal.test-site.net/link-rot",
        {"https://journal.test-site.net/link-rot": page("404 Not Found: Link Rot in Lists", "<h1>404 Not Found: Link Rot in Lists</h1>")},
        "alive",
        "a paper about missing pages",
    ),
    ("https://lab.test-site.net/d", {"https://lab.test-site.net/d": {**page("D"), "behaviour": "wrong-type"}}, "alive", "wrong type"),
    ("https://lab.test-site.net/e", {"https://lab.test-site.net/e": {**page("E"), "behaviour": "invalid-utf8"}}, "alive", "bad UTF-8"),
]  # fmt: skip

REFUSED: list[Row] = [
    *(
        (
            f"https://p{status}.test-site.net/x",
            {f"https://p{status}.test-site.net/x": {"status": status}},
            "refused",
            why,
        )
        for status, why in (
            (401, "a password"),
            (402, "a paywall"),
            (403, "publishers answer so to every machine"),
            (406, "a firewall that reads user agents"),
            (412, "Cochrane's firewall"),
            (418, "IEEE's firewall"),
            (429, "GitHub and NCBI under load"),
            (451, "legal reasons"),
            (999, "LinkedIn"),
        )
    ),
    *(
        (
            f"https://{wall}.test-site.net/x",
            {f"https://{wall}.test-site.net/x": {"title": "x", "behaviour": wall}},
            "refused",
            wall,
        )
        for wall in ("challenge", "challenge-200", "challenge-202")
    ),
    (
        "https://cdn.test-site.net/x",
        {"https://cdn.test-site.net/x": {"status": 404, "headers": {"cf-mitigated": "challenge"}}},
        "refused",
        "Cloudflare answers bots with 404, too",
    ),
    (
        "https://cookies.test-site.net/x",
        {
            "https://cookies.test-site.net/x": to("/y", 302, **{"Set-Cookie": "a=1"}),
            "https://cookies.test-site.net/y": to("/x", 302),
        },
        "refused",
        "a circle for those without cookies",
    ),
    (
        "https://captcha.test-site.net/x",
        {"https://captcha.test-site.net/x": page("Are you a robot?", "<div class=g-recaptcha>", status=200)},
        "refused",
        "OpenReview's captcha",
    ),
]

DEAD: list[Row] = [
    ("https://lab.test-site.net/gone", {"https://lab.test-site.net/gone": {"status": 410}}, "gone", "410"),
    ("https://lab.test-site.net/missing", {"https://lab.test-site.net/": page("Lab")}, "strike", "404"),
    (
        "https://lab.test-site.net/soft",
        {"https://lab.test-site.net/soft": page("Page not found | Lab", "<h1>Page not found</h1>")},
        "strike",
        "an error page with 200",
    ),
    (
        "https://lab.test-site.net/old/paper",
        {"https://lab.test-site.net/old/paper": to("/", 302), "https://lab.test-site.net/": page("Lab", LONG)},
        "strike",
        "redirected to the front page",
    ),
    (
        "https://lab.test-site.net/old/data",
        {
            "https://lab.test-site.net/old/data": to("/login?next=/old/data", 302),
            "https://lab.test-site.net/login?next=/old/data": page("Sign in"),
        },
        "strike",
        "redirected to a login",
    ),
    (
        "https://lab.test-site.net/old/code",
        {"https://lab.test-site.net/old/code": to("/404.html", 302), "https://lab.test-site.net/404.html": page("Lab", LONG)},
        "strike",
        "redirected to an error page",
    ),
    (
        "https://lapsed.test-site.net/x",
        {"https://lapsed.test-site.net/x": page("x", '<script src="https://img1.wsimg.com/parking-lander/static/js/main.js"></script>')},
        "strike",
        "a parked name",
    ),
    (
        "https://sold.test-site.net/x",
        {"https://sold.test-site.net/x": to("https://www.hugedomains.com/domain_profile.cfm?d=sold", 302)},
        "strike",
        "a name for sale",
    ),
    ("https://new.test-site.net/x", {"https://new.test-site.net/x": page("Welcome to nginx!")}, "strike", "a reinstalled server"),
    (
        "https://paperswithcode.com/sota/x",
        {"https://paperswithcode.com/sota/x": to("https://huggingface.co/papers/trending", 302)},
        "gone",
        "a closed host that redirects to an unrelated page",
    ),
    (
        "https://docs.test-site.net/long#methods",
        {"https://docs.test-site.net/long": page("Long", f'<h2 id="results">Results</h2>{LONG}')},
        "strike",
        "an anchor that is not there",
    ),
    ("https://lab.test-site.net/cut", {"https://lab.test-site.net/cut": {"title": "x", "behaviour": "truncated"}}, "strike", "half a body"),
    ("https://lab.test-site.net/loop", {"https://lab.test-site.net/loop": {"behaviour": "redirect-loop"}}, "strike", "a circle"),
    ("https://lab.test-site.net/hang", {"https://lab.test-site.net/hang": {"behaviour": "silence"}}, "strike", "silence"),
    ("https://lab.test-site.net/half", {"https://lab.test-site.net/half": {"title": "x", "behaviour": "silence-body"}}, "strike", "half silence"),
    ("https://lab.test-site.net/drip", {"https://lab.test-site.net/drip": {"title": "x", "behaviour": "drip-head"}}, "strike", "headers that drip"),
    ("https://lab.test-site.net/rst", {"https://lab.test-site.net/rst": {"behaviour": "reset"}}, "strike", "a reset"),
]  # fmt: skip

UNSAID: list[Row] = [
    ("https://lab.test-site.net/void", {"https://lab.test-site.net/void": {"title": "x", "behaviour": "empty"}}, "unsaid", "200 and nothing"),
    ("https://lab.test-site.net/none", {"https://lab.test-site.net/none": {"status": 204, "body": ""}}, "unsaid", "no content"),
    ("https://lab.test-site.net/ssrf", {"https://lab.test-site.net/ssrf": to("http://169.254.169.254/latest", 302)}, "unsaid", "a private address"),
    ("https://lab.test-site.net/js", {"https://lab.test-site.net/js": to("javascript:alert(1)", 302)}, "unsaid", "a script for an address"),
]  # fmt: skip

ROWS = [*ALIVE, *REFUSED, *DEAD, *UNSAID]


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    pages: dict[str, Any] = {}
    for _, of_row, _, _ in ROWS:
        pages |= of_row
    with pytest.MonkeyPatch.context() as patch, Sandbox(World(pages=pages)) as running:
        patch.setattr(http, "READ_S", 0.3)
        patch.setattr(http, "DEADLINE_S", 0.5)
        with connect(sandbox_config(running), clock=FakeTime().clock()) as wired:
            yield wired


def said(answer: Answer[Page]) -> str:
    match answer:
        case Found(page):
            return f"moved to {page.moved_to}" if page.moved_to else "alive"
        case Absent():
            return "gone"
        case Unavailable(refused=True):
            return "refused"
        case Unavailable(failing=True):
            return "strike"
        case _:
            return "unsaid"


@pytest.mark.parametrize(("url", "expected"), [(row[0], row[2]) for row in ROWS], ids=[row[3] for row in ROWS])
def test_bait_is_not_taken(network: Network, url: str, expected: str) -> None:
    assert said(network.web.page(url)) == expected


def test_no_two_rows_are_about_one_link() -> None:
    links = [row[0] for row in ROWS]
    assert len(links) == len(set(links))
