"""What a reply proves beside its status: bot walls, error pages in disguise, parked names, closed hosts."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from harvester.http import Reply
from harvester.model import Absent, Unavailable
from harvester.upstream.evidence import Sight, judge
from harvester.upstream.html_page import HtmlPage
from harvester.upstream.journey import Journey
from harvester.upstream.retired import is_resolver, retired
from harvester.upstream.tables import Places

if TYPE_CHECKING:
    from collections.abc import Iterable

TODAY = date(2026, 11, 23)
URL = "https://lab.test-site.net/item/a"
TEXT = "<p>A page with a good many words on it, as pages of papers have them.</p>" * 60


def html(title: str, body: str = "", head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def seen(
    body: str = "", *, status: int = 200, url: str = URL, kind: str = "text/html; charset=utf-8", **headers: str
) -> Sight | Absent | Unavailable:
    said = CaseInsensitiveDict(
        {"content-type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    )
    return judge(Journey((url,), url, None, Reply(url, status, said, body.encode())), (), TODAY)


def test_a_page_is_a_page() -> None:
    assert isinstance(seen(html("A paper", TEXT)), Sight)
    assert isinstance(seen("plain text", kind="text/plain"), Sight)
    assert isinstance(seen("%PDF-1.7", kind="application/pdf"), Sight)
    assert isinstance(seen(html("", "")), Sight)


WALLS: list[tuple[str, dict[str, Any]]] = [
    ("Cloudflare", {"status": 403, "cf_mitigated": "challenge"}),
    ("Cloudflare", {"status": 503, "body": html("Just a moment...")}),
    ("Cloudflare", {"status": 200, "body": html("Just a moment...", "Enable JavaScript and cookies to continue")}),
    ("Cloudflare", {"status": 404, "cf_mitigated": "challenge"}),
    ("Cloudflare", {"status": 500, "cf_mitigated": "challenge"}),
    ("Cloudflare", {"status": 410, "cf_mitigated": "challenge"}),
    ("Cloudflare", {"status": 403, "body": html("Attention Required! | Cloudflare", TEXT)}),
    ("Cloudflare", {"status": 200, "body": html("lab", "<script>window._cf_chl_opt={}</script>")}),
    ("AWS WAF", {"status": 202, "x_amzn_waf_action": "challenge"}),
    ("AWS WAF", {"status": 405, "x_amzn_waf_action": "captcha"}),
    ("AWS WAF", {"status": 405, "body": html("Human Verification")}),
    ("AWS WAF", {"status": 202, "body": html("", "<script>window.gokuProps = {}</script>")}),
    ("Vercel", {"status": 429, "x_vercel_mitigated": "challenge"}),
    ("DataDome", {"status": 403, "x_datadome": "protected"}),
    ("DataDome", {"status": 404, "x_datadome": "protected"}),
    ("DataDome", {"status": 403, "set_cookie": "a=1; Path=/, datadome=x; Max-Age=1"}),
    ("DataDome", {"status": 200, "x_dd_b": "1"}),
    ("DataDome", {"status": 403, "body": html("lab", "<script src=https://ct.captcha-delivery.com/c.js></script>")}),
    ("Akamai", {"status": 403, "body": html("Access Denied", "Reference #18.2d351ab8.1557333295.a4e16ab")}),
    ("Akamai", {"status": 200, "body": html("Access Denied", "You don't have permission to access this.")}),
    ("Akamai", {"status": 503, "body": html("Error", "https://errors.edgesuite.net/18.2d351ab8")}),
    ("PerimeterX", {"status": 403, "body": html("Access to this page has been denied.", "<div id=px-captcha>")}),
    ("PerimeterX", {"status": 200, "body": html("lab", '<div id="px-captcha"></div>')}),
    ("Imperva", {"status": 200, "body": html("", "Request unsuccessful. Incapsula incident ID: 0-1")}),
    ("Imperva", {"status": 200, "body": html("Pardon Our Interruption")}),
    ("Sucuri", {"status": 403, "x_sucuri_block": "FBP007"}),
    ("Sucuri", {"status": 200, "body": html("You are being redirected...", "Javascript is required.")}),
    ("Anubis", {"status": 200, "body": html("Making sure you&#39;re not a bot!", "Loading...")}),
    ("Anubis", {"status": 200, "body": html("lab", '<script id="anubis_challenge" type="application/json">')}),
    ("F5", {"status": 200, "body": html("Request Rejected", "Your support ID is: 1")}),
    ("a client challenge", {"status": 200, "body": html("Client Challenge", "JavaScript is disabled")}),
    ("a publisher's crawler check", {"status": 200, "body": html("Validate User")}),
    ("a publisher's crawler check", {"status": 200, "body": html("Cookie Absent")}),
    ("SiteGround", {"status": 202, "body": html("", "<meta content='0;/.well-known/sgcaptcha/?r=%2F'>")}),
    ("a captcha", {"status": 200, "body": html("Are you a robot?", "<div class=g-recaptcha>")}),
    ("a captcha", {"status": 403, "body": html("百度安全验证")}),
    ("a captcha", {"status": 200, "body": html("Robot Check")}),
    ("a captcha", {"status": 200, "body": html("Security Verification Required | Lab")}),
    ("a captcha", {"status": 200, "body": html("Please verify you are a human")}),
    ("a captcha", {"status": 503, "body": html("Checking your browser before accessing lab.test-site.net")}),
    ("a captcha", {"status": 200, "body": html("lab.test-site.net", "<h1>Verify you are human</h1>")}),
    ("a captcha", {"status": 403, "body": html("You have been blocked")}),
    ("Akamai", {"status": 200, "body": html("Access Denied | Lab", "<h1>Access Denied</h1>")}),
]


@pytest.mark.parametrize(("name", "reply"), WALLS)
def test_a_wall_is_known_by_what_it_leaves_behind(name: str, reply: dict[str, Any]) -> None:
    status = reply["status"]
    assert seen(**reply) == Unavailable(f"HTTP {status}: a page for people only ({name})", refused=True)


@pytest.mark.parametrize(
    "reply",
    [
        # healthy pages behind walls carry their traces, too
        {"body": html("Lab", TEXT), "x_datadome": "protected", "set_cookie": "datadome=x"},
        {"body": html("Lab", TEXT), "server": "cloudflare", "cf_ray": "1", "set_cookie": "__cf_bm=x"},
        {"body": html("Lab", TEXT), "x_iinfo": "1-2", "x_cdn": "Imperva", "akamai_grn": "0.1"},
        {
            "body": html(
                "Lab", TEXT + "<script>window._pxAppId='PX1'</script><script src=/cdn-cgi/challenge-platform/x>"
            )
        },
        {"body": html("Lab", TEXT + '<script src="/_Incapsula_Resource?SWJIYLWA=1"></script>')},
        {"body": html("Lab", TEXT + '<div class="g-recaptcha"></div>')},
        # pages that speak of walls
        {"body": html("Just a moment...", TEXT)},
        {"body": html("CAPTCHAs and Their Discontents", "<h1>CAPTCHAs and Their Discontents</h1>")},
        {"body": html("Security Challenges of Medical Robots", "<h1>Security Challenges of Medical Robots</h1>")},
        {"body": html("Are You a Robot or a Human? Telling Speech Apart | Lab", "Abstract.")},
        {"body": html("Are you a robot?", "Abstract.", '<meta name="citation_title" content="Are you a robot?">')},
        {"body": html("Just a Moment: Short-term Memory in Transformers", "Abstract.")},
        {"body": html("How Anubis works", TEXT + 'It sends id="anubis_challenge" and px-captcha.')},
    ],
)
def test_a_page_behind_a_wall_or_about_one_is_a_page(reply: dict[str, Any]) -> None:
    assert isinstance(seen(**reply), Sight)


NOT_FOUND = [
    html("404", "<h1>404</h1>"),
    html("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"),
    html("Error 404 (Not Found)!!1", "<p><b>404.</b> The requested URL was not found on this server."),
    html("Page not found", "<h1>Page not found</h1>" + TEXT),
    html("Page not found | Example Lab", "<h1>Example Lab</h1><h2>Oops!</h2><p>The page could not be found."),
    html("Example Lab – Page Not Found", "<nav>Menu</nav><h1>Page Not Found</h1><p>Sorry.</p>"),
    html("Page Not Found · GitHub Pages", "<p><strong>File not found</strong></p> does not exist"),
    html("Example Lab", "<h1>404</h1><p>Sorry</p>"),
    html("Example Lab", "<h2>Oops! That page can’t be found.</h2><p>Try a search?</p>"),
    html("Seite nicht gefunden - Institut", "<h1>Seite nicht gefunden</h1>"),
    html("Fehler 404", "<h1>Die Seite wurde nicht gefunden</h1>"),
    html("Page introuvable | Université", "<h1>Erreur 404</h1>"),
    html("Página no encontrada", "<h1>Página no encontrada</h1>"),
    html("Página não encontrada – USP", "<h1>404</h1>"),
    html("Pagina non trovata", "<h1>Pagina non trovata</h1>"),
    html("Pagina niet gevonden", "<p>Deze pagina bestaat niet.</p>"),
    html("Страница не найдена", "<h1>404</h1>"),
    html("页面不存在", "<p>您访问的页面不存在</p>"),
    html("ページが見つかりません", "<h1>404 Not Found</h1>"),
    html("페이지를 찾을 수 없습니다", "<h1>404</h1>"),
    html("Sayfa bulunamadı", "<h1>Sayfa bulunamadı</h1>"),
    html("Oops! Page not found", "<h1>Oops!</h1><p>The page was not found.</p>"),
    html("Lab", "<h1>Sorry, we can't find that page</h1>"),
    html("This page could not be found (404)", "<h1>404</h1>"),
    html("404 - File or directory not found.", "<h2>404 - File or directory not found.</h2>"),
    html("Project not found · Forge", "<h1>Project not found</h1>"),
    html("Lab", "<h1>The page you’re looking for doesn’t exist.</h1>"),
    html("Page removed | Lab", "<h1>This page has been removed</h1>"),
    html("Error: Page Not Found", "<h1>Error: Page Not Found</h1>"),
    # the site's name in the heading, too, or no heading at all
    html("Page not found | Lab", "<h1>Page not found | Lab</h1><p></p>"),
    html("Lab | 404", "<h1>Lab | 404</h1>"),
    html("404 error page · Lab", "<h1>404 error page · Lab</h1><p>Sorry.</p>"),
    html("Seite nicht gefunden | Institut", "<h1>Seite nicht gefunden | Institut</h1><p>Zur Startseite</p>"),
    html("Page introuvable :: Labo", "<h1>Page introuvable :: Labo</h1>"),
    html("Page not found | Lab", "<p>Try the search.</p>"),
    html("Page not found | Lab", '<div id="root"></div><script src="/app.js"></script>'),
    html("Az oldal nem található", "<h1>Az oldal nem található</h1>"),
    html("Η σελίδα δεν βρέθηκε | Εργαστήριο", "<h1>Η σελίδα δεν βρέθηκε</h1>"),
    html("الصفحة غير موجودة", "<h1>404</h1>"),
    html("Halaman tidak ditemukan", "<h1>Halaman tidak ditemukan</h1>"),
    html("Không tìm thấy trang", "<h1>Không tìm thấy trang</h1>"),
]


@pytest.mark.parametrize("body", NOT_FOUND)
def test_a_page_that_says_it_is_none_is_a_strike(body: str) -> None:
    answer = seen(body)
    assert isinstance(answer, Unavailable)
    assert answer.failing
    assert answer.reason.startswith("HTTP 200, but the page calls itself “")


@pytest.mark.parametrize("body", ["Not Found", "404 page not found\n", "File not found."])
def test_a_bare_text_that_says_so_is_one_too(body: str) -> None:
    for answer in (seen(f"<html>{body}</html>"), seen(body, kind="text/plain")):
        assert isinstance(answer, Unavailable)
        assert answer.failing


ALIVE = [
    html("404 Not Found: Measuring Link Rot in Curated Lists", "<h1>404 Not Found: Measuring Link Rot in Curated Lists</h1>"),
    html("404 Not Found - Measuring Link Rot", "<h1>404 Not Found - Measuring Link Rot</h1><p>Pages that no longer exist."),
    html("404 - A Dataset of Dead Links | Example Lab", "<h1>404 - A Dataset of Dead Links</h1><p>Released."),
    html("Lost and Not Found: Retrieval without Recall", "<h1>Lost and Not Found</h1>"),
    html("HTTP 404 - Encyclopedia", "<h1>HTTP 404</h1>" + TEXT + TEXT),
    html("Page Not Found", "<h1>Page Not Found</h1>", '<meta name="citation_title" content="Page Not Found">'),
    html("Page Not Found", "<h1>Page Not Found</h1>", '<meta property="og:type" content="article">'),
    html("The 404 Media Dataset", "<h1>The 404 Media Dataset</h1>"),
    html("Room 404", "<h1>Room 404</h1>"),
    html("404 | A Film about Links", "<h1>404: A Film about Links</h1><p>Where links lead to."),
    html("Not Found | Lost and Found in Retrieval", "<h1>Lost and Found in Retrieval</h1><p>What is lost may be found."),
    html("Page Not Found - A Study of Link Rot", "<h1>Page Not Found - A Study of Link Rot</h1>"),
    html("Link Rot | Lab", "<h1>Link Rot | Lab</h1><p>Of 326 links, 73 said: page not found, 404.</p>"),
    html("GPT-404", "<h1>GPT-404</h1>"),
    html("Error Correction in 404 Qubits", "<h1>Error Correction in 404 Qubits</h1><p>was not found"),
    html("Example Lab", "<h1>Projects</h1><h2>Not found</h2>" + TEXT),
    html("Status codes", "<h1>Status codes</h1><p>404 page not found: the page does not exist.</p>"),
    html("Example Lab", "<script>var t='<title>404 Not Found</title><h1>404</h1>'</script><h1>Welcome</h1>"),
    html("200 OK", "<h1>200 OK</h1>"),
    html("Missing Data", "<h1>Missing Data</h1>"),
    html("Sorry, Not Sorry", "<h1>Sorry, Not Sorry: Apologies in Dialogue Systems</h1>"),
    html("The Page Not Taken", "<h1>The Page Not Taken</h1>"),
    html("Nothing Found? | A Survey", "<h1>Nothing Found? Negative Results in Imaging</h1>"),
]  # fmt: skip


@pytest.mark.parametrize("body", ALIVE)
def test_a_page_about_missing_pages_is_a_page(body: str) -> None:
    assert isinstance(seen(body), Sight)


def test_a_link_to_an_error_page_gets_what_it_asks_for() -> None:
    assert isinstance(seen(NOT_FOUND[1], url="https://docs.test-site.net/status/404"), Sight)


def test_what_a_stranger_s_title_brings_along_is_cut_and_cleaned() -> None:
    answer = seen(html("Page not found\x1b[31m" + "!" * 200, "<h1>404</h1>"))
    assert isinstance(answer, Unavailable)
    assert "\x1b" not in answer.reason
    assert len(answer.reason) < 120


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (html("Account Suspended", "<p>Contact your hosting provider.</p>"), "the account is suspended"),
        (html("Welcome to nginx!", "<h1>Welcome to nginx!</h1>"), "a web server's start page"),
        (html("Apache2 Ubuntu Default Page: It works", "It works!"), "a web server's start page"),
    ],
)
def test_an_emptied_site_is_a_strike(body: str, what: str) -> None:
    assert seen(body) == Unavailable(f"HTTP 200, but {what}", failing=True)


PARKED = [
    html("lab.test-site.net", '<script src="https://img1.wsimg.com/parking-lander/static/js/main.js"></script>'),
    '<!DOCTYPE html><html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>',
    '<!doctype html><html data-adblockkey="MFwwDQYJ" lang="en"><body><script>window.park = "eyJ1"</script></body></html>',
    html("lab.test-site.net is for sale | HugeDomains"),
    html("The domain name lab.test-site.net is for sale!"),
    html("lab.test-site.net - This domain is for sale"),
    html("This domain has expired"),
    html("Domain parked"),
    html("Parked Domain"),
    html("This domain may be for sale"),
    html("Domain is parked at a registrar"),
    html("lab.test-site.net - This website is for sale! - lab Resources and Information."),
    html("lab.test-site.net", "<h1>lab.test-site.net</h1><p>This domain is for sale. Buy this domain.</p>"),
    html("", "<p>The owner of this domain has not yet uploaded a website.</p>"),
    html("lab", '<iframe src="//www.sedoparking.com/frmpark/lab/"></iframe>'),
]


@pytest.mark.parametrize("body", PARKED)
def test_a_parked_name_is_a_strike(body: str) -> None:
    answer = seen(body)
    assert isinstance(answer, Unavailable)
    assert answer.failing
    assert answer.reason.startswith("parked domain")


@pytest.mark.parametrize(
    "body",
    [
        html("This Domain Is for Sale: A Study of Parked Names", "<h1>This Domain Is for Sale</h1>"),
        html("other.org is for sale", "<p>News of the day</p>"),
        html("Boats for Sale", "<h1>Boats for Sale</h1>"),
        html("Domain Adaptation Is Available: A Survey", "<h1>Domain Adaptation Is Available</h1>"),
        html("Lab", "<p>The survey quotes: buy this domain.</p>"),
        html("A study of parking", TEXT + '<script>window.park = "x"</script> sedoparking.com/ bodis.com/'),
        html("Lab", "<p>Parked names load <code>parkingcrew.net/</code> and bodis.com/</p>"),
        html("Lab", "<p>x", '<meta name="citation_title" content="Lab"><script src=//sedoparking.com/x></script>'),
    ],
)  # fmt: skip
def test_a_page_about_parked_names_is_a_page(body: str) -> None:
    assert isinstance(seen(body), Sight)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("paperswithcode.com", "paperswithcode.com"),
        ("www.paperswithcode.com", "paperswithcode.com"),
        ("portal.paperswithcode.com", "paperswithcode.com"),
        ("academic.microsoft.com", "academic.microsoft.com"),
        ("cloudstor.aarnet.edu.au", "cloudstor.aarnet.edu.au"),
        ("microsoft.com", None),
        ("notpaperswithcode.com", None),
        ("paperswithcode.com.evil.org", None),
        ("", None),
    ],
)
def test_a_closed_host_is_known_label_by_label(host: str, name: str | None) -> None:
    row = retired(host)
    assert (row.name if row else None) == name


@pytest.mark.parametrize(
    ("host", "known"),
    [("doi.org", True), ("www.bit.ly", True), ("rabbit.ly", False), ("arxiv.org", False), ("", False)],
)
def test_a_resolver_is_known_label_by_label(host: str, known: bool) -> None:
    assert is_resolver(host) == known


@pytest.mark.parametrize(
    ("host", "path", "held"),
    [
        ("bodis.com", "/", True),
        ("www.bodis.com", "/x", True),
        ("antibodis.com", "/", False),
        ("www.godaddy.com", "/forsale/x", True),
        ("www.godaddy.com", "/forsales", False),
        ("www.godaddy.com", "/", False),
        ("any.host.org", "/CGI-SYS/suspendedpage.cgi", True),
    ],
)
def test_places_fit_from_label_to_label_and_from_slash_to_slash(host: str, path: str, held: bool) -> None:
    places = Places(["bodis.com", "godaddy.com/forsale", "*/cgi-sys/suspendedpage.cgi"])
    assert places.hold(host, path) == held


def rows() -> Iterable[tuple[str, dict[str, Any]]]:
    for path in (files("harvester.upstream") / "data").iterdir():
        if path.name.endswith(".toml"):
            for kind, found in tomllib.loads(path.read_text(encoding="utf-8")).items():
                yield from ((f"{path.name}:{kind}", row) for row in found)


@pytest.mark.parametrize(("where", "row"), list(rows()))
def test_every_row_says_where_it_comes_from_and_when_it_was_looked_at(where: str, row: dict[str, Any]) -> None:
    assert len(row["source"]) > 10, where
    assert date(2026, 1, 1) <= row["reviewed"] <= date(2100, 1, 1), where
    assert all(
        text == text.lower()
        for name in ("titles", "phrases", "sentences")
        for text in row.get(name, ())
        if "HOST" not in text
    )
    assert all(urlsplit(f"https://{place}").path or "/" not in place for place in row.get("places", ()))


HOSTILE = {
    "unclosed scripts": "<script>" * 30_000,
    "nothing but brackets": "<" * 250_000,
    "unclosed titles": "<title" * 40_000,
    "headings": "<h1>" * 60_000,
    "attributes": "<p " + 'og:type"' * 30_000,
    "one attribute": "<p id" + " " * 250_000,
    "links": "<html>" + "href=" * 50_000,
    "anchors": "<html>" + 'id="' * 60_000,
    "entities": "<html>" + "&lt" * 80_000,
    "dashes": "<title>" + " - " * 80_000 + "</title>",
    "hosts": "<title>" + "lab.test-site.net " * 15_000 + "</title>",
    "long headings": "<title>404</title><h1>" + "404 not found - " * 15_000 + "</h1>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_page_costs_more_than_its_length(body: str) -> None:
    # a quadratic search would take minutes here, and the suite would be killed
    answer = seen(f"<!doctype html>{body}")
    assert isinstance(answer, Sight)
    assert answer.lacks("methods") in {"methods", ""}


@given(
    st.text(), st.sampled_from(["", "text/html", "text/html; charset=utf-8", "text/html; charset=gb2312", "x/html;;"])
)
def test_no_page_makes_the_reader_stumble(text: str, kind: str) -> None:
    page = HtmlPage(f"<html>{text}".encode("utf-8", "surrogatepass"), kind)
    assert isinstance(page.title + page.words, str)
    assert page.may_have("x") in {True, False}
