"""The archives' stand-ins answer as the true ones do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.errors import UsageError
from harvester.sandbox import Fault, Limit, Sandbox, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

URL = "https://lab.test-site.net/Project"
WORLD = World(
    captures=[
        {"url": URL, "timestamp": "20210503101500"},
        {"url": f"{URL}/", "timestamp": "20200101000000"},
        {"url": "http://www.lab.test-site.net:80/project", "timestamp": "20220101000000", "status": 404},
    ],
    origins=[
        {"url": "https://github.com/Ada/Engine", "date": "2024-05-03T00:00:00Z"},
        {"url": "https://github.com/ada/named", "visited": False},
    ],
)
ASKED = "output=json&limit=-1&filter=statuscode:200&fl=timestamp,original,statuscode"


@pytest.fixture
def archives() -> Iterator[Sandbox]:
    with Sandbox(WORLD) as running:
        yield running


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("url=https://lab.test-site.net/other", []),
        ("url=lab.test-site.net/Project", [["20210503101500", URL, "200"]]),
        (f"url={URL}", [["20210503101500", URL, "200"]]),
        (f"url={URL}&to=20210503", [["20210503101500", URL, "200"]]),
        (f"url={URL}&to=20210502", [["20200101000000", f"{URL}/", "200"]]),
        (f"url={URL}&to=2019", []),
        (f"url={URL}&from=20220101", []),
    ],
)
def test_the_index_gives_the_last_good_capture(
    archives: Sandbox, session: requests.Session, query: str, rows: list[list[str]]
) -> None:
    answer = session.get(f"{archives.url}/wayback/cdx/search/cdx?{query}&{ASKED}").json()
    assert answer == ([["timestamp", "original", "statuscode"], *rows] if rows else [])


def test_the_index_gives_plain_lines_and_all_columns_by_default(archives: Sandbox, session: requests.Session) -> None:
    url = f"{archives.url}/wayback/cdx/search/cdx?url={URL}"
    lines = session.get(url).text.splitlines()
    assert [line.split(" ")[1] for line in lines] == ["20200101000000", "20210503101500", "20220101000000"]
    assert {len(line.split(" ")) for line in lines} == {7}
    assert len(session.get(f"{url}&limit=2").text.splitlines()) == 2
    assert len(session.get(f"{url}&filter=!statuscode:200").text.splitlines()) == 1
    assert session.get(f"{archives.url}/wayback/cdx/search/cdx").status_code == 400
    assert session.get(f"{archives.url}/wayback/other?url=x").status_code == 404


def test_availability_gives_the_closest_or_nothing(archives: Sandbox, session: requests.Session) -> None:
    url = f"{archives.url}/wayback/wayback/available"
    closest = session.get(f"{url}?url={URL}&timestamp=20200301").json()["archived_snapshots"]["closest"]
    assert (closest["timestamp"], closest["available"]) == ("20200101000000", True)
    assert session.get(f"{url}?url=https://none.test-site.net/").json()["archived_snapshots"] == {}


@pytest.mark.parametrize(
    ("path", "status", "key", "value"),
    [
        ("https://github.com/Ada/Engine/get/", 200, "has_visits", True),
        ("https://github.com/ada/engine/get/", 404, "exception", "NotFoundExc"),
        ("https://github.com/ada/named/get/", 200, "has_visits", False),
        ("https://github.com/Ada/Engine/visit/latest/?require_snapshot=true", 200, "status", "full"),
        ("https://github.com/ada/named/visit/latest/", 404, "exception", "NotFoundExc"),
    ],
)
def test_an_origin_must_fit_letter_by_letter(
    archives: Sandbox, session: requests.Session, path: str, status: int, key: str, value: object
) -> None:
    response = session.get(f"{archives.url}/softwareheritage/origin/{path}")
    assert (response.status_code, response.json()[key]) == (status, value)


def test_the_hour_s_quota_is_counted_down_and_enforced(session: requests.Session) -> None:
    with Sandbox(WORLD, enforce=True) as archives:
        archives.limits["softwareheritage:anonymous"] = Limit(2, 3600.0)
        url = f"{archives.url}/softwareheritage/origin/https://github.com/Ada/Engine/get/"
        answers = [session.get(url) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
        archives.limits["wayback"] = Limit(1, 3600.0)
        index = f"{archives.url}/wayback/cdx/search/cdx?url={URL}"
        assert [session.get(index).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    "path", [f"wayback/cdx/search/cdx?url={URL}&output=json", "softwareheritage/origin/https://x.org/get/"]
)
@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_any_status_can_be_had(archives: Sandbox, session: requests.Session, path: str, status: int) -> None:
    archives.faults[path.partition("/")[0]] = Fault(str(status))
    assert session.get(f"{archives.url}/{path}").status_code == status


def test_an_empty_answer_can_be_had(archives: Sandbox, session: requests.Session) -> None:
    archives.faults.update({"wayback": Fault("empty-feed"), "softwareheritage": Fault("empty-feed")})
    assert session.get(f"{archives.url}/wayback/cdx/search/cdx?url={URL}&output=json").json() == []
    missing = session.get(f"{archives.url}/wayback/wayback/available?url={URL}").json()
    assert missing["archived_snapshots"] == {}
    origin = session.get(f"{archives.url}/softwareheritage/origin/https://github.com/Ada/Engine/get/")
    assert origin.json()["exception"] == "NotFoundExc"


def test_rows_that_do_not_fit_are_refused() -> None:
    with pytest.raises(UsageError, match="captures"):
        World(captures=[{"url": URL}])
    with pytest.raises(UsageError, match="origins"):
        World(origins=[{"url": URL, "colour": "red"}])
