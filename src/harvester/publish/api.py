"""GitHub's REST API as far as publishing needs it, through our own client.

Reading goes at the pace of the upstream; what creates content waits a second before each request, as GitHub asks
(docs.github.com, "Best practices for using the REST API"), and is never sent twice blindly: where an answer was lost,
it is first looked whether the thing is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

from harvester.guard import Guard
from harvester.http import Http
from harvester.lanes import Lane, Pace, Trouble
from harvester.model import Unavailable
from harvester.publish.trouble import PublishError, RacedError, UnreachedError, without
from harvester.upstream.github import trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from harvester.http import Reply
    from harvester.lanes import Clock

T = TypeVar("T")

READ, WRITE = Pace(0.1), Pace(1.0)
"""Seconds between two requests; for those that write, what GitHub asks of everybody."""

_PAGE = 100
_PAGES = 20
"""Pages that are looked through: 2,000 issues by our own login, or comments on one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """What GitHub says of the repository."""

    default_branch: str
    has_issues: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A pull request or an issue.

    Attributes:
        merged: True for a pull request that was merged.
        head: Commit at the tip of a pull request's branch when it was last updated or closed.
    """

    number: int
    open: bool
    title: str
    body: str
    author: str
    merged: bool = False
    head: str = ""


class Api:
    """One repository on GitHub, and who we are there. Use it as a context manager: it holds open connections.

    Args:
        url: Base address of the REST API.
        graphql: Address of the GraphQL API.
        repository: ``owner/name``.
    """

    def __init__(self, *, url: str, graphql: str, repository: str, token: str, clock: Clock) -> None:
        self._base = f"{url.rstrip('/')}/repos/{repository}"
        self._url, self._graphql, self._token = url.rstrip("/"), graphql, token
        self._owner = repository.partition("/")[0]
        self._repository = repository
        self._http = Http(guard=Guard([url, graphql]))
        self._reading = Lane("github", READ, clock=clock)
        self._writing = Lane("github-writes", WRITE, clock=clock)

    def __enter__(self) -> Self:
        """Hand out the client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open."""
        self._http.close()

    def login(self) -> str:
        """The login that the token acts under: GraphQL tells it of an app's token, too, REST only of a person's.

        Raises:
            PublishError: Neither does, and without it nothing of ours could be found again.
        """
        try:
            query = {"query": "query { viewer { login } }"}
            said = self._ask(lambda: self._answer(self._send(self._reading, "POST", self._graphql, query)))
            found = said["data"]["viewer"]["login"]
        except (PublishError, KeyError, TypeError):
            found = self._get(f"{self._url}/user").get("login")
        if not isinstance(found, str) or not found:
            raise PublishError("GitHub does not say who the token belongs to")
        return found

    def repository(self) -> Repository:
        """The repository's default branch, and whether it has issues."""
        said = self._get(self._base)
        branch = said.get("default_branch")
        if not isinstance(branch, str) or not branch:
            raise UnreachedError(f"GitHub says nothing of {self._repository} that can be read")
        return Repository(default_branch=branch, has_issues=said.get("has_issues") is not False)

    def pull(self, branch: str) -> Ticket | None:
        """The newest pull request from this branch of the repository itself, open or not."""
        head = quote(f"{self._owner}:{branch}", safe="")
        for one in self._list(f"{self._base}/pulls?state=all&sort=created&direction=desc&head={head}"):
            place = one.get("head") or {}
            if place.get("ref") == branch and (place.get("repo") or {}).get("full_name") == self._repository:
                return _ticket(one)
        return None

    def issues(self, login: str) -> list[Ticket]:
        """All issues that this login opened, oldest first."""
        creator = quote(login, safe="")
        listed = self._list(f"{self._base}/issues?state=all&sort=created&direction=asc&creator={creator}")
        tickets = [_ticket(one) for one in listed if "pull_request" not in one]
        return [ticket for ticket in tickets if ticket.author == login]

    def comments(self, number: int, login: str) -> list[str]:
        """The comments of this login on an issue."""
        listed = self._list(f"{self._base}/issues/{number}/comments?")
        return [str(one.get("body") or "") for one in listed if _author(one) == login]

    def open_pull(self, title: str, body: str, *, branch: str, onto: str) -> Ticket:
        """Open a pull request, unless one from this branch is open by now.

        Raises:
            RacedError: Somebody else has opened one.
        """
        payload = {"title": title, "body": body, "head": branch, "base": onto}

        def there() -> Ticket | None:
            found = self.pull(branch)
            return found if found and found.open else None

        return self._create(f"{self._base}/pulls", payload, there)

    def open_issue(self, title: str, body: str, *, labels: tuple[str, ...], login: str) -> Ticket:
        """Open an issue."""
        payload = {"title": title, "body": body, "labels": list(labels)}

        def there() -> Ticket | None:
            return next((one for one in self.issues(login) if one.open and one.body.strip() == body.strip()), None)

        return self._create(f"{self._base}/issues", payload, there)

    def comment(self, number: int, body: str, *, login: str) -> None:
        """Say something on an issue."""

        def there() -> bool | None:
            return any(one.strip() == body.strip() for one in self.comments(number, login)) or None

        self._created(f"{self._base}/issues/{number}/comments", {"body": body}, there)

    def ticket(self, kind: str, number: int) -> Ticket:
        """A ticket as it is now; ``kind`` is ``pulls`` or ``issues``."""
        return _ticket(self._get(f"{self._base}/{kind}/{number}"))

    def edit(self, kind: str, number: int, **changes: Any) -> Ticket:
        """Change title, body or state of a ticket; ``kind`` is ``pulls`` or ``issues``."""
        return _ticket(self._write("PATCH", f"{self._base}/{kind}/{number}", changes))

    def label(self, number: int, labels: tuple[str, ...]) -> None:
        """Give labels to a ticket; GitHub makes those that there are not."""
        self._write("POST", f"{self._base}/issues/{number}/labels", {"labels": list(labels)})

    def _create(self, url: str, payload: dict[str, Any], there: Callable[[], Ticket | None]) -> Ticket:
        made = self._created(url, payload, there)
        return made if isinstance(made, Ticket) else _ticket(made)

    def _created(self, url: str, payload: dict[str, Any], there: Callable[[], T | None]) -> T | dict[str, Any]:
        """What was created, or what a lost answer had created before."""
        sent = False

        def attempt() -> T | dict[str, Any]:
            nonlocal sent
            if sent and (found := there()) is not None:
                return found
            sent = True
            return self._object(self._answer(self._send(self._writing, "POST", url, payload)))

        return self._ask(attempt, lane=self._writing)

    def _write(self, method: str, url: str, payload: dict[str, Any]) -> dict[str, Any]:
        reply = self._ask(lambda: self._answer(self._send(self._writing, method, url, payload)), lane=self._writing)
        return reply if isinstance(reply, dict) else {}

    def _get(self, url: str) -> dict[str, Any]:
        return self._ask(lambda: self._object(self._answer(self._send(self._reading, "GET", url))))

    def _list(self, url: str) -> Iterator[dict[str, Any]]:
        for page in range(1, _PAGES + 1):
            rows = self._ask(partial(self._page, f"{url}&per_page={_PAGE}&page={page}"))
            yield from rows
            if len(rows) < _PAGE:
                return

    def _page(self, url: str) -> list[dict[str, Any]]:
        return _rows(self._answer(self._send(self._reading, "GET", url)))

    def _object(self, said: Any) -> dict[str, Any]:
        if not isinstance(said, dict):
            raise Trouble("an answer that is no object")
        return said

    def _ask(self, question: Callable[[], T], *, lane: Lane | None = None) -> T:
        answer = (lane or self._reading).ask(question)
        if isinstance(answer, Unavailable):
            raise UnreachedError(
                f"GitHub: {without(self._token, answer.reason)}; what was done by then stays",
                hint="Run `harvester publish` again; it goes on where it stopped.",
            )
        return answer

    def _send(self, lane: Lane, method: str, url: str, payload: Any = None) -> Reply:
        headers = {
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "Authorization": f"Bearer {self._token}",
        }
        with lane.turn():
            return self._http.request(method, url, headers=headers, payload=payload)

    def _answer(self, reply: Reply) -> Any:
        """What a good answer says.

        Raises:
            Trouble: No fact; it is worth another try.
            RacedError: What was to be created exists.
            PublishError: GitHub refuses, and says why.
        """
        if reply.status in {200, 201}:
            return reply.json()
        found = trouble(reply)
        if found.retryable:
            raise found
        message, details = _said(reply)
        if reply.status == 422 and "already exists" in details:
            raise RacedError("somebody else opened a pull request at the same time")
        said = without(self._token, f"GitHub says {reply.status}: {message}{details and f' ({details})'}")
        raise PublishError(said, hint=_hint(reply.status, message))


def _hint(status: int, message: str) -> str:
    if "not permitted to create" in message:
        return "Allow it in the repository's settings: Actions › General › Workflow permissions."
    if status == 401:
        return "The token is wrong or has run out."
    if status in {403, 404}:
        return "The token needs `contents: write`, `pull-requests: write` and `issues: write` for this repository."
    return ""


def _said(reply: Reply) -> tuple[str, str]:
    """GitHub's message, and its details in one line."""
    try:
        body = reply.json()
    except Trouble:
        return "no reason given", ""
    if not isinstance(body, dict):
        return "no reason given", ""
    errors = body.get("errors")
    details = [
        str(one.get("message") or f"{one.get('field')}: {one.get('code')}") if isinstance(one, dict) else str(one)
        for one in (errors if isinstance(errors, list) else [])
    ]
    return str(body.get("message", "no reason given")), "; ".join(details)


def _rows(said: Any) -> list[dict[str, Any]]:
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise Trouble("an answer that is no list")
    return said


def _author(one: dict[str, Any]) -> str:
    user = one.get("user")
    return str(user.get("login", "")) if isinstance(user, dict) else ""


def _ticket(one: dict[str, Any]) -> Ticket:
    number, head = one.get("number"), one.get("head")
    if not isinstance(number, int):
        raise UnreachedError("GitHub: an answer without a number; what was done by then stays")
    return Ticket(
        number=number,
        open=one.get("state") == "open",
        title=str(one.get("title") or ""),
        body=str(one.get("body") or ""),
        author=_author(one),
        merged=bool(one.get("merged_at")),
        head=str(head.get("sha", "")) if isinstance(head, dict) else "",
    )
