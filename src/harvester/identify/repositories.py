"""GitHub: repositories, accounts and gists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.identify.dois import lower_ascii
from harvester.identify.reserved import GITHUB as RESERVED
from harvester.model import Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

HOSTS = frozenset({"github.com", "raw.githubusercontent.com"})
GIST_HOSTS = frozenset({"gist.github.com", "gist.githubusercontent.com"})

# Accounts have letters, digits and hyphens (managed ones an underscore), and repositories these characters.
_OWNER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})", re.ASCII)
_NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}", re.ASCII)
_GIST = re.compile(r"[0-9a-f]{20}|[0-9a-f]{32}|[0-9]{1,9}", re.ASCII | re.IGNORECASE)


def github(address: Address) -> Target | None:
    """A repository with the path inside it, or the page of an account."""
    if address.host not in HOSTS or address.path.startswith("//"):
        return None
    owner, _, rest = unquote(address.path).strip("/").partition("/")
    if not _OWNER.fullmatch(owner) or owner.lower() in RESERVED:
        return None
    raw = address.host == "raw.githubusercontent.com"
    name, _, path = rest.partition("/")
    if not rest:
        return None if raw else Target(TargetKind.GITHUB_USER, owner.lower(), spelling=owner)
    if not _NAME.fullmatch(name):
        return None
    name = name.removesuffix(".git") or name
    bare = name.rstrip(".,;")
    return Target(
        TargetKind.GITHUB,
        # GitHub's names ignore case; the spelling for people stays in the link
        lower_ascii(f"{owner}/{name}"),
        path=f"raw/{path}" if raw and path else path,
        instead=f"{owner}/{bare}" if bare and bare != name else "",
    )


def gist(address: Address) -> Target | None:
    """A gist, with or without its owner, with the revision or file inside it."""
    if address.host not in GIST_HOSTS:
        return None
    parts = address.segments
    place = 0 if _GIST.fullmatch(parts[0]) and not (len(parts) > 1 and _GIST.fullmatch(parts[1])) else 1
    if place and not (len(parts) > 1 and _OWNER.fullmatch(parts[0]) and _GIST.fullmatch(parts[1].removesuffix(".git"))):
        return None
    digest = parts[place].removesuffix(".git").lower()
    spelling = f"{parts[0]}/{digest}" if place else ""
    return Target(TargetKind.GIST, digest, path="/".join(parts[place + 1 :]), spelling=spelling)


def address_of(target: Target) -> str:
    """The page at GitHub, as the link spells it where GitHub would redirect otherwise."""
    host = "gist.github.com" if target.kind is TargetKind.GIST else "github.com"
    where = target.spelling or target.value
    return f"https://{host}/{where}" + (f"/{target.path}" if target.path else "")
