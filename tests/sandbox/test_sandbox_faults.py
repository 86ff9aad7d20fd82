from __future__ import annotations

import gzip
import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import arxiv
import pytest
import requests

from harvester.sandbox import Fault, Sandbox
from harvester.sandbox.faults import BOMB_SIZE, KINDS, Faults

if TYPE_CHECKING:
    from harvester.sandbox import World

PATHS = {
    "crossref": "/crossref/works/10.1000/alpha",
    "arxiv": "/arxiv/api/query?id_list=1706.03762",
    "doi": "/doi/api/handles/10.1000/alpha?type=URL",
    "datacite": "/datacite/dois/10.5281/data",
    "github": "/github/repos/Ada/engine",
    "openreview": "/openreview/notes?forum=open",
    "web": "/web/https/publisher.test/fine",
}
TOKEN = {"Authorization": "Bearer sandbox-token"}


def get(sandbox: Sandbox, session: requests.Session, upstream: str, **options: Any) -> requests.Response:
    return session.get(sandbox.url + PATHS[upstream], timeout=options.pop("timeout", 10), **options)


@pytest.fixture(params=sorted(PATHS))
def upstream(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_without_a_fault_every_upstream_is_healthy(sandbox: Sandbox, session: requests.Session, upstream: str) -> None:
    assert get(sandbox, session, upstream).status_code == 200


@pytest.mark.parametrize("status", [401, 403, 404, 429, 451, 500, 502, 503, 504, 520])
def test_any_status_can_be_had_of_any_upstream(
    sandbox: Sandbox, session: requests.Session, upstream: str, status: int
) -> None:
    sandbox.faults[upstream] = Fault(str(status))
    assert get(sandbox, session, upstream).status_code == status
    del sandbox.faults[upstream]
    assert get(sandbox, session, upstream).status_code == 200


@pytest.mark.parametrize(
    ("upstream", "status", "content_type", "text", "retry_after"),
    [
        ("crossref", 429, "text/html", "429 Too Many Requests", None),
        ("arxiv", 429, "text/plain", "Rate exceeded.", None),
        ("datacite", 429, "application/vnd.api+json; charset=utf-8", '"status":"429"', "300"),
        ("github", 429, "application/json; charset=utf-8", "secondary rate limit", "60"),
        ("github", 403, "application/json; charset=utf-8", "API rate limit exceeded", None),
        ("github", 451, "application/json; charset=utf-8", "Repository access blocked", None),
        ("doi", 500, "application/json;charset=UTF-8", '"responseCode":2', None),
        ("openreview", 403, "application/json; charset=utf-8", "ChallengeRequiredError", None),
    ],
)
def test_a_status_comes_in_the_words_of_its_upstream(
    *,
    sandbox: Sandbox,
    session: requests.Session,
    upstream: str,
    status: int,
    content_type: str,
    text: str,
    retry_after: str | None,
) -> None:
    sandbox.faults[upstream] = Fault(str(status))
    response = get(sandbox, session, upstream)
    assert (response.status_code, response.headers["Content-Type"]) == (status, content_type)
    assert text in response.text
    assert response.headers.get("Retry-After") == retry_after


def test_arxiv_refuses_with_fourteen_bytes(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["arxiv"] = Fault("limit")
    assert get(sandbox, session, "arxiv").content == b"Rate exceeded."


def test_github_refuses_by_rest_and_by_graphql_in_different_ways(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["github"] = Fault("limit")
    rest = get(sandbox, session, "github")
    assert (rest.status_code, rest.headers["x-ratelimit-remaining"]) == (403, "0")
    graphql = session.post(f"{sandbox.url}/github/graphql", json={"query": "{a}"}, headers=TOKEN)
    assert (graphql.status_code, graphql.json()["errors"][0]["type"]) == (200, "RATE_LIMITED")
    assert "data" not in graphql.json()


@pytest.mark.parametrize(("wait", "sent"), [(7, "7"), (0.5, "0.5"), ("Fri, 01 Jan 2100 00:00:00 GMT",) * 2])
def test_retry_after_can_be_set(sandbox: Sandbox, session: requests.Session, wait: float | str, sent: str) -> None:
    sandbox.faults["datacite"] = Fault("429", retry_after=wait)
    assert get(sandbox, session, "datacite").headers["Retry-After"] == sent


@pytest.mark.parametrize("kind", ["refuse", "reset"])
def test_a_connection_can_end_without_an_answer(
    sandbox: Sandbox, session: requests.Session, upstream: str, kind: str
) -> None:
    sandbox.faults[upstream] = Fault(kind)
    with pytest.raises(requests.ConnectionError):
        get(sandbox, session, upstream)


def test_a_reset_is_a_reset(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["crossref"] = Fault("reset")
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        get(sandbox, session, "crossref")


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("reset-status", b"HTTP/1.1 2"),
        ("reset-head", b"HTTP/1.1 200 OK"),
        ("reset-blank", b"\r\n\r\n"),
        ("reset-last", b'"message-version":"1.0.0"'),
    ],
)
def test_a_reset_can_come_at_any_byte(sandbox: Sandbox, kind: str, seen: bytes) -> None:
    whole = raw(sandbox, PATHS["crossref"])
    sandbox.faults["crossref"] = Fault(kind)
    heard = raw(sandbox, PATHS["crossref"])
    assert heard.endswith(b"RESET")
    said = heard.removesuffix(b"RESET").replace(b"Connection: close\r\n", b"")
    assert whole.startswith(said)
    assert seen in said
    if kind == "reset-last":
        assert len(said) == len(whole) - 1


def raw(sandbox: Sandbox, path: str) -> bytes:
    """The bytes of an answer, with a word at the end where the connection was reset."""
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.settimeout(5)
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        heard = b""
        try:
            while data := connection.recv(65_536):
                heard += data
        except ConnectionResetError:
            heard += b"RESET"
        return heard


@pytest.mark.parametrize(
    ("kind", "length"), [("short-length", "half"), ("long-length", "more"), ("bad-length", "many")]
)
def test_a_length_can_be_wrong(sandbox: Sandbox, kind: str, length: str) -> None:
    sandbox.faults["crossref"] = Fault(kind)
    head, _, body = raw(sandbox, PATHS["crossref"]).partition(b"\r\n\r\n")
    said = {"half": f"{len(body) // 2}", "more": f"{len(body) + 100}", "many": "many"}[length]
    assert f"Content-Length: {said}\r\n".encode() in head + b"\r\n"


@pytest.mark.parametrize(("kind", "status"), [("continue", 100), ("switching", 101), ("early-hints", 103)])
def test_an_interim_status_can_come_first(sandbox: Sandbox, kind: str, status: int) -> None:
    sandbox.faults["crossref"] = Fault(kind)
    first, _, rest = raw(sandbox, PATHS["crossref"]).partition(b"\r\n\r\n")
    assert first.startswith(f"HTTP/1.1 {status} ".encode())
    assert rest.startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("kind", ["truncated", "reset-body"])
def test_a_body_can_break_off(sandbox: Sandbox, session: requests.Session, upstream: str, kind: str) -> None:
    sandbox.faults[upstream] = Fault(kind)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        get(sandbox, session, upstream)


def test_an_upstream_can_stay_silent(sandbox: Sandbox, session: requests.Session, upstream: str) -> None:
    sandbox.faults[upstream] = Fault("silence")
    with pytest.raises(requests.ReadTimeout):
        get(sandbox, session, upstream, timeout=(5, 0.1))


def test_an_upstream_can_fall_silent_after_the_headers(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["crossref"] = Fault("silence-body")
    with get(sandbox, session, "crossref", timeout=(5, 0.5), stream=True) as response:
        assert response.status_code == 200
        with pytest.raises(requests.ConnectionError, match="timed out"):
            response.content  # noqa: B018  reading is the act


def test_a_body_can_drip(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["crossref"] = Fault("drip")
    with get(sandbox, session, "crossref", stream=True) as response:
        assert response.raw.read1() == b"{"
        assert response.raw.read1() == b'"'


def test_headers_can_drip(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["crossref"] = Fault("drip-head")
    client = threading.Thread(target=_suppressed, args=(get, sandbox, session, "crossref"))
    client.start()
    _until(lambda: bool(sandbox.log))
    assert sandbox.log[0].done == float("inf")
    sandbox.close()
    client.join()
    assert sandbox.log[0].done < float("inf")


@pytest.mark.parametrize("kind", ["silence", "silence-body", "drip", "drip-head", "endless", "endless-continue"])
def test_closing_releases_whoever_waits(world: World, session: requests.Session, kind: str) -> None:
    with Sandbox(world) as sandbox:
        sandbox.faults["crossref"] = Fault(kind)
        client = threading.Thread(target=_suppressed, args=(get, sandbox, session, "crossref"))
        client.start()
        _until(lambda: bool(sandbox.log))
    client.join(timeout=5)
    assert not client.is_alive()
    assert sandbox.log[0].done < float("inf")


def test_a_body_can_be_without_end(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["web"] = Fault("endless")
    with get(sandbox, session, "web", stream=True) as response:
        assert len(response.raw.read(3_000_000)) == 3_000_000


def test_a_small_body_can_unpack_to_a_big_one(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["web"] = Fault("bomb")
    with get(sandbox, session, "web", stream=True) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        packed = response.raw.read(decode_content=False)
    assert len(packed) < 100_000
    assert len(gzip.decompress(packed)) == BOMB_SIZE


def test_a_body_can_be_cut_but_well_framed(sandbox: Sandbox, session: requests.Session, upstream: str) -> None:
    whole = get(sandbox, session, upstream).content
    sandbox.faults[upstream] = Fault("truncated-json")
    response = get(sandbox, session, upstream)
    assert (response.status_code, whole.startswith(response.content)) == (200, True)
    assert len(response.content) == len(whole) // 2
    if upstream not in {"arxiv", "web"}:
        with pytest.raises(json.JSONDecodeError):
            response.json()


@pytest.mark.parametrize("kind", ["html", "empty", "empty-feed", "wrong-type", "invalid-utf8", "challenge-200"])
def test_these_answer_200_and_something_else(
    sandbox: Sandbox, session: requests.Session, upstream: str, kind: str
) -> None:
    healthy = get(sandbox, session, upstream)
    sandbox.faults[upstream] = Fault(kind)
    response = get(sandbox, session, upstream)
    assert response.status_code == 200
    seen = (response.headers["Content-Type"], response.content)
    assert seen != (healthy.headers["Content-Type"], healthy.content)


def test_what_these_answer(sandbox: Sandbox, session: requests.Session) -> None:
    healthy = get(sandbox, session, "crossref")

    def under(kind: str) -> requests.Response:
        sandbox.faults["crossref"] = Fault(kind)
        return get(sandbox, session, "crossref")

    assert under("html").headers["Content-Type"].startswith("text/html")
    assert (under("empty").content, under("empty").headers["Content-Type"]) == (
        b"",
        healthy.headers["Content-Type"],
    )
    assert under("empty-feed").json()["message"]["items"] == []
    assert (under("wrong-type").content, under("wrong-type").headers["Content-Type"]) == (
        healthy.content,
        "text/html",
    )
    with pytest.raises(UnicodeDecodeError):
        under("invalid-utf8").content.decode()


def test_an_empty_feed_is_no_error_to_the_arxiv_library(sandbox: Sandbox) -> None:
    sandbox.faults["arxiv"] = Fault("empty-feed")
    client = arxiv.Client(delay_seconds=0, num_retries=0)
    client.query_url_format = sandbox.url + "/arxiv/api/query?{}"
    assert list(client.results(arxiv.Search(id_list=["1706.03762"]))) == []
    client._session.close()


@pytest.mark.parametrize(
    ("kind", "status", "header"),
    [
        ("challenge", 403, ("cf-mitigated", "challenge")),
        ("challenge-200", 200, ("Server", "cloudflare")),
        ("challenge-202", 202, ("x-amzn-waf-action", "challenge")),
    ],
)
def test_a_challenge_is_a_page_for_browsers(
    sandbox: Sandbox, session: requests.Session, kind: str, status: int, header: tuple[str, str]
) -> None:
    sandbox.faults["web"] = Fault(kind)
    response = get(sandbox, session, "web")
    assert (response.status_code, response.headers[header[0]]) == (status, header[1])
    assert "Just a moment..." in response.text


@pytest.mark.parametrize(
    ("upstream", "location"),
    [("web", "https://publisher.test/fine"), ("github", None), ("crossref", None)],
)
def test_a_redirect_can_lead_to_itself(
    sandbox: Sandbox, session: requests.Session, upstream: str, location: str | None
) -> None:
    sandbox.faults[upstream] = Fault("redirect-loop")
    response = get(sandbox, session, upstream, allow_redirects=False)
    assert response.headers["Location"] == (location or sandbox.url + PATHS[upstream])
    if location is None:
        with pytest.raises(requests.TooManyRedirects):
            get(sandbox, session, upstream)


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        (Fault("503", after=2), "..xxxx"),
        (Fault("503", times=2), "xx...."),
        (Fault("503", after=1, times=3), ".xxx.."),
        (Fault("503", rate=0), "......"),
        (Fault("503", rate=1), "xxxxxx"),
    ],
)
def test_a_fault_strikes_when_it_is_told_to(
    sandbox: Sandbox, session: requests.Session, fault: Fault, pattern: str
) -> None:
    sandbox.faults["doi"] = fault
    statuses = [get(sandbox, session, "doi").status_code for _ in pattern]
    assert "".join("x" if status == 503 else "." for status in statuses) == pattern


def test_chance_repeats_itself() -> None:
    def run(seed: int) -> list[bool]:
        faults = Faults()
        faults["doi"] = Fault("503", rate=0.5, seed=seed)
        return [faults.draw("doi", "handle") is not None for _ in range(200)]

    assert run(1) == run(1)
    assert run(1) != run(2)
    assert 60 < sum(run(1)) < 140


def test_a_lane_can_ail_alone(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["web:publisher.test"] = Fault("503")
    sandbox.faults["crossref:public-array"] = Fault("503")
    assert get(sandbox, session, "web").status_code == 503
    assert session.get(f"{sandbox.url}/web/https/other.test/").status_code == 200
    assert session.get(f"{sandbox.url}/crossref/works?rows=1").status_code == 503
    assert get(sandbox, session, "crossref").status_code == 200
    assert sorted(sandbox.faults) == ["crossref:public-array", "web:publisher.test"]


def test_a_redirect_can_lead_ever_on(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["web"] = Fault("redirect-chain")
    seen = [
        session.get(f"{sandbox.url}/web/https/publisher.test/fine{query}", allow_redirects=False).headers["Location"]
        for query in ("", "?hop=1", "?hop=2")
    ]
    assert seen == [f"https://publisher.test/fine?hop={hop}" for hop in (1, 2, 3)]


def test_what_a_fault_has_struck_is_counted(sandbox: Sandbox, session: requests.Session) -> None:
    sandbox.faults["doi"] = Fault("503", times=2)
    for _ in range(3):
        get(sandbox, session, "doi")
    assert sandbox.faults.struck("doi") == 2


@pytest.mark.parametrize("kind", ["", "fire", "42", "600", "5o3"])
def test_there_is_no_fault_of_that_kind(kind: str) -> None:
    with pytest.raises(ValueError, match="no fault of kind"):
        Fault(kind)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_documented(kind: str) -> None:
    import harvester.sandbox.faults as module

    assert f"``{kind}``" in (module.__doc__ or "")


def _suppressed(function: Any, *arguments: Any) -> None:
    try:
        function(*arguments)
    except requests.RequestException:
        return


def _until(condition: Any) -> None:
    waiting = threading.Event()
    for _ in range(500):
        if condition():
            return
        waiting.wait(0.01)
    raise AssertionError("it never came to pass")
