from __future__ import annotations

from typing import TYPE_CHECKING

import arxiv
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from harvester.sandbox import Sandbox

KNOWN = [f"2101.{n:05d}" for n in range(1, 31)]


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[arxiv.Client]:
    opened = arxiv.Client(page_size=200, delay_seconds=0, num_retries=0)
    opened.query_url_format = sandbox.url + "/arxiv/api/query?{}"
    yield opened
    opened._session.close()


def found(client: arxiv.Client, ids: list[str]) -> list[arxiv.Result]:
    return list(client.results(arxiv.Search(id_list=ids, max_results=None)))


def get(sandbox: Sandbox, session: requests.Session, query: str) -> requests.Response:
    return session.get(f"{sandbox.url}/arxiv/api/query?{query}")


def test_an_entry_has_the_shape_of_arxiv(client: arxiv.Client) -> None:
    (result,) = found(client, ["1706.03762"])
    assert result.entry_id == "http://arxiv.org/abs/1706.03762v3"
    assert result.title == "Title of the last version"
    assert [author.name for author in result.authors] == ["Ada Lovelace", " Emmy Noether"]
    assert (result.published.isoformat(), result.updated.isoformat()) == (
        "2017-06-12T17:57:34+00:00",
        "2018-01-01T00:00:00+00:00",
    )
    assert (result.primary_category, result.categories) == ("cs.CL", ["cs.CL", "cs.LG"])
    assert (result.comment, result.journal_ref) == ("Accepted at <NeurIPS> & others", "J. A 1")
    assert result.doi == "10.1000/alpha"
    assert {link.title for link in result.links} == {None, "pdf", "doi"}


@pytest.mark.parametrize(
    ("asked", "answered", "title"),
    [
        ("1706.03762", "1706.03762v3", "Title of the last version"),
        ("1706.03762v1", "1706.03762v1", "Title of the first version"),
        ("1706.03762v2", "1706.03762v2", "Title of the last version"),
        ("math/0309136", "math/0309136v1", "Old style"),
        ("math/0309136v1", "math/0309136v1", "Old style"),
    ],
)
def test_the_version_that_is_asked_for_comes(client: arxiv.Client, asked: str, answered: str, title: str) -> None:
    (result,) = found(client, [asked])
    assert (result.entry_id, result.title) == (f"http://arxiv.org/abs/{answered}", title)


def test_entries_come_in_another_order(client: arxiv.Client) -> None:
    answered = [result.get_short_id().removesuffix("v1") for result in found(client, KNOWN)]
    assert sorted(answered) == KNOWN
    assert answered != KNOWN


def test_ten_entries_come_unless_more_are_asked_for(sandbox: Sandbox, session: requests.Session) -> None:
    ids = ",".join(KNOWN)
    assert get(sandbox, session, f"id_list={ids}").text.count("<entry>") == 10
    assert get(sandbox, session, f"id_list={ids}&max_results=25&start=10").text.count("<entry>") == 20


@pytest.mark.parametrize(
    "missing", ["0808.05394", "0000.0000", "1706.03762v9", "math.GT/0309136", "1706.0376x", "hep-th/9711200"]
)
def test_an_unknown_id_is_silently_absent(client: arxiv.Client, missing: str) -> None:
    assert found(client, [missing]) == []
    assert [result.title for result in found(client, [missing, "math/0309136"])] == ["Old style"]


def test_an_empty_feed_says_zero_results(sandbox: Sandbox, session: requests.Session) -> None:
    response = get(sandbox, session, "id_list=0000.0000")
    assert response.status_code == 200
    assert "<opensearch:totalResults>0</opensearch:totalResults>" in response.text
    assert response.headers["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize("wrong", ["abc", "xxxx.xxxxx", "10.1000/alpha", "<b>"])
def test_one_malformed_id_spoils_the_request(
    client: arxiv.Client, sandbox: Sandbox, session: requests.Session, wrong: str
) -> None:
    response = session.get(f"{sandbox.url}/arxiv/api/query", params={"id_list": f"1706.03762,{wrong}"})
    assert response.status_code == 400
    assert "https://arxiv.org/api/errors#incorrect_id_format_for_" in response.text
    assert "<title>Error</title>" in response.text
    assert "<published>" not in response.text
    with pytest.raises(arxiv.HTTPError, match="400"):
        found(client, ["1706.03762", wrong])


@pytest.mark.parametrize(
    "query", ["", "id_list=", "max_results=many&id_list=1706.03762", "max_results=30001&id_list=1"]
)
def test_a_bad_query_is_400(sandbox: Sandbox, session: requests.Session, query: str) -> None:
    response = get(sandbox, session, query)
    assert (response.status_code, "<title>Error</title>" in response.text) == (400, True)


def test_a_request_line_beyond_4094_bytes_is_refused_in_html(sandbox: Sandbox, session: requests.Session) -> None:
    frame = len("GET /api/query?id_list= HTTP/1.1")
    fits = ("2101.00001," * 400)[: 4094 - frame - 8].ljust(4094 - frame, "0")
    fits = fits[: fits.rindex(",") + 1].ljust(4094 - frame, ",")
    assert get(sandbox, session, f"id_list={fits}").status_code == 200
    response = get(sandbox, session, f"id_list={fits},")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/html")
    assert "Request Line is too large (4095 &gt; 4094)" in response.text


def test_posting_is_400_in_the_shape_of_an_error(sandbox: Sandbox, session: requests.Session) -> None:
    response = session.post(f"{sandbox.url}/arxiv/api/query", data={"id_list": "1706.03762"})
    assert (response.status_code, "<title>Error</title>" in response.text) == (400, True)


def test_other_paths_are_404(sandbox: Sandbox, session: requests.Session) -> None:
    assert session.get(f"{sandbox.url}/arxiv/abs/1706.03762").status_code == 404
