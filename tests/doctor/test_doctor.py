"""The doctor over the sandbox: in health, and with every upstream ill in every way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from requests.structures import CaseInsensitiveDict

from harvester import http
from harvester.doctor import examine, rendering, surroundings
from harvester.doctor.check import Check, State, differs, exit_code
from harvester.doctor.contracts import CONTRACTS
from harvester.doctor.witness import Seen
from harvester.sandbox import Fault, Sandbox, World
from support import FakeTime, sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support import Ended

UPSTREAMS = tuple(dict.fromkeys(contract.upstream for contract in CONTRACTS))
NAMES = tuple(contract.name for contract in CONTRACTS)
NOW = datetime(2026, 11, 23, 3, 37, tzinfo=UTC)
SECRET = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 (opens nothing)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(World.load("contracts")) as running:
        yield running


@pytest.fixture
def doctor(sandbox: Sandbox, time: FakeTime, tmp_path: Path) -> Callable[..., dict[str, Check]]:
    def ask(token: str = sandbox.token, **more: Any) -> dict[str, Check]:
        config = sandbox_config(sandbox, root=tmp_path)
        upstreams = config.upstreams.model_copy(update=more)
        config = config.model_copy(update={"upstreams": upstreams})
        checks = examine(config, environ={"GITHUB_TOKEN": token}, token=token, clock=time.clock())
        if token:
            assert token not in "\n".join([*rendering.lines(checks), rendering.as_json(checks)])
        return {check.name: check for check in checks}

    return ask


def states(checks: dict[str, Check]) -> dict[str, State]:
    return {name: checks[name].state for name in NAMES}


def test_in_health_all_is_well(doctor: Callable[..., dict[str, Check]], sandbox: Sandbox) -> None:
    checks = doctor()
    assert set(states(checks).values()) == {State.OK}
    assert exit_code(checks.values()) == 0
    # one harmless question each; PubMed Central's converter is asked before E-utilities
    assert len([one for one in sandbox.log if one.upstream != "ncbi"]) == len(CONTRACTS) - 2
    assert len([one for one in sandbox.log if one.upstream == "ncbi"]) == 3


@pytest.mark.parametrize(
    ("fault", "expected", "but"),
    [
        ("html", State.DIFFERS, {}),
        ("empty-feed", State.DIFFERS, {}),
        ("403", State.DIFFERS, {"openreview": State.OK, "github": State.UNREACHED}),  # GitHub's is its rate limit
        ("wrong-type", State.DIFFERS, {"crossref": State.DIFFERS, "openreview": State.OK}),
        ("500", State.UNREACHED, {}),
        ("429", State.UNREACHED, {}),
        ("refuse", State.UNREACHED, {}),
        ("reset", State.UNREACHED, {}),
        ("silence", State.UNREACHED, {}),
        ("truncated", State.UNREACHED, {"openreview": State.OK}),  # its refusal had been said
    ],
)
def test_every_upstream_s_ills_are_told_apart(
    doctor: Callable[..., dict[str, Check]],
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    expected: State,
    but: dict[str, State],
) -> None:
    monkeypatch.setattr(http, "READ_S", 0.5)
    monkeypatch.setattr("harvester.upstream.crossref.DEADLINE_S", 1.0)
    for name in UPSTREAMS:
        sandbox.faults[name] = Fault(fault)
    checks = doctor()
    assert states(checks) == dict.fromkeys(NAMES, expected) | but
    assert all(checks[name].advice for name in NAMES if checks[name].state is not State.OK)
    assert exit_code(checks.values()) == (1 if expected is State.DIFFERS else 3)


@pytest.mark.parametrize(
    ("name", "rows", "says"),
    [
        ("crossref", {"works": [{"doi": "10.3390/s23198328", "title": "T"}]}, "an answer without authors, venue, date"),
        ("crossref", {}, "not in Crossref: 10.3390/s23198328, which is surely there"),
        ("doi", {"handles": [{"doi": "10.3390/s23198328", "agency": "JaLC"}]}, "another answer than Crossref"),
        ("doi-handle", {"handles": [{"doi": "10.3390/s23198328", "alias": "10.1000/x"}]}, "another answer than 10.3390/s23198328"),
        ("datacite", {"arxiv": [{"id": "1706.03762", "title": "T", "published": "2017-06-12"}]}, "an answer without authors"),
        ("arxiv", {"arxiv": [{"id": "1706.03762", "title": "T", "published": "2017-06-12"}]}, "an answer without authors"),
        ("github", {}, "GitHub: no such public repository: python/cpython, which is surely there"),
        ("ncbi-converter", {"pubmed": [{"pmid": "23193287", "title": "T"}]}, "the number is left open by the converter"),
        ("ncbi-summaries", {"pubmed": [{"pmid": "1", "title": "T"}]}, "an answer without authors, venue, date"),
        ("openreview", {"openreview": [{"id": "mDwURmlapW", "title": "", "open": True}]}, "an answer without title"),
        ("softwareheritage", {}, "Software Heritage has no such origin: https://github.com/python/cpython, which is surely there"),
    ],
)  # fmt: skip
def test_what_is_no_longer_said_is_named(
    doctor: Callable[..., dict[str, Check]], sandbox: Sandbox, name: str, rows: dict[str, Any], says: str
) -> None:
    sandbox.world = World(**rows)
    check = doctor()[name]
    assert (check.state, check.says) == (State.DIFFERS, says)


def test_what_is_switched_off_is_not_asked(doctor: Callable[..., dict[str, Check]], sandbox: Sandbox) -> None:
    off = {
        name: getattr(sandbox_config(sandbox).upstreams, name).model_copy(update={"enabled": False})
        for name in UPSTREAMS
    }
    checks = doctor(**off)
    assert set(states(checks).values()) == {State.SKIPPED}
    assert sandbox.log == []
    assert checks["token"].state is State.SKIPPED


def test_a_token_that_github_does_not_take(doctor: Callable[..., dict[str, Check]]) -> None:
    checks = doctor(token=SECRET)
    assert (checks["token"].state, checks["github"].state) == (State.OFF, State.OFF)
    assert checks["token"].says == "GITHUB_TOKEN: GitHub does not take it"


def test_without_a_token_all_may_be_well(doctor: Callable[..., dict[str, Check]]) -> None:
    checks = doctor(token="")
    assert (checks["token"].state, checks["github"].state) == (State.NOTE, State.OK)
    assert exit_code(checks.values()) == 0


def head(status: int = 200, *, late: float = 0.0, **headers: str) -> Seen:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Seen(status, CaseInsensitiveDict(told), NOW + timedelta(seconds=late))


@pytest.mark.parametrize(
    ("token", "seen", "state", "says"),
    [
        ("t", head(x_ratelimit_remaining="4999", x_ratelimit_limit="5000"), State.OK, "taken; 4,999 of 5,000"),
        ("t", head(x_ratelimit_remaining="99", x_ratelimit_limit="5000"), State.NOTE, "taken; 99 of 5,000"),
        ("t", head(x_ratelimit_remaining="٣"), State.SKIPPED, "no answer that tells"),
        ("t", head(500), State.SKIPPED, "no answer that tells"),
        ("t", head(403, x_ratelimit_remaining="0", x_ratelimit_limit="5000"), State.NOTE, "taken; 0 of 5,000"),
        ("t", head(401), State.OFF, "GitHub does not take it"),
        ("t", None, State.SKIPPED, "no answer that tells"),
        (f"{SECRET}\n", None, State.OFF, "holds what no token holds"),
    ],
)
def test_the_token(token: str, seen: Seen | None, state: State, says: str) -> None:
    check = surroundings.token(token, seen, {"GH_TOKEN": token})
    assert check.state is state
    assert says in check.says
    assert SECRET not in repr(check)


@pytest.mark.parametrize(
    ("late", "state"), [([], State.SKIPPED), ([0, 1, 2], State.OK), ([-59, -58, 9000], State.OK), ([61], State.OFF), ([-86400] * 3, State.OFF)]
)  # fmt: skip
def test_the_clock_is_held_against_most_upstreams(late: list[float], state: State) -> None:
    seen = [head(late=seconds, date="Mon, 23 Nov 2026 03:37:00 GMT") for seconds in late]
    assert (
        surroundings.clock([*seen, head(date="yesterday"), head(date="Mon, 23 Nov 2026 03:37:00 -0000")]).state is state
    )


def test_the_proxy_is_named_without_its_password(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", f"http://me:{SECRET}@proxy.test:3128")
    monkeypatch.setenv("no_proxy", "api.github.com")
    says = surroundings.proxies(
        sandbox_config(sandbox).model_copy(update={"upstreams": type(sandbox_config(sandbox).upstreams)()})
    ).says
    assert "crossref" in says.partition(" through http://proxy.test:3128")[0]
    assert says.endswith("github directly")
    assert SECRET not in says


def test_certificates(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("nothing")
    missing = str(tmp_path / "missing.pem")

    def told(**environ: str) -> list[tuple[State, str]]:
        return [(check.state, check.says) for check in surroundings.certificates(environ)]

    assert [state for state, _ in told()] == [State.OK]
    assert told(SSL_CERT_FILE=missing)[0] == (State.OFF, f"SSL_CERT_FILE: {missing}: No such file or directory")
    assert told(REQUESTS_CA_BUNDLE=str(bad))[0][0] is State.OFF
    both = told(SSL_CERT_FILE=str(bad), REQUESTS_CA_BUNDLE=str(tmp_path))
    assert both[-1] == (State.NOTE, "REQUESTS_CA_BUNDLE is believed, and SSL_CERT_FILE for Crossref")


def test_a_folder_that_cannot_be_written(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    config = sandbox_config(sandbox, root=tmp_path)
    assert {check.name: check.state for check in surroundings.folders(config)} == {
        "enriched": State.OK,
        "cache": State.OK,
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]
    stuck = config.model_copy(update={"enriched": "file/below"})
    assert surroundings.folders(stuck)[0].state is State.OFF


@pytest.mark.parametrize(
    ("found", "code"),
    [([], 0), ([State.OK, State.NOTE, State.SKIPPED], 0), ([State.UNREACHED], 3), ([State.UNREACHED, State.OFF], 1), ([State.DIFFERS], 1)],
)  # fmt: skip
def test_exit_codes(found: list[State], code: int) -> None:
    assert exit_code([Check("x", state, "") for state in found]) == code


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ([], "false"),
        ([State.OK, State.NOTE, State.SKIPPED], "false"),
        ([State.OK, State.UNREACHED], "unknown"),
        ([State.OFF], "unknown"),
        ([State.UNREACHED, State.OFF, State.DIFFERS], "true"),
    ],
)
def test_only_where_all_could_be_looked_at_nothing_differs(found: list[State], told: str) -> None:
    assert differs([Check("x", state, "") for state in found]) == told


def test_the_command(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_TOKEN": SECRET}
    ended = harvester("doctor", "--sandbox", "--json", "--issue", "build/doctor.md", **runner)
    assert ended.code == 0, ended.out
    told = json.loads(ended.out)
    assert (told["schema"], told["exit_code"]) == ("harvester/doctor@1", 0)
    assert [check["name"] for check in told["checks"]][: len(NAMES)] == list(NAMES)
    assert (tmp_path / "build/doctor.md").read_text() == "All is well.\n"
    assert (tmp_path / "output").read_text() == "differs=false\n"
    assert SECRET not in ended.out + ended.err


def test_a_mistake_in_the_configuration(harvester: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "harvester.yaml").write_text("upstream: {}\n")
    assert harvester("doctor", "--sandbox").code == 2


def test_one_line_for_each_check_and_its_advice_below() -> None:
    checks = [Check("doi", State.OK, "fine"), Check("proxy", State.OFF, "\x1b[2Jgone", "Mend it.")]
    assert list(rendering.lines(checks)) == [
        "✓ ok         doi    fine",
        "✗ off        proxy  gone",
        "    → Mend it.",
        "Something is not as it should be.",
    ]


def test_what_is_wrong_stands_in_the_issue_as_text() -> None:
    page = rendering.markdown([Check("crossref", State.DIFFERS, "a | <b> @all", "Do.")])
    assert "| ≠ differs | crossref | a \\| &lt;b&gt; @&#8203;all | Do. |" in page
