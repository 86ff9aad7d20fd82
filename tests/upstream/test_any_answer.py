"""Whatever a registry answers: its true answers with anything in the place of anything, and bytes that mean nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st

from bending import bent
from harvester.config import Config
from harvester.http import Http
from harvester.model import Absent, Found, Unavailable
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from harvester.upstream.html_page import HtmlPage
from loopback import Loopback
from support import FakeTime, sandbox_config
from upstream.test_question import KEYS, WORLD, questions

if TYPE_CHECKING:
    import socket
    import threading
    from collections.abc import Iterator

UPSTREAMS = ("crossref", "doi", "datacite", "arxiv", "github", "ncbi", "openreview", "wayback", "softwareheritage")
REGISTRIES = sorted(name for name in KEYS if not name.startswith("web "))


class Recorder(Http):
    """The client as it is, which keeps what came."""

    kept: list[tuple[int, str, bytes]] = []  # noqa: RUF012 (one for all, emptied by who reads it)

    def request(self, *arguments: Any, **options: Any) -> Any:
        reply = super().request(*arguments, **options)
        self.kept.append((reply.status, reply.headers.get("content-type", ""), reply.body))
        return reply


class Parrot:
    """A server that gives one answer to everything."""

    def __init__(self) -> None:
        self.status, self.body = 200, b""
        self.headers: dict[str, str] = {}

    def __call__(self, connection: socket.socket, head: bytes, _ended: threading.Event) -> None:
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        while length > 0:
            length -= len(connection.recv(length)) or length
        said = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        said = f"HTTP/1.1 {self.status} X\r\n{said}Content-Length: {len(self.body)}\r\n\r\n"
        connection.sendall(said.encode("latin-1", "replace") + self.body)


@pytest.fixture(scope="module")
def true_answers() -> dict[str, list[tuple[int, str, bytes]]]:
    """What the stand-ins say to each question, in true wire shapes."""
    found = {}
    with Sandbox(World(**WORLD)) as sandbox:
        for name in REGISTRIES:
            with connect(
                sandbox_config(sandbox), token="sandbox-token", clock=FakeTime().clock(), client=Recorder
            ) as net:
                Recorder.kept, asked = [], len(sandbox.log)
                questions(net)[name]([*KEYS[name][0], *KEYS[name][1]])
                if name.startswith("crossref"):  # habanero sends for itself
                    again = [requests.get(f"{sandbox.url}{one.path}", timeout=5) for one in sandbox.log[asked:]]
                    Recorder.kept = [(one.status_code, one.headers["content-type"], one.content) for one in again]
                found[name] = list(Recorder.kept)
                if name in RICH:
                    found[name].append((200, "application/json", json.dumps(RICH[name]).encode()))
    return found


@pytest.fixture(scope="module")
def parrot() -> Iterator[tuple[Parrot, str]]:
    behave = Parrot()
    with Loopback(behave) as server:
        yield behave, server.url


def asked(url: str, name: str, *, token: bool = True) -> dict[str, Any]:
    settings = {
        "web": {"remap": {"https://": f"{url}/", "http://": f"{url}/"}},
        "upstreams": {key: {"url": url} for key in UPSTREAMS},
    }
    with connect(
        Config().with_settings(settings), token="sandbox-token" if token else "", clock=FakeTime().clock()
    ) as net:
        return questions(net)[name]([*KEYS[name][0], *KEYS[name][1]])


@given(data=st.data(), name=st.sampled_from(REGISTRIES))
def test_no_shape_of_a_true_answer_raises(
    parrot: tuple[Parrot, str], true_answers: dict[str, list[tuple[int, str, bytes]]], data: st.DataObject, name: str
) -> None:
    behave, url = parrot
    behave.status, kind, body = data.draw(st.sampled_from(true_answers[name]))
    behave.headers, behave.body = {"Content-Type": kind}, bent(data, body)
    for key, answer in asked(url, name).items():
        assert isinstance(answer, Found | Absent | Unavailable), key
        if isinstance(answer, Found) and is_dataclass(answer.value) and not isinstance(answer.value, type):
            # no half of a character, which could be written to no file
            json.dumps(asdict(answer.value), default=str, ensure_ascii=False).encode()


RICH: dict[str, Any] = {
    "datacite works": {
        "data": [
            {
                "id": "10.6666/data",
                "attributes": {
                    "doi": "10.6666/data",
                    "titles": [{"title": "T", "titleType": "Subtitle"}, {"title": "U"}],
                    "creators": [{"name": "Doe, Jo", "nameType": "Personal", "familyName": "Doe", "givenName": "Jo"}],
                    "publisher": {"name": "P"},
                    "container": {"type": "Journal", "title": "J", "volume": "1", "firstPage": "1", "lastPage": "2"},
                    "publicationYear": 2020,
                    "types": {"resourceTypeGeneral": "Preprint", "citeproc": "article"},
                    "dates": [{"date": "2020-01-02", "dateType": "Issued"}],
                    "version": "1",
                    "relatedIdentifiers": [
                        {
                            "relationType": "IsVersionOf",
                            "relatedIdentifier": "10.1000/182",
                            "relatedIdentifierType": "DOI",
                        },
                        {
                            "relationType": "IsSupplementedBy",
                            "relatedIdentifier": "https://github.com/a/b",
                            "relatedIdentifierType": "URL",
                        },
                    ],
                    "state": "findable",
                },
            }
        ],
        "meta": {"total": 1},
    },
    "github repositories": {
        "data": {"r0": {"nameWithOwner": "owner/known", "isArchived": True, "isEmpty": False}, "r1": None},
        "errors": [{"type": "NOT_FOUND", "path": ["r1"], "message": "no"}],
    },
    "crossref works": {
        "status": "ok",
        "message": {
            "items": [
                {
                    "DOI": "10.5555/known",
                    "type": "posted-content",
                    "subtype": "preprint",
                    "title": ["T"],
                    "subtitle": ["S"],
                    "author": [{"family": "Doe", "given": "Jo", "sequence": "first"}, {"name": "Group"}],
                    "container-title": ["J"],
                    "short-container-title": ["J."],
                    "event": {"name": "E", "acronym": "E", "start": {"date-parts": [[2020, 1, 2]]}},
                    "issued": {"date-parts": [[2020, 1, 2]]},
                    "published-online": {"date-parts": [[2020, 1]]},
                    "page": "1-2",
                    "update-to": [
                        {
                            "type": "retraction",
                            "DOI": "10.1/x",
                            "updated": {"date-parts": [[2020]]},
                            "source": "publisher",
                        }
                    ],
                    "updated-by": [
                        {"type": "retraction", "DOI": "10.1/x", "updated": {"date-time": "2020-01-02T00:00:00Z"}}
                    ],
                    "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/182", "asserted-by": "subject"}]},
                    "alternative-id": ["S0022073621001850"],
                }
            ]
        },
    },
}
"""Answers with more in them than the stand-ins' world has."""

LOCATIONS = [
    "", "/", "http://[", "http://[::1", "//", "///", "javascript:1", "https://a.test:99999999/", "https://a\tb/", "https://%00/", "\x80", "x" * 9_000,
    "https://user:secret@169.254.169.254/", "https://0x7f000001/", "https://xn--/", "https://xn--a-0000000000/", "https://" + "a." * 300, "?", "#", "https://a.test/%",
]  # fmt: skip
DATES = [
    "Mon, 01 Jan 2020 00:00:00 +99999999999999",
    "Fri, 31 Dec 9999 23:59:59 -1200",
    "-1",
    "1e99",
    "nan",
    "٣",
    "9" * 4_000,
    "0",
    "\x1b[2J",
]
KINDS = [
    "",
    ";",
    "text/html; charset=",
    "application/json; charset=undefined",
    "text/html; charset=rot13",
    "x" * 9_000,
    "application/atom+xml; charset=\x00"[:-1],
]
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Location": st.sampled_from(LOCATIONS),
        "Content-Type": st.sampled_from(KINDS),
        **{
            name: st.sampled_from(DATES)
            for name in ("Retry-After", "Date", "X-RateLimit-Reset", "X-RateLimit-Remaining", "Last-Modified", "Age")
        },
        "Link": st.sampled_from(["<", "<>;rel=next", "<http://[>; rel=next," * 500]),
        "Content-Encoding": st.sampled_from(["gzip, gzip", "x", "identity", "gzip"]),
    },
)
LINKS = [f"{name} {kind}" for name, kind in (("web", "pages"), ("web", "second-looks"))]


@given(
    headers=HEADERS,
    name=st.sampled_from([*REGISTRIES, *LINKS]),
    status=st.sampled_from([200, 301, 302, 400, 403, 404, 410, 429, 451, 503]),
    body=st.sampled_from([b"{}", b"[]", b"null", b"1"]),
)
@example(headers={"Retry-After": DATES[0]}, name="web pages", status=503, body=b"{}")
@example(headers={"Retry-After": DATES[0]}, name="crossref works", status=429, body=b"{}")
@example(
    headers={"Date": DATES[0], "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"},
    name="github repositories",
    status=403,
    body=b"{}",
)
@example(headers={"Location": "http://["}, name="ncbi pmcids", status=302, body=b"{}")
@example(headers={"Location": "http://["}, name="crossref works", status=302, body=b"{}")
@example(headers={"Location": "http://["}, name="github repositories", status=302, body=b"{}")
@example(headers={}, name="github repositories", status=451, body=b"[]")
@example(headers={"Content-Type": "application/json; charset=undefined"}, name="crossref works", status=404, body=b"{}")
@example(headers={"Content-Type": "text/html; charset=rot13"}, name="web pages", status=200, body=b"{}")
def test_no_header_raises(
    parrot: tuple[Parrot, str], headers: dict[str, str], name: str, status: int, body: bytes
) -> None:
    behave, url = parrot
    behave.status, behave.headers, behave.body = status, headers, body
    for token in (True, False) if name.startswith("github") else (True,):
        for answer in asked(url, name, token=token).values():
            assert isinstance(answer, Found | Absent | Unavailable)


@given(body=st.binary(max_size=40), name=st.sampled_from(REGISTRIES), status=st.sampled_from([200, 200, 201, 500]))
@example(body=b"", name="arxiv papers", status=200)
@example(body=b"<html>404 Not Found</html>", name="github repositories", status=200)
@example(body=b'"\xed\xa0\x80', name="crossref works", status=200)
def test_nonsense_condemns_nothing(parrot: tuple[Parrot, str], body: bytes, name: str, status: int) -> None:
    behave, url = parrot
    behave.status, behave.headers, behave.body = status, {"Content-Type": "application/json"}, b"\xff<" + body
    assert {type(answer) for answer in asked(url, name).values()} == {Unavailable}


@pytest.mark.parametrize("where", ["header", "meta"])
@pytest.mark.parametrize(
    "charset",
    [
        "rot13",
        "zlib",
        "hex",
        "base64",
        "undefined",
        "punycode",
        "idna",
        "unicode_escape",
        "Raw-Unicode-Escape",
        "x" * 5_000,
    ],
)
def test_a_charset_that_no_page_is_in_is_passed_over(charset: str, where: str) -> None:
    kind, meta = (
        (f"text/html; charset={charset}", "") if where == "header" else ("text/html", f"<meta charset={charset}>")
    )
    page = HtmlPage(f"{meta}<title>Résumé \\ud800</title>-{'b' * 1_000_000}".encode(), kind)
    assert page.title == "Résumé \\ud800"
    assert page.text.endswith("bbb")
