"""GitHub: repositories by GraphQL in batches where there is a token, by REST where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from harvester.lanes import Trouble
from harvester.model import Absent, Found, RepoName, Unavailable
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.http import Http, Reply
    from harvester.lanes import Lane
    from harvester.model import Answer

URL = "https://api.github.com"
BATCH = 100
"""Repositories in one query: aliases cost one point together, whatever their number (docs.github.com, GraphQL)."""

_FIELDS = "nameWithOwner isArchived isDisabled isEmpty isPrivate pushedAt description"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What GitHub says of one repository; ``name`` is the one it bears now."""

    name: RepoName
    archived: bool = False
    empty: bool = False
    disabled: bool = False
    pushed_at: str = ""
    description: str = ""


class GitHub:
    """Answers whether repositories exist, under which name, and in what state.

    Attributes:
        repositories: The state of each. ``Absent`` only where REST says 404 or that the repository is taken down.

    Args:
        url: Base address of the API.
        token: Sent to that very host only, and only over https or to the sandbox; empty for none.
        batch: Repositories in one GraphQL query.
    """

    name = "github"

    def __init__(self, *, url: str, http: Http, lane: Lane, token: str = "", batch: int = BATCH) -> None:
        self._url = url
        self._http = http
        self._lane = lane
        self._token = token
        self._batch = batch
        self.repositories = Question(self.name, "repositories", self._repositories)

    def _repositories(self, names: list[RepoName]) -> Iterator[dict[RepoName, Answer[Repository]]]:
        size, ask = (self._batch, self._by_graphql) if self._token else (1, self._all_by_rest)
        for start in range(0, len(names), size):
            yield ask(names[start : start + size])

    def _all_by_rest(self, batch: Sequence[RepoName]) -> dict[RepoName, Answer[Repository]]:
        return {name: self._by_rest(name) for name in batch}

    def _by_graphql(self, batch: Sequence[RepoName]) -> dict[RepoName, Answer[Repository]]:
        answer = self._lane.ask(lambda: self._query(batch))
        if isinstance(answer, Unavailable):
            return dict.fromkeys(batch, answer)
        # what the query leaves open (gone, private, renamed beyond recognition, blocked) REST tells apart
        return {name: answer[name] if name in answer else self._by_rest(name) for name in batch}

    def _query(self, batch: Sequence[RepoName]) -> dict[RepoName, Answer[Repository]]:
        """The repositories that GraphQL knows. Names go as variables: nothing of a stranger's enters the query."""
        pairs = [name.split("/") for name in batch]
        declared = ",".join(f"$o{i}:String!,$n{i}:String!" for i in range(len(batch)))
        aliases = " ".join(f"r{i}:repository(owner:$o{i},name:$n{i}){{{_FIELDS}}}" for i in range(len(batch)))
        variables = {
            f"{letter}{i}": part for i, pair in enumerate(pairs) for letter, part in zip("on", pair, strict=True)
        }
        payload = {"query": f"query({declared}){{{aliases}}}", "variables": variables}
        reply = self._send("POST", f"{self._url}/graphql", payload)
        if reply.status != 200:
            raise _trouble(reply)
        body = reply.json()
        errors = body.get("errors") if isinstance(body, dict) else None
        types = (
            {error.get("type") for error in errors if isinstance(error, dict)} if isinstance(errors, list) else set()
        )
        if "RATE_LIMITED" in types:
            raise Trouble("GitHub's rate limit is spent", retry_after=_until_reset(reply, default=3600.0), refused=True)
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, dict):
            raise Trouble("an answer without data")
        return {
            name: Found(_from_graphql(data[f"r{i}"]))
            for i, name in enumerate(batch)
            if isinstance(data.get(f"r{i}"), dict)
        }

    def _by_rest(self, name: RepoName) -> Answer[Repository]:
        return self._lane.ask(lambda: self._fetch(f"{self._url}/repos/{quote(name, safe='/')}", hops=3))

    def _fetch(self, url: str, hops: int) -> Answer[Repository]:
        reply = self._send("GET", url)
        if reply.status == 200:
            body = reply.json()
            if not isinstance(body, dict) or not isinstance(body.get("full_name"), str):
                raise Trouble("an answer without a repository")
            return Found(_from_rest(body))
        if reply.status in {301, 302, 307, 308}:
            target = reply.headers.get("location", "")
            if hops and _same_place(target, self._url):
                return self._fetch(target, hops - 1)
            raise Trouble("a redirect that leads away from the API", retryable=False)
        if reply.status == 404 and _message(reply) == "Not Found":
            return Absent("GitHub: no such public repository")
        if reply.status in {403, 451} and _message(reply) == "Repository access blocked":
            return Absent(f"GitHub: taken down ({_block_reason(reply)})")
        raise _trouble(reply)

    def _send(self, method: str, url: str, payload: Any = None) -> Reply:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        with self._lane.turn():
            return self._http.request(method, url, headers=headers, payload=payload)


def _trouble(reply: Reply) -> Trouble:
    """A limit is told from a refusal by its headers and its message, not by its status alone."""
    limited = reply.headers.get("x-ratelimit-remaining") == "0" or "rate limit" in _message(reply).lower()
    if reply.status in {403, 429} and limited:
        return Trouble("GitHub's rate limit is spent", retry_after=_until_reset(reply, default=60.0), refused=True)
    if reply.status == 401:
        return Trouble("GitHub does not take the token", refused=True, retryable=False)
    return reply.trouble()


def _until_reset(reply: Reply, *, default: float) -> float:
    """Seconds to wait, from ``Retry-After``, else from the reset time set against the server's own clock."""
    if (wait := reply.trouble().retry_after) is not None:
        return wait
    reset, date = reply.headers.get("x-ratelimit-reset", ""), reply.headers.get("date")
    if re.fullmatch(r"\d{1,12}", reset, re.ASCII) and date:
        try:
            return max(0.0, float(reset) - parsedate_to_datetime(date).timestamp())
        except (TypeError, ValueError):
            return default
    return default


def _message(reply: Reply) -> str:
    try:
        body = reply.json()
    except Trouble:
        return ""
    return str(body.get("message", "")) if isinstance(body, dict) else ""


def _block_reason(reply: Reply) -> str:
    block = reply.json().get("block")
    return str(block.get("reason", "no reason given")) if isinstance(block, dict) else "no reason given"


def _same_place(url: str, base: str) -> bool:
    """A token must not follow a redirect to another host."""
    there, here = urlsplit(url), urlsplit(base)
    return (there.scheme, there.netloc) == (here.scheme, here.netloc)


def _from_graphql(node: dict[str, Any]) -> Repository:
    return Repository(
        name=RepoName(str(node.get("nameWithOwner", ""))),
        archived=node.get("isArchived") is True,
        empty=node.get("isEmpty") is True,
        disabled=node.get("isDisabled") is True,
        pushed_at=str(node.get("pushedAt") or ""),
        description=str(node.get("description") or ""),
    )


def _from_rest(body: dict[str, Any]) -> Repository:
    return Repository(
        name=RepoName(body["full_name"]),
        archived=body.get("archived") is True,
        empty=body.get("size") == 0,
        disabled=body.get("disabled") is True,
        pushed_at=str(body.get("pushed_at") or ""),
        description=str(body.get("description") or ""),
    )
