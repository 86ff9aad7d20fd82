"""GitHub: repositories by GraphQL in batches with a token, by REST without one; accounts and gists by REST."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from harvester.lanes import Trouble
from harvester.model import Absent, Found, Unavailable
from harvester.upstream.github_states import CITATION, FIELDS, FRAGMENT, Repository, from_graphql, from_rest
from harvester.upstream.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from harvester.http import Http, Reply
    from harvester.lanes import Lane
    from harvester.model import Answer

__all__ = ["BATCH", "URL", "GitHub", "Repository"]

V = TypeVar("V")

URL = "https://api.github.com"
BATCH = 100
"""Repositories in one query: aliases cost one point together, whatever their number (docs.github.com, GraphQL)."""

PATH_GONE = "GitHub: the repository is there, the path in it is not"

_EMPTY = "This repository is empty."

_LIMITS = frozenset({"RATE_LIMITED", "RATE_LIMIT"})
_SETTLED = frozenset({"NOT_FOUND", "FORBIDDEN"})
"""Types of errors that say something of one repository; all others (resources, time) leave it open."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What one query brought: the nodes of the repositories that GraphQL knows, and the names that it knows not."""

    nodes: Mapping[str, dict[str, Any]]
    unknown: frozenset[str]


_NOTHING = _Told({}, frozenset())


class GitHub:
    """Answers whether repositories, accounts and gists exist, under which name, and in what state.

    Attributes:
        repositories: The state of each, by ``owner/name``, or ``owner/name REF:path`` for a path in it. ``Absent`` only
            where REST says 404 or that the repository is taken down; a path only where its branch or tag is there.
        accounts: The login of each user or organisation, as GitHub spells it.
        gists: The id of each gist.
        anonymous: Whether there is no token, so that pages are asked when the hour's requests are spent.

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
        self.anonymous = not token
        self.repositories = Question[str, Repository](self.name, "repositories", self._repositories)
        self.accounts = Question(self.name, "accounts", partial(self._singles, "users", "account", "login"))
        self.gists = Question(self.name, "gists", partial(self._singles, "gists", "public gist", "id"))

    def _repositories(self, keys: list[str]) -> Iterator[dict[str, Answer[Repository]]]:
        together = _by_name(keys)
        if not self._token:
            yield from (self._by_rest(part) for part in together.values())
            return
        lined_up = [key for part in together.values() for key in part]
        for start in range(0, len(lined_up), self._batch):
            yield self._by_graphql(lined_up[start : start + self._batch])

    def _by_graphql(self, keys: Sequence[str]) -> dict[str, Answer[Repository]]:
        wanted = _by_name(keys)
        told = self._lane.ask(lambda: self._query(wanted))
        if isinstance(told, Unavailable):
            return dict.fromkeys(keys, told)
        answers: dict[str, Answer[Repository]] = {}
        left_open = [name for name in wanted if name not in told.nodes and name not in told.unknown]
        if len(wanted) > 1 and left_open:
            # too much at once: what is left is asked again by itself, or in two halves where all of it is
            middle = len(left_open) // 2 if len(left_open) == len(wanted) else len(left_open)
            for part in (left_open[:middle], left_open[middle:]):
                answers |= self._by_graphql([key for name in part for key in wanted[name]]) if part else {}
            left_open = []
        # what the query does not know (gone, private, renamed beyond recognition, blocked) REST tells apart
        for name in [*left_open, *(name for name in wanted if name in told.unknown)]:
            answers |= self._by_rest(wanted[name], doubted=name in told.unknown)
        for name, node in told.nodes.items():
            answers |= self._inside(wanted[name], from_graphql(node), node)
        return answers

    def _query(self, wanted: Mapping[str, Sequence[str]]) -> _Told:
        """What GraphQL knows. Names and paths go as variables: nothing of a stranger's enters the query."""
        aliases: list[str] = []
        variables = {"citation": CITATION}
        for i, (name, keys) in enumerate(wanted.items()):
            variables[f"o{i}"], _, variables[f"n{i}"] = name.partition("/")
            fields = [FIELDS]
            for j, key in enumerate(keys):
                if inside := _inside_of(key):
                    variables[f"e{i}_{j}"] = inside
                    fields.append(f"p{j}:object(expression:$e{i}_{j}){{__typename}}")
            aliases.append(f"r{i}:repository(owner:$o{i},name:$n{i}){{{' '.join(fields)}}}")
        declared = [f"${name}:String!" for name in variables]
        query = f"query({','.join(declared)}){{{' '.join(aliases)}}} {FRAGMENT}"
        payload = {"query": query, "variables": variables}
        reply = self._send("POST", f"{self._url}/graphql", payload)
        if reply.status in {502, 504} and len(wanted) > 1:
            return _NOTHING  # the query took longer than the ten seconds that GitHub gives it
        if reply.status != 200:
            raise trouble(reply)
        body = reply.json()
        errors = _errors(body)
        kinds = [str(error.get("type")) for error in errors]
        if any(kind in _LIMITS for kind in kinds) or any(
            "rate limit" in str(error.get("message")).lower() for error in errors
        ):
            raise Trouble("GitHub's rate limit is spent", retry_after=_until_reset(reply, default=3600.0), refused=True)
        data = body.get("data") if isinstance(body, dict) else None
        if not isinstance(data, dict):
            raise Trouble("an answer without data")
        about = {_first(error.get("path")) for error, kind in zip(errors, kinds, strict=True) if kind in _SETTLED}
        nodes = {name: data.get(f"r{i}") for i, name in enumerate(wanted)}
        return _Told(
            {
                n: node
                for n, node in nodes.items()
                if isinstance(node, dict) and isinstance(node.get("nameWithOwner"), str)
            },
            frozenset(name for i, name in enumerate(wanted) if f"r{i}" in about),
        )

    def _by_rest(self, keys: Sequence[str], *, doubted: bool = False) -> dict[str, Answer[Repository]]:
        """The answers for one repository and for paths in it.

        Args:
            doubted: GraphQL has said already that there is no such repository.
        """
        url = f"{self._url}/repos/{quote(_name_of(keys[0]), safe='/')}"
        answer = self._surely(lambda: self._fetch(url, hops=3), doubted=doubted)
        if not isinstance(answer, Found):
            return dict.fromkeys(keys, answer)
        return self._inside(keys, answer.value, {})

    def _inside(
        self, keys: Sequence[str], repository: Repository, node: Mapping[str, Any]
    ) -> dict[str, Answer[Repository]]:
        """The answers for a repository that is there; a path that GraphQL does not know is looked up by REST."""
        return {
            key: self._surely(partial(self._contents, repository, inside), doubted=bool(node))
            if (inside := _inside_of(key)) and not isinstance(node.get(f"p{j}"), dict)
            else Found(repository)
            for j, key in enumerate(keys)
        }

    def _contents(self, repository: Repository, inside: str) -> Answer[Repository]:
        ref, _, path = inside.partition(":")
        place = f"{self._url}/repos/{quote(repository.name, safe='/')}/contents/{quote(path)}"
        reply = self._send("GET", f"{place}?ref={quote(ref, safe='')}")
        if b'"too_large"' in reply.body or (reply.status == 200 and _shows_a_path(reply.json())):
            return Found(repository)
        if reply.status == 200:
            raise Trouble("an answer without a file or a folder")
        if reply.status == 404:
            reply.json()  # what arrives torn says nothing, and may arrive whole the next time
            message = _message(reply)
            if message in {"Not Found", _EMPTY}:
                return Absent(PATH_GONE)
            # the name of the branch may go on in what looks like the path, or the branch was renamed
            if message.startswith("No commit found"):
                return Found(replace(repository, unjudged=f"there is no branch or tag {ref}"))
        raise trouble(reply)

    def _fetch(self, url: str, hops: int) -> Answer[Repository]:
        reply = self._send("GET", url)
        if reply.status == 200:
            body = reply.json()
            if not isinstance(body, dict) or not isinstance(body.get("full_name"), str):
                raise Trouble("an answer without a repository")
            repository = from_rest(body)
            return Found(replace(repository, empty=body.get("size") == 0 and self._is_empty(repository)))
        if reply.status in {301, 302, 307, 308}:
            target = reply.headers.get("location", "")
            if hops and _same_place(target, self._url):
                return self._fetch(target, hops - 1)
            raise Trouble("a redirect that leads away from the API", retryable=False)
        return _gone(reply, "public repository")

    def _is_empty(self, repository: Repository) -> bool:
        """Whether GitHub says so in words: a size of 0 kilobytes may be a small or a young repository."""
        try:
            reply = self._send("GET", f"{self._url}/repos/{quote(repository.name, safe='/')}/contents/")
        except Trouble:
            return False
        return reply.status == 404 and _message(reply) == _EMPTY

    def _singles(self, place: str, what: str, field: str, keys: list[str]) -> Iterator[dict[str, Answer[str]]]:
        for key in keys:
            yield {key: self._surely(partial(self._single, place, what, field, key))}

    def _surely(self, question: Callable[[], Answer[V]], *, doubted: bool = False) -> Answer[V]:
        """The answer; that there is no such thing has to be said twice, or was ``doubted`` before."""
        answer = self._lane.ask(question)
        return self._lane.ask(question) if isinstance(answer, Absent) and not doubted else answer

    def _single(self, place: str, what: str, field: str, key: str) -> Answer[str]:
        reply = self._send("GET", f"{self._url}/{place}/{quote(key, safe='')}")
        if reply.status != 200:
            return _gone(reply, what)
        body = reply.json()
        said = body.get(field) if isinstance(body, dict) else None
        if not isinstance(said, str) or said.lower() != key.lower():
            raise Trouble(f"an answer about another {what}")
        return Found(said)

    def _send(self, method: str, url: str, payload: Any = None) -> Reply:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        with self._lane.turn():
            return self._http.request(method, url, headers=headers, payload=payload)


def trouble(reply: Reply) -> Trouble:
    """A limit is told from a refusal by its headers and its message, not by its status alone."""
    headers = reply.headers
    limited = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers or _speaks_of_a_limit(reply)
    if reply.status in {403, 429} and limited:
        return Trouble("GitHub's rate limit is spent", retry_after=_until_reset(reply, default=60.0), refused=True)
    if reply.status == 401:
        return Trouble("GitHub does not take the token", refused=True, retryable=False)
    return reply.trouble()


def _gone(reply: Reply, what: str) -> Absent:
    """GitHub's word that there is no such thing, or that it is taken down.

    Raises:
        Trouble: It says something else.
    """
    if reply.status in {403, 404, 451}:
        reply.json()  # what arrives torn says nothing, and may arrive whole the next time
    message = _message(reply)
    if reply.status == 404 and message == "Not Found":
        return Absent(f"GitHub: no such {what}")
    if reply.status in {403, 451} and message.endswith("access blocked"):
        return Absent(f"GitHub: taken down ({_block_reason(reply)})")
    raise trouble(reply)


def _speaks_of_a_limit(reply: Reply) -> bool:
    message = _message(reply).lower()
    return "rate limit" in message or "abuse detection" in message


def _until_reset(reply: Reply, *, default: float) -> float:
    """Seconds to wait, from ``Retry-After``, else from the reset time set against the server's own clock."""
    if (wait := reply.trouble().retry_after) is not None:
        return wait
    reset, date = reply.headers.get("x-ratelimit-reset", ""), reply.headers.get("date")
    if re.fullmatch(r"\d{1,12}", reset, re.ASCII) and date:
        try:
            return max(0.0, float(reset) - parsedate_to_datetime(date).timestamp())
        except (TypeError, ValueError, OverflowError):
            return default
    return default


def _shows_a_path(body: object) -> bool:
    """Whether this is a folder, none of which is empty in git, or a file."""
    return bool(body) if isinstance(body, list) else isinstance(body, dict) and isinstance(body.get("type"), str)


def _message(reply: Reply) -> str:
    try:
        body = reply.json()
    except Trouble:
        return ""
    return str(body.get("message", "")) if isinstance(body, dict) else ""


def _block_reason(reply: Reply) -> str:
    body = reply.json()
    block = body.get("block") if isinstance(body, dict) else None
    return str(block.get("reason", "no reason given")) if isinstance(block, dict) else "no reason given"


def _same_place(url: str, base: str) -> bool:
    """A token must not follow a redirect to another host."""
    try:
        there, here = urlsplit(url), urlsplit(base)
    except ValueError:  # what is no address
        return False
    return (there.scheme, there.netloc) == (here.scheme, here.netloc)


def _name_of(key: str) -> str:
    return key.partition(" ")[0]


def _inside_of(key: str) -> str:
    return key.partition(" ")[2]


def _by_name(keys: Iterable[str]) -> dict[str, list[str]]:
    """The keys of each repository, which may be asked together."""
    together: dict[str, list[str]] = {}
    for key in keys:
        together.setdefault(_name_of(key), []).append(key)
    return together


def _errors(body: object) -> list[dict[str, Any]]:
    errors = body.get("errors") if isinstance(body, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _first(path: object) -> object:
    """The alias that an error is about, or None."""
    return path[0] if isinstance(path, list) and path and isinstance(path[0], str) else None
