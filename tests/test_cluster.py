"""Pages asked by a cluster: the same answers, the same limits, and nothing lost when a worker is."""

from __future__ import annotations

import json
import logging
import sys
import threading
import time as real_time
from typing import TYPE_CHECKING, Any

import pytest
import yaml

distributed = pytest.importorskip("distributed", reason="the extra `scale` is not installed")

from cluster import DOMAIN, broken_lanes, killing, night, web  # noqa: E402 (needs Dask)

from harvester import cluster as ours  # noqa: E402
from harvester.cluster import Cluster  # noqa: E402
from harvester.errors import UsageError  # noqa: E402
from harvester.gather import gather  # noqa: E402
from harvester.identify import identify_url  # noqa: E402
from harvester.lanes import INTERRUPTED  # noqa: E402
from harvester.model import Unavailable  # noqa: E402
from harvester.network import connect  # noqa: E402
from harvester.sandbox import Sandbox, World  # noqa: E402
from support import sandbox_config  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.upstream.errand import Errand
    from support import Ended, FakeTime

INTERVAL_S = 0.05
LINKS, PAGES = web(pages=120, hosts=60, seed=9)


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    """A cluster of processes on loopback; Dask's own word on a killed worker is not of interest here."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as running:
        yield running


@pytest.fixture(scope="module")
def alone() -> Any:
    """What one machine makes of the same pages."""
    return night(LINKS, PAGES, INTERVAL_S)


def test_the_answers_are_those_of_one_machine_and_no_lane_is_asked_too_soon(workers: Any, alone: Any) -> None:
    together = night(LINKS, PAGES, INTERVAL_S, workers.scheduler_address)
    assert together.answers == alone.answers
    assert broken_lanes(together.log, INTERVAL_S) == []
    assert len(together.log) == len(alone.log)
    tally = together.harvest.tallies["web"]
    assert (tally.asked, tally.answered, tally.requests) == (120, alone.harvest.tallies["web"].answered, len(alone.log))


def test_each_host_is_asked_by_one_worker(workers: Any) -> None:
    ports: dict[str, set[str]] = {}
    urls = [f"https://host{n % 12}.{DOMAIN}/page/{n}" for n in range(60)]
    with Sandbox(World(pages={url: {"title": "A page"} for url in urls})) as sandbox:
        config = sandbox_config(sandbox)
        with (
            connect(config) as network,
            Cluster(
                workers.scheduler_address, mailto="list@example.org", web=network.web, stop=network.stop
            ) as cluster,
        ):
            for url in urls:
                owner = cluster._crew._owner(url.split("/")[2])
                ports.setdefault(url.split("/")[2], set()).add(owner.address)
    assert {len(owners) for owners in ports.values()} == {1}
    assert len({owner for owners in ports.values() for owner in owners}) > 1


def test_a_killed_worker_costs_no_answer_and_breaks_no_limit(workers: Any, alone: Any) -> None:
    half = len(alone.log) // 2
    bereft = night(LINKS, PAGES, INTERVAL_S, workers.scheduler_address, killing(workers, half))
    assert bereft.answers == alone.answers
    assert broken_lanes(bereft.log, INTERVAL_S) == []


def test_what_is_sent_tells_who_we_are_and_no_secret(workers: Any) -> None:
    url = f"https://host.{DOMAIN}/page"
    with Sandbox(World(pages={url: {"title": "A page"}})) as sandbox:
        config = sandbox_config(sandbox)
        with (
            connect(config, token=sandbox.token) as network,
            Cluster(workers.scheduler_address, mailto="list@example.org", web=network.web, stop=network.stop),
        ):
            gather([identify_url(url)], network)
        (logged,) = sandbox.log
    assert "mailto:list@example.org" in logged.headers["user-agent"]
    assert "authorization" not in logged.headers


def test_an_interrupted_run_comes_back_at_once_and_leaves_the_workers_idle(workers: Any) -> None:
    urls = [f"https://host{n}.{DOMAIN}/page" for n in range(20)]
    pages = {url: {"title": "A page", "behaviour": "silence"} for url in urls}
    with Sandbox(World(pages=pages)) as sandbox, connect(sandbox_config(sandbox)) as network:
        with Cluster(workers.scheduler_address, mailto="", web=network.web, stop=network.stop):

            def interrupt() -> None:
                while len(sandbox.log) < len(urls):
                    real_time.sleep(0.02)
                network.stop.set()

            threading.Thread(target=interrupt, daemon=True).start()
            answers = gather([identify_url(url) for url in urls], network).answers
        assert set(answers.values()) == {Unavailable(INTERRUPTED)}
        asked = len(sandbox.log)
        real_time.sleep(0.3)
        assert len(sandbox.log) == asked


def test_a_budget_that_is_spent_leaves_the_rest_unchecked(workers: Any) -> None:
    urls = [f"https://host.{DOMAIN}/page/{n}" for n in range(20)]
    with Sandbox(World(pages={url: {"title": "A page"} for url in urls})) as sandbox:
        config = sandbox_config(sandbox, budget_s=2.5)
        with (
            connect(config) as network,
            Cluster(workers.scheduler_address, mailto="", web=network.web, stop=network.stop),
        ):
            answers = gather([identify_url(url) for url in urls], network).answers
        late = Unavailable("the run's time budget is spent")
        assert 1 <= sum(answer != late for answer in answers.values()) <= 4


def test_a_cluster_without_workers_is_told_at_once() -> None:
    with (
        distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty,
        Sandbox(World()) as sandbox,
        connect(sandbox_config(sandbox)) as network,
        pytest.raises(UsageError, match="--dask: the cluster has no workers"),
    ):
        Cluster(empty.scheduler_address, mailto="", web=network.web, stop=network.stop)


def test_a_page_that_kills_every_worker_is_left_unchecked(time: FakeTime) -> None:
    sent: list[str] = []

    def carry(errand: Errand) -> None:
        sent.append(errand.address)

    url = f"https://host.{DOMAIN}/page"
    with Sandbox(World()) as sandbox, connect(sandbox_config(sandbox), clock=time.clock()) as network:
        network.web.hand_over(carry, hands=1)
        assert network.web.page(url) == Unavailable("lost 3 times with the worker that sent it")
    assert len(sent) == 3


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://127.0.0.1:9", "127.0.0.1:port"])
def test_an_address_without_a_scheduler(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "_CONNECT_S", 0.5)
    with (
        Sandbox(World()) as sandbox,
        connect(sandbox_config(sandbox)) as network,
        pytest.raises(UsageError, match="--dask: no scheduler answers at"),
    ):
        Cluster(address, mailto="", web=network.web, stop=network.stop)


def test_workers_of_another_version_are_refused(workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "__version__", "0.0.1")
    with (
        Sandbox(World()) as sandbox,
        connect(sandbox_config(sandbox)) as network,
        pytest.raises(UsageError, match=r"cannot send for harvester 0\.0\.1") as raised,
    ):
        Cluster(workers.scheduler_address, mailto="", web=network.web, stop=network.stop)
    assert "Install the same version" in raised.value.hint


def test_a_command_over_a_cluster_prints_the_same(
    workers: Any, harvester: Callable[..., Ended], tmp_path: Path
) -> None:
    rows = "".join(f"- **Paper {n}**. [Project]({url})\n" for n, url in enumerate(LINKS[:20]))
    (tmp_path / "list.md").write_text(f"# A list\n\n{rows}", encoding="utf-8")
    with Sandbox(World(pages=PAGES)) as sandbox:
        settings = {"catalogues": ["list.md"], **sandbox.settings()}
        settings["upstreams"]["web"] = {"interval": INTERVAL_S}
        (tmp_path / "harvester.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        alone = harvester("check", "--all", "--format", "json")
        together = harvester("check", "--all", "--format", "json", "--dask", workers.scheduler_address)
    assert (together.code, together.out) == (alone.code, alone.out)
    assert len(json.loads(together.out)["links"]) == 20


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        Sandbox(World()) as sandbox,
        connect(sandbox_config(sandbox)) as network,
        pytest.raises(UsageError, match="Dask is not installed") as raised,
    ):
        Cluster("tcp://127.0.0.1:9", mailto="", web=network.web, stop=network.stop)
    assert "catalogue-harvester[scale]" in raised.value.hint
