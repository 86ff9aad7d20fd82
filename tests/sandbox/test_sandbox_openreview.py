from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import requests

    from harvester.sandbox import Sandbox

TOKEN = {"Authorization": "Bearer sandbox-token"}


@pytest.mark.parametrize("query", ["forum=closed", "id=closed", "forum=unknown", ""])
def test_anonymous_callers_are_challenged(sandbox: Sandbox, session: requests.Session, query: str) -> None:
    response = session.get(f"{sandbox.url}/openreview/notes?{query}")
    assert (response.status_code, response.json()["name"]) == (403, "ChallengeRequiredError")


@pytest.mark.parametrize(("query", "headers"), [("forum=open", {}), ("id=open", {}), ("forum=open", TOKEN)])
def test_an_open_forum_shows_its_paper(
    sandbox: Sandbox, session: requests.Session, query: str, headers: dict[str, str]
) -> None:
    answer = session.get(f"{sandbox.url}/openreview/notes?{query}", headers=headers).json()
    assert answer["count"] == 1
    assert answer["notes"][0]["forum"] == "open"
    assert answer["notes"][0]["content"]["title"] == {"value": "Open"}
    assert answer["notes"][0]["content"]["venue"] == {"value": "W"}


def test_a_known_caller_learns_what_there_is_not(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.url}/openreview/notes"
    assert session.get(f"{url}?forum=closed", headers=TOKEN).json()["count"] == 1
    assert session.get(f"{url}?forum=none", headers=TOKEN).json() == {"notes": [], "count": 0}
    assert session.get(f"{url}?id=none", headers=TOKEN).status_code == 404
    assert session.get(f"{sandbox.url}/openreview/groups", headers=TOKEN).status_code == 404
