"""The one polite client for everything that speaks through ``requests``.

No redirect is followed here, no retry is made here: lanes pace and retry, and each hop is a request of its own.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

import requests
import urllib3
from requests.structures import CaseInsensitiveDict
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from harvester import __version__
from harvester.config import PROJECT_URL
from harvester.deadline import watched, within
from harvester.diagnosis import OwnTrouble, transport_trouble
from harvester.errors import UsageError
from harvester.guard import ForbiddenAddressError, Guard
from harvester.lanes import Clock, Trouble
from harvester.transport import GuardedAdapter

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping, MutableMapping

__all__ = [
    "API_CAP", "CA_VARIABLES", "CONNECT_S", "DEADLINE_S", "READ_S", "WEB_CAP", "Http", "OwnTrouble", "Reply",
    "pass_proxies_by", "retry_after", "share_certificates", "transport_trouble", "user_agent", "within",
]  # fmt: skip

WEB_CAP = 2 * 1024 * 1024
"""Bytes of a web page that are read, after decompression."""

API_CAP = 20 * 1024 * 1024
"""Bytes of a registry's answer that are read, after decompression."""

CONNECT_S = 5.0
READ_S = 20.0
DEADLINE_S = 45.0
"""Seconds for one whole request: a server that drips a byte every so often never meets the read timeout."""

Cap: TypeAlias = "int | Callable[[int, Mapping[str, str]], int]"
"""Bytes of a body that are worth reading, or what tells them from status and headers."""


def user_agent(mailto: str) -> str:
    """The name that we give everywhere; Crossref's polite pool looks for the ``mailto:`` in it."""
    contact = f"; mailto:{mailto}" if mailto else ""
    return f"harvester/{__version__} (+{PROJECT_URL}{contact})"


CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables that name certificates of authorities, the one that wins first."""


def share_certificates(environ: MutableMapping[str, str]) -> None:
    """Let one private CA serve every client: ``requests`` reads one variable, httpx2 (under habanero) the others.

    Raises:
        UsageError: A variable names what is not there.
    """
    # OpenSSL takes several folders in one variable; requests does not
    given = {name: environ[name] for name in CA_VARIABLES if environ.get(name) and os.pathsep not in environ[name]}
    for name, path in given.items():
        if not Path(path).exists():
            raise UsageError(f"{name} names {path}, which is not there", hint="Name a file of CA certificates in PEM.")
    if given:
        bundle = next(iter(given.values()))
        ours = "SSL_CERT_DIR" if Path(bundle).is_dir() else "SSL_CERT_FILE"
        for name in ("REQUESTS_CA_BUNDLE", ours):
            environ[name] = environ.get(name) or bundle


def pass_proxies_by(environ: MutableMapping[str, str], host: str) -> None:
    """Let every client reach this host directly, whatever proxy is set."""
    known = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    for name in ("no_proxy", "NO_PROXY"):
        environ[name] = known if known.strip() == "*" else f"{known},{host}".strip(",")


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer.

    Attributes:
        headers: Looked up without regard to case.
        body: At most the cap's bytes, decompressed.
        method: What was asked: a ``HEAD`` has no body to judge.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    method: str = "GET"

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            Trouble: It is none, whatever the content type said.
        """
        try:
            return whole(json.loads(self.body))
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


class _Session(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self._settings: dict[tuple[str, str], Any] = {}

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 (the library's own signature)
        """Nowhere. Even when it is told to follow none, the library would read a redirect's whole body, uncapped."""
        return None

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """The environment's proxy for a host, looked up once: the library reads all variables for every request."""
        parts = urlsplit(url)
        place = parts.scheme, parts.netloc
        if place not in self._settings:
            self._settings[place] = super().merge_environment_settings(url, proxies, stream, verify, cert)
        return self._settings[place]


class Http:
    """Sends single requests within the guard, the byte caps and a wall-clock deadline.

    Args:
        mailto: Contact address for the ``User-Agent``, or an empty string.
        guard: Where connections may go.
        stop: Set by whoever ends the run early: what is under way is ended too.
        certificates: File of CA certificates in PEM, used where the environment names none.
    """

    def __init__(
        self,
        *,
        mailto: str = "",
        guard: Guard | None = None,
        stop: threading.Event | None = None,
        certificates: Path | None = None,
    ) -> None:
        self.guard = guard or Guard()
        self._stop = stop
        self.user_agent = user_agent(mailto)
        self._session = _Session()
        self._session.headers["User-Agent"] = self.user_agent
        # what can be unpacked piece by piece; more would be offered wherever brotli or zstandard happen to be installed
        self._session.headers["Accept-Encoding"] = "gzip, deflate"
        # strangers' cookies would tie our requests together, and netrc would hand them passwords
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = _no_credentials
        named = (os.environ.get(name) for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"))
        authorities = next(filter(None, named), None) or certificates or DEFAULT_CA_BUNDLE_PATH
        adapter = GuardedAdapter(self.guard, str(authorities))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)

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
        cap: Cap = API_CAP,
        timeout: float | None = None,
    ) -> Reply:
        """Send one request and read its body up to ``cap`` bytes.

        Args:
            method: ``GET``, ``HEAD`` or ``POST``.
            url: An absolute http(s) URL.
            headers: Extra headers; a credential among them must belong to this very host.
            payload: Sent as JSON, where given.
            cap: Bytes; what is longer is cut, not refused.
            timeout: Seconds for the whole request, in place of our own bounds.

        Raises:
            Trouble: No answer came, or the guard refused the address.
        """
        within_s = timeout or DEADLINE_S
        with watched(within_s, self._stop) as watch:
            try:
                self.guard.check_url(url)
                self._check_credentials(url, headers or {})
                reply = self._send(method, url, cap, timeout or READ_S, headers=headers, json=payload)
            except ForbiddenAddressError as error:
                raise OwnTrouble(str(error), retryable=False) from error
            except Trouble:
                if not watch.over:
                    raise
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                if not watch.over:
                    raise transport_trouble(error) from error
        if watch.over:
            raise Trouble(f"no whole answer within {within_s:g} s", timed_out=True)
        return reply

    def _check_credentials(self, url: str, headers: Mapping[str, str]) -> None:
        secret = any(name.lower() == "authorization" for name in headers)
        if secret and not url.lower().startswith("https://") and not self.guard.trusts(url):
            raise ForbiddenAddressError("a token goes nowhere but over https")

    def _send(self, method: str, url: str, cap: Cap, silence: float, **content: Any) -> Reply:
        timeout = (min(CONNECT_S, silence), silence)
        with self._session.request(
            method, url, timeout=timeout, allow_redirects=False, stream=True, **content
        ) as response:
            status, said = response.status_code, CaseInsensitiveDict(response.headers)
            try:
                body = _read(response, cap if isinstance(cap, int) else cap(status, said))
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                if status < 300:
                    raise transport_trouble(error, reading=True) from error
                body = b""  # the status has been said, whatever became of its page
            return Reply(url, status, said, body, method)


def _read(response: requests.Response, cap: int) -> bytes:
    """The decompressed body, cut at ``cap`` bytes."""
    chunks, size = [], 0
    for chunk in response.iter_content(16_384):
        chunks.append(chunk)
        size += len(chunk)
        if size >= cap:
            break
    return b"".join(chunks)[:cap]


def whole(found: Any) -> Any:
    """What JSON holds, with a question mark for each half of a character: no file and no terminal takes one."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
    return found


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
    except (TypeError, ValueError, OverflowError):  # OverflowError: a zone beyond all measure
        return None


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
