"""What every run depends on beside the upstreams: token, proxy, certificates, clock, disk and versions."""

from __future__ import annotations

import os
import platform
import re
import shutil
import ssl
import tempfile
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from harvester import __version__, journal
from harvester.doctor.check import Check, State
from harvester.http import CA_VARIABLES
from harvester.upstream import arxiv, crossref, datacite, doi, github, ncbi, openreview, softwareheritage, wayback

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.config import Config
    from harvester.doctor.witness import Seen

TOLERANCE_S = 60.0
"""Seconds by which our clock may be off: strikes are dated by day, but a ``Retry-After`` may name a moment."""

FREE_BYTES = 100 * 1024 * 1024
"""Bytes that should be free: the demonstration's 71 entries make files of 0.9 MB, so this is room for some 8,000."""

FEW_REQUESTS = 100
"""Requests left at GitHub below which a night may come up short."""

_SERVICES = {
    "crossref": crossref.URL,
    "doi": doi.URL,
    "datacite": datacite.URL,
    "arxiv": arxiv.URL,
    "github": github.URL,
    "ncbi": ncbi.SUMMARIES_URL,
    "openreview": openreview.URL,
    "softwareheritage": softwareheritage.URL,
    "wayback": wayback.URL,
}

_LIBRARIES = ("requests", "urllib3", "arxiv", "habanero", "httpx2", "pydantic", "pyromark")


def token(token: str, seen: Seen | None, environ: Mapping[str, str]) -> Check:
    """Whether there is a token, whether GitHub takes it, and how many requests it has left; never the token itself.

    Args:
        seen: The head of GitHub's answer to a question that carried it.
    """
    name = next((name for name in ("GITHUB_TOKEN", "GH_TOKEN") if environ.get(name)), "the sandbox's own")
    left = _number(seen, "x-ratelimit-remaining")
    if not token:
        return Check(
            "token",
            State.NOTE,
            "none, so that GitHub answers 60 requests an hour",
            "Set GITHUB_TOKEN or GH_TOKEN; one without any right is enough.",
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        return Check("token", State.OFF, f"{name}: holds what no token holds", "Copy it anew, without blanks.")
    if seen is not None and seen.status == 401:
        return Check("token", State.OFF, f"{name}: GitHub does not take it", "Make a new one; it may have run out.")
    if left is None:
        return Check("token", State.SKIPPED, f"{name}: GitHub gave no answer that tells")
    state = State.OK if left >= FEW_REQUESTS else State.NOTE
    return Check(
        "token", state, f"{name}: taken; {left:,} of {_number(seen, 'x-ratelimit-limit') or 0:,} requests left"
    )


def proxies(config: Config) -> Check:
    """Which proxy stands before which upstream, without its password."""
    ways: dict[str, list[str]] = {}
    for name, usual in _SERVICES.items():
        url = getattr(config.upstreams, name).url or usual
        ways.setdefault(_shown(select_proxy(url, get_environ_proxies(url))), []).append(name)
    if list(ways) == [""]:
        return Check("proxy", State.OK, "none; all upstreams are asked directly")
    told = [f"{', '.join(names)} {f'through {proxy}' if proxy else 'directly'}" for proxy, names in ways.items()]
    return Check("proxy", State.OK, "; ".join(told))


def _shown(proxy: str | None) -> str:
    if not proxy:
        return ""
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return "an address that is none"


def certificates(environ: Mapping[str, str]) -> list[Check]:
    """For each variable that names authorities, whether they can be read; and which of them is believed."""
    given = {name: environ[name] for name in CA_VARIABLES if environ.get(name) and os.pathsep not in environ[name]}
    if not given:
        return [Check("certificates", State.OK, "those that come with the library; no variable names others")]
    checks = [_readable(name, path) for name, path in given.items()]
    first = next(iter(given))
    own = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if name in given), first)
    says = f"{first} is believed" + (f", and {own} for Crossref" if own != first else " for all upstreams")
    if given[own] == given[first]:
        return [*checks, Check("certificates", State.OK, f"{first} is believed for all upstreams")]
    return [*checks, Check("certificates", State.NOTE, says, "Let all of them name the same file.")]


def _readable(name: str, path: str) -> Check:
    place = Path(path)
    check = "certificates"
    advice = "Name a readable file of CA certificates in PEM."
    if place.is_dir():
        return Check(check, State.OK, f"{name}: the folder {path}")
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        return Check(check, State.OFF, f"{name}: {path} holds no certificates in PEM", advice)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no name of a file"
        return Check(check, State.OFF, f"{name}: {path}: {reason}", advice)
    return Check(check, State.OK, f"{name}: {path} can be read")


def clock(seen: Sequence[Seen]) -> Check:
    """How far our clock is from the upstreams', by the median of what their ``Date`` headers say."""
    offsets = [ours for one in seen if (ours := _offset(one)) is not None]
    if not offsets:
        return Check("clock", State.SKIPPED, "no upstream said what time it is")
    off = median(offsets)
    told = (
        f"{abs(off):,.0f} s {'ahead of' if off > 0 else 'behind'} {len(offsets)} upstreams; {TOLERANCE_S:g} s are fine"
    )
    if abs(off) > TOLERANCE_S:
        return Check("clock", State.OFF, told, "Set this machine's clock, best by NTP.")
    return Check("clock", State.OK, told)


def _offset(seen: Seen) -> float | None:
    try:
        return (seen.at - parsedate_to_datetime(seen.headers["date"])).total_seconds()
    except (KeyError, TypeError, ValueError, OverflowError):  # TypeError: a date without a zone
        return None


def folders(config: Config) -> list[Check]:
    """Whether the enriched folder and the journal's can be written, and how much space is left there."""
    enriched = _writable("enriched", config.root / config.enriched, "Give yourself the right to write there.")
    for place in journal.folders(config):
        try:
            cache = _writable("cache", place.expanduser(), "")
        except RuntimeError:  # the user has no home
            continue
        if cache.state is not State.OFF:
            return [enriched, cache]
    return [enriched, Check("cache", State.NOTE, "no folder can be written, so that each run asks everything anew")]


def _writable(name: str, folder: Path, advice: str) -> Check:
    there = next(up for up in (folder.absolute(), *folder.absolute().parents) if up.exists())
    try:
        # permissions alone do not tell of a read-only mount
        with tempfile.TemporaryFile(dir=there):
            free = shutil.disk_usage(there).free
    except OSError as error:
        return Check(name, State.OFF, f"{folder}: {error.strerror}", advice)
    says = f"{folder}: can be written, {free / 1024**2:,.0f} MiB free"
    if free < FREE_BYTES:
        return Check(name, State.OFF, says, "Make room: a run that fills the disk keeps the files of the last one.")
    return Check(name, State.OK, says)


def versions() -> Check:
    """What runs here, for a report of a fault."""
    named = [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    told = [f"harvester {__version__}", f"Python {platform.python_version()}", ssl.OPENSSL_VERSION, *named]
    return Check("versions", State.OK, ", ".join(told))


def _number(seen: Seen | None, header: str) -> int | None:
    said = seen.headers.get(header, "") if seen else ""
    return int(said) if re.fullmatch(r"\d{1,9}", said, re.ASCII) else None
