from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from harvester.sandbox import Sandbox


def through(sandbox: Sandbox, url: str) -> str:
    for prefix, replacement in sandbox.settings()["web"]["remap"].items():
        if url.startswith(prefix):
            return str(replacement + url.removeprefix(prefix))
    raise AssertionError(url)


@pytest.mark.parametrize(
    ("url", "status", "text"),
    [
        ("https://publisher.test/fine", 200, "<title>Fine &amp; well</title>"),
        ("https://PUBLISHER.test/fine", 200, "<title>Fine &amp; well</title>"),
        ("https://other.test", 200, "<title>Other</title>"),
        ("https://other.test/", 200, "<title>Other</title>"),
        ("https://publisher.test/raw", 200, "raw"),
        ("https://publisher.test/gone", 410, "410"),
        ("https://publisher.test/odd", 999, "<title>No</title>"),
        ("https://publisher.test/unknown", 404, "404"),
        ("https://publisher.test/fine?other=query", 404, "404"),
        ("http://publisher.test/fine", 404, "404"),
        ("https://publisher.test/no-head", 200, "GET me"),
        ("https://publisher.test/wall", 403, "Just a moment"),
        ("https://github.com/ada/Engine", 200, "GitHub - Ada/engine"),
        ("https://github.com/ada", 200, "Ada · GitHub"),
        ("https://github.com/Ada/engine/tree/main", 200, "GitHub - Ada/engine"),
        ("https://github.com/Ada/engine/tree/other", 404, "404"),
        ("https://github.com/Ada/engine/blob/main/x", 404, "404"),
        ("https://github.com/ada/none", 404, "404"),
        ("https://github.com/example", 404, "404"),
        ("https://github.com/ada/hidden", 404, "404"),
        ("https://github.com/ada/taken-down", 451, "451"),
        ("https://doi.org/10.9999/none", 404, "DOI Not Found"),
        ("https://landing.sandbox.example/10.1000/alpha", 200, "<title>On Alpha</title>"),
        ("https://landing.sandbox.example/10.3000/bare", 200, "10.3000/bare"),
        ("https://landing.sandbox.example/10.9999/none", 404, "404"),
    ],
)
def test_a_page_is_what_the_world_says(
    sandbox: Sandbox, session: requests.Session, url: str, status: int, text: str
) -> None:
    response = session.get(through(sandbox, url))
    assert (response.status_code, text in response.text) == (status, True)


@pytest.mark.parametrize(
    ("url", "status", "location"),
    [
        ("https://publisher.test/moved?a=1", 301, "https://other.test/"),
        ("https://github.com/ada/former", 301, "https://github.com/Ada/engine"),
        ("https://github.com/ada/former/tree/main", 301, "https://github.com/Ada/engine/tree/main"),
        ("https://dx.doi.org/10/short", 302, "https://publisher.test/japanese"),
    ],
)
def test_a_redirect_names_the_true_address(
    sandbox: Sandbox, session: requests.Session, url: str, status: int, location: str
) -> None:
    response = session.get(through(sandbox, url), allow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (status, location)


def test_an_unknown_host_hangs_up(sandbox: Sandbox, session: requests.Session) -> None:
    with pytest.raises(requests.ConnectionError):
        session.get(through(sandbox, "https://nowhere.test/"))
    assert sandbox.log[-1].status == 0


def test_head_has_the_headers_and_no_body(sandbox: Sandbox, session: requests.Session) -> None:
    whole = session.get(through(sandbox, "https://publisher.test/fine"))
    head = session.head(through(sandbox, "https://publisher.test/fine"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.content))
    assert session.head(through(sandbox, "https://publisher.test/no-head")).status_code == 405


def test_a_page_with_its_own_type_has_no_other(sandbox: Sandbox, session: requests.Session) -> None:
    assert session.get(through(sandbox, "https://publisher.test/raw")).headers["Content-Type"] == "text/plain"
