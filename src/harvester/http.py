"""The one polite client for everything that speaks through ``requests``.

No redirect is followed here, no retry is made here: lanes pace and retry, and each hop is a request of its own.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, TypeVar

import requests
import urllib3
from requests.structures import CaseInsensitiveDict

from harvester import __version__
from harvester.config import PROJECT_URL
from harvester.guard import ForbiddenAddressError, Guard
from harvester.lanes import Clock, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, MutableMapping

R = TypeVar("R")

WEB_CAP = 2 * 1024 * 1024
"""Bytes of a web page that are read, after decompression."""

API_CAP = 20 * 1024 * 1024
"""Bytes of a registry's answer that are read, after decompression."""

CONNECT_S = 5.0
READ_S = 20.0
DEADLINE_S = 45.0
"""Seconds for one whole request: a server that drips a byte every so often never meets the read timeout."""


def user_agent(mailto: str) -> str:
    """The name that we give everywhere; Crossref's polite pool looks for the ``mailto:`` in it."""
    contact = f"; mailto:{mailto}" if mailto else ""
    return f"harvester/{__version__} (+{PROJECT_URL}{contact})"


def share_certificates(environ: MutableMapping[str, str]) -> None:
    """Let one private CA serve every client: ``requests`` reads one variable, httpx2 (under habanero) the other."""
    bundle = environ.get("REQUESTS_CA_BUNDLE") or environ.get("CURL_CA_BUNDLE") or environ.get("SSL_CERT_FILE")
    if bundle:
        environ.setdefault("REQUESTS_CA_BUNDLE", bundle)
        environ.setdefault("SSL_CERT_FILE", bundle)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer.

    Attributes:
        headers: Looked up without regard to case.
        body: At most the cap's bytes, decompressed.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            Trouble: It is none, whatever the content type said.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            kind = "HTML" if self.body.lstrip()[:1] == b"<" else "something that is no JSON"
            raise Trouble(f"HTTP {self.status} with {kind}") from error

    def trouble(self) -> Trouble:
        """What a status that states no fact means to the lane."""
        wait = retry_after(self.headers.get("retry-after"))
        refused = self.status in {401, 403, 407, 418, 429, 451, 999}
        return Trouble(
            f"HTTP {self.status}",
            retry_after=wait,
            refused=refused,
            retryable=self.status in {408, 425, 429} or self.status >= 500,
        )


class Http:
    """Sends single requests within the guard, the byte caps and a wall-clock deadline.

    Args:
        mailto: Contact address for the ``User-Agent``, or an empty string.
        guard: Where connections may go.
        clock: Time.
    """

    def __init__(self, *, mailto: str = "", guard: Guard | None = None, clock: Clock | None = None) -> None:
        self.guard = guard or Guard()
        self.user_agent = user_agent(mailto)
        self._clock = clock or Clock()
        self._session = requests.Session()
        self._session.headers["User-Agent"] = self.user_agent
        # strangers' cookies would tie our requests together, and netrc would hand them passwords
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = _no_credentials
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self.guard.adapter())

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        payload: Any = None,
        cap: int = API_CAP,
    ) -> Reply:
        """Send one request and read its body up to ``cap`` bytes.

        Args:
            method: ``GET``, ``HEAD`` or ``POST``.
            url: An absolute http(s) URL.
            headers: Extra headers; a credential among them must belong to this very host.
            payload: Sent as JSON, where given.
            cap: Bytes; what is longer is cut, not refused.

        Raises:
            Trouble: No answer came, or the guard refused the address.
        """
        return within(DEADLINE_S, lambda: self._send(method, url, headers, payload, cap))

    def _send(self, method: str, url: str, headers: Mapping[str, str] | None, payload: Any, cap: int) -> Reply:
        try:
            self.guard.check_url(url)
            with self._session.request(
                method,
                url,
                headers=headers,
                json=payload,
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = read_capped(response, cap, deadline=self._clock.monotonic() + DEADLINE_S, clock=self._clock)
                return Reply(url, response.status_code, CaseInsensitiveDict(response.headers), body)
        except ForbiddenAddressError as error:
            raise Trouble(str(error), retryable=False) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise transport_trouble(error) from error


def read_capped(response: requests.Response, cap: int, *, deadline: float, clock: Clock) -> bytes:
    """The decompressed body, cut at ``cap`` bytes.

    Raises:
        Trouble: The deadline (monotonic seconds) passed before the body was whole.
    """
    chunks, size = [], 0
    for chunk in response.iter_content(16_384):
        chunks.append(chunk)
        size += len(chunk)
        if size >= cap:
            break
        if clock.monotonic() > deadline:
            raise Trouble(f"no whole answer within {DEADLINE_S:.0f} s")
    return b"".join(chunks)[:cap]


def within(seconds: float, call: Callable[[], R]) -> R:
    """Run a call, and leave it alone when it takes longer: no library's timeout covers a server that drips headers.

    Raises:
        Trouble: No result within so many seconds. Whatever the call itself raises is raised here.
    """
    box: list[tuple[R | None, BaseException | None]] = []

    def run() -> None:
        try:
            box.append((call(), None))
        except BaseException as error:  # noqa: BLE001 (handed to the caller's thread, which raises it)
            box.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not box:
        raise Trouble(f"no answer within {seconds:.0f} s")
    result, error = box[0]
    if error is not None:
        raise error
    return result  # type: ignore[return-value]


def transport_trouble(error: BaseException) -> Trouble:
    """Name what kept an answer from coming, in words that hold no URL and no secret."""
    chain = [error]
    while (
        cause := chain[-1].__cause__ or chain[-1].__context__ or _wrapped(chain[-1])
    ) is not None and cause not in chain:
        chain.append(cause)
    for link in chain:
        if isinstance(link, Trouble):
            return link
        if isinstance(link, ForbiddenAddressError):
            return Trouble(str(link), retryable=False)
    names = " ".join(type(link).__name__ + " " + str(link)[:200] for link in chain)
    for needle, reason, unreached in _REASONS:
        if needle in names:
            return Trouble(reason, unreached=unreached)
    return Trouble(f"the connection failed ({type(error).__name__})", unreached=True)


def _wrapped(error: BaseException) -> BaseException | None:
    """The library's exceptions carry their reason in an argument as often as in their cause."""
    inner = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    return inner if isinstance(inner, BaseException) else None


# The first that fits decides, so the narrower ones stand first.
_REASONS = (
    ("NameResolution", "no such host name", True),
    ("gaierror", "no such host name", True),
    ("CERTIFICATE_VERIFY_FAILED", "the TLS certificate does not hold", False),
    ("SSL", "TLS failed", False),
    ("ConnectTimeout", "no connection in time", True),
    ("ConnectionRefused", "connection refused", True),
    ("Connection refused", "connection refused", True),
    ("unreachable", "network unreachable", True),
    ("ProxyError", "the proxy refused", True),
    ("ReadTimeout", "silence", False),
    ("timed out", "silence", False),
    ("IncompleteRead", "the answer broke off", False),
    ("ChunkedEncoding", "the answer broke off", False),
    ("RemoteDisconnected", "the connection was closed without an answer", False),
    ("RemoteProtocol", "the connection was closed without an answer", False),
    ("ConnectionReset", "the connection was reset", False),
    ("ReadError", "the connection was reset", False),
    ("Broken", "the answer broke off", False),
    ("DecodingError", "the answer cannot be unpacked", False),
    ("ContentDecoding", "the answer cannot be unpacked", False),
    ("NewConnection", "no connection", True),
    ("ConnectError", "no connection", True),
)


def retry_after(value: str | None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, or None where it is absent or nonsense (RFC 9110, 10.2.3)."""
    if not value:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment - Clock().now()).total_seconds())
    except (TypeError, ValueError):
        return None


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
