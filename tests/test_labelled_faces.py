"""The pages of the labelled world say to whoever asks them what the registries say of the same links."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from labelled_faces import add_faces
from labelled_world import generate

from harvester.guard import Guard
from harvester.http import Http
from harvester.model import Verdict
from harvester.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from labelled_world import Case, Labelled

SAYS = {Verdict.OK: {200}, Verdict.MOVED: {301}, Verdict.DEAD: {404}}


@pytest.fixture(scope="module")
def made() -> Labelled:
    labelled = generate(links=100)
    add_faces(labelled)
    return labelled


@pytest.fixture(scope="module")
def sandbox(made: Labelled) -> Iterator[Sandbox]:
    with Sandbox(made.world(1)) as running:
        yield running


def at(made: Labelled, *hosts: str) -> list[Case]:
    return [case for case in made.cases if "://" in case.url and urlsplit(case.url).netloc in hosts]


def status(sandbox: Sandbox, http: Http, url: str) -> int:
    parts = urlsplit(url)
    return http.request("GET", f"{sandbox.url}/web/{parts.scheme}/{parts.netloc}{parts.path}").status


@pytest.mark.parametrize("host", ["github.com", "gist.github.com", "raw.githubusercontent.com", "arxiv.org"])
def test_pages_of_what_a_registry_knows_answer_as_it_does(made: Labelled, sandbox: Sandbox, host: str) -> None:
    http = Http(guard=Guard([sandbox.url]))
    judged = [case for case in at(made, host) if case.expected(1) in SAYS]
    wrong = [case.url for case in judged if status(sandbox, http, case.url) not in SAYS[case.expected(1)]]
    http.close()
    assert judged
    assert wrong == []


def test_some_publishers_refuse_machines_and_some_do_not(made: Labelled, sandbox: Sandbox) -> None:
    http = Http(guard=Guard([sandbox.url]))
    landings = {status(sandbox, http, row["url"]) for row in made.rows["works"]}
    http.close()
    assert landings == {200, 202, 403}
