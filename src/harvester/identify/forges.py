"""Repositories at GitLab, Bitbucket, Codeberg and Hugging Face."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.identify import reserved
from harvester.model import Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

GITLAB_HOSTS = frozenset({"gitlab.com"})
BITBUCKET_HOSTS = frozenset({"bitbucket.org"})
CODEBERG_HOSTS = frozenset({"codeberg.org"})
HUGGINGFACE_HOSTS = frozenset({"huggingface.co", "hf.co"})

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}", re.ASCII)
_ROUTES = frozenset({"blob", "commits", "discussions", "edit", "raw", "resolve", "tree", "viewer"})
_COLLECTIONS = frozenset({"datasets", "spaces"})
"""What stands before the account of a Hugging Face repository that is no model."""


def gitlab(address: Address) -> Target | None:
    """A project below its groups; what follows `-`, or a part that no project may be called, is inside it."""
    parts = address.segments
    if address.host not in GITLAB_HOSTS or parts[0].lower() in reserved.GITLAB:
        return None
    end = next((n for n, part in enumerate(parts) if n > 1 and part in reserved.GITLAB_ROUTES), len(parts))
    inside = parts[end + 1 :] if end < len(parts) and parts[end] == "-" else parts[end:]
    return _repository(TargetKind.GITLAB, parts[:end], "/".join(("-", *inside)) if inside else "")


def bitbucket(address: Address) -> Target | None:
    """A repository of a workspace."""
    parts = address.segments
    if address.host not in BITBUCKET_HOSTS or not reserved.BITBUCKET.isdisjoint(parts[:2]):
        return None
    return _repository(TargetKind.BITBUCKET, parts[:2], "/".join(parts[2:]))


def codeberg(address: Address) -> Target | None:
    """A repository of an account."""
    parts = address.segments
    if address.host not in CODEBERG_HOSTS or parts[0].lower() in reserved.CODEBERG:
        return None
    return _repository(TargetKind.CODEBERG, parts[:2], "/".join(parts[2:]))


def huggingface(address: Address) -> Target | None:
    """A model, ``datasets/…`` or ``spaces/…``; a name alone may be an account as well as a model, so it is neither."""
    parts = address.segments
    if address.host not in HUGGINGFACE_HOSTS:
        return None
    collection = parts[0] if parts[0] in _COLLECTIONS else ""
    names = parts[1:3] if collection else parts[:2]
    inside = parts[3:] if collection else parts[2:]
    if collection == "datasets" and (len(parts) == 2 or (len(parts) > 2 and parts[2] in _ROUTES)):
        # the oldest datasets belong to nobody
        names, inside = parts[1:2], parts[2:]
    elif len(names) < 2 or names[1] in _ROUTES:
        return None
    if names[0].lower() in reserved.HUGGINGFACE or not all(map(_NAME.fullmatch, names)):
        return None
    # letters keep their case: nothing says that two names cannot differ in it alone
    value = "/".join((collection, *names) if collection else names)
    return Target(TargetKind.HUGGINGFACE, value, path="/".join(inside))


def address_of(target: Target) -> str:
    """The page of the repository, as the link spells it where the host would redirect otherwise."""
    host = _HOSTS[target.kind]
    where = target.spelling or target.value
    return f"https://{host}/{where}" + (f"/{target.path}" if target.path else "")


_HOSTS = {
    TargetKind.GITLAB: "gitlab.com",
    TargetKind.BITBUCKET: "bitbucket.org",
    TargetKind.CODEBERG: "codeberg.org",
    TargetKind.HUGGINGFACE: "huggingface.co",
}


def _repository(kind: TargetKind, names: tuple[str, ...], path: str) -> Target | None:
    """A repository of a host that ignores case and redirects to its own spelling."""
    names = (*names[:-1], names[-1].removesuffix(".git"))
    if len(names) < 2 or not all(map(_NAME.fullmatch, names)):
        return None
    spelling = "/".join(names)
    return Target(kind, spelling.lower(), path=path, spelling=spelling)
