"""The questions to the archives, put side by side: dead links in, addresses of copies out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from harvester.archives import page_copy, source_copy
from harvester.model import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.archives import Lost
    from harvester.model import Answer, Tally
    from harvester.network import Network
    from harvester.upstream.desk import Desk


def copies(
    lost: Sequence[Lost], network: Network, desk: Desk | None = None
) -> tuple[dict[str, Answer[str]], dict[str, Tally]]:
    """Ask for a copy of every dead link: Software Heritage for repositories, the Wayback Machine for all other pages.

    Args:
        desk: Where the run puts its questions; None for one of its own.

    Returns:
        The address of the copy by URL as written, and what became of the desk's questions.
    """
    asked_at = desk or network.desk()

    def sources() -> dict[str, Answer[str]]:
        repositories = {one.url: one.origin for one in lost if one.origin}
        found = asked_at.ask(network.softwareheritage.origins, repositories.values())
        return {url: _shown(found[origin], source_copy) for url, origin in repositories.items()}

    def pages() -> dict[str, Answer[str]]:
        keys = {one.url: network.wayback.key(one.url, one.before) for one in lost if not one.origin}
        found = asked_at.ask(network.wayback.captures, keys.values())
        return {url: _shown(found[key], partial(page_copy, url=url)) for url, key in keys.items()}

    with ThreadPoolExecutor(2, thread_name_prefix="lane") as pool:
        asked = [pool.submit(sources), pool.submit(pages)]
        answers = {url: answer for job in asked for url, answer in job.result().items()}
    return answers, asked_at.tallies(network.lanes)


def _shown(answer: Answer[str], address: Callable[[str], str]) -> Answer[str]:
    return Found(address(answer.value)) if isinstance(answer, Found) else answer
