"""git, by subprocess: commits are made beside the working tree, and the token lives in one process's environment.

Nothing is checked out: blobs are read from commits and trees are built in an index of their own, so that no symbolic
link, filter or hook of a repository has a say, and what a person has lying in the folder stays as it is.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.errors import HarvesterError
from harvester.publish.trouble import PublishError, RacedError, without

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

NAME, EMAIL = "harvester", "41898282+github-actions[bot]@users.noreply.github.com"
"""Who our commits are by; the address is the one that GitHub shows as its Actions bot."""

TRAILER = "Harvester-Proposal"
"""The trailer that tells our commits from those of other workflows under the same address."""

_PATIENCE_S = 300
_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH")
_RACES = ("stale info", "fetch first", "non-fast-forward", "cannot lock ref", "incorrect old value", "failed to update")
_REGULAR = {"100644", "100755"}


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit to make: its subject, and what it changes.

    Attributes:
        changes: Path in the repository to new content, or None to delete.
    """

    subject: str
    changes: Mapping[str, bytes | None]


class Git:
    """A checkout, and the remote ``origin``.

    Args:
        folder: Anywhere in the checkout.
        server: Base URL of the server that the token is for; it is sent nowhere else.
        token: Empty to push with whatever credentials the checkout has.

    Raises:
        PublishError: There is no git, or no checkout.
    """

    def __init__(self, folder: Path, *, server: str = "", token: str = "") -> None:
        found = shutil.which("git")
        if found is None:
            raise PublishError("git is not installed", hint="Install git.")
        self._git = found
        self._token = token
        self._folder = folder
        self._environment = _environment(server, token)
        self._trees: dict[str, dict[str, tuple[str, str]]] = {}
        self._blobs: dict[str, bytes] = {}
        top = self._run("rev-parse", "--show-toplevel", check=False)
        if top.returncode:
            raise PublishError(f"{folder}: not in a git repository", hint="Run it in a checkout of the default branch.")
        self.top = Path(os.fsdecode(top.stdout.rstrip(b"\n")))
        self._folder = self.top

    def fetch(self, *branches: str) -> dict[str, str]:
        """Fetch these branches from ``origin``; gives the commit of each that is there."""
        refs = [f"refs/heads/{branch}" for branch in branches]
        listed = self._text("ls-remote", "--quiet", "origin", *refs)
        there = {ref: commit for commit, _, ref in (line.partition("\t") for line in listed.splitlines())}
        found = {branch: there[ref] for branch, ref in zip(branches, refs, strict=True) if ref in there}
        if found:
            specs = [f"+refs/heads/{branch}:refs/remotes/origin/{branch}" for branch in found]
            self._text("fetch", "--quiet", "--no-tags", "origin", *specs)
        return {branch: self._text("rev-parse", f"refs/remotes/origin/{branch}").strip() for branch in found}

    def blob(self, commit: str, path: str) -> bytes | None:
        """The content of a file in a commit, or None where it holds no regular file of that path."""
        mode, digest = self._tree(commit).get(path, ("", ""))
        if mode not in _REGULAR:
            return None
        if digest not in self._blobs:
            self._blobs[digest] = self._run("cat-file", "blob", digest).stdout
        return self._blobs[digest]

    def is_ours(self, commit: str) -> bool:
        """Whether we made this commit, and nobody rewrote it since."""
        shown = self._text("show", "--no-patch", "--format=%ae%n%ce%n%B", commit)
        author, committer, *message = shown.splitlines()
        return {author, committer} == {EMAIL} and any(line.startswith(f"{TRAILER}: ") for line in message)

    def contains(self, commit: str, other: str) -> bool:
        """Whether ``other`` is ``commit`` or an ancestor of it."""
        return self._run("merge-base", "--is-ancestor", other, commit, check=False).returncode == 0

    def fork(self, commit: str, other: str) -> str:
        """Where two branches part, or an empty string where the checkout does not reach back so far."""
        return self._run("merge-base", commit, other, check=False).stdout.decode().strip()

    def commit(self, parent: str, commit: Commit, *, key: str, now: datetime) -> str:
        """Make a commit on top of another; gives its name."""
        with TemporaryDirectory(prefix="harvester-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._run("read-tree", parent, more=index)
            entries = [self._entry(parent, path, data) for path, data in commit.changes.items()]
            self._run("update-index", "-z", "--index-info", data=b"".join(entries), more=index)
            tree = self._run("write-tree", more=index).stdout.decode().strip()
        who = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", NAME), ("EMAIL", EMAIL), ("DATE", now.isoformat()))
        }
        message = f"{commit.subject}\n\n{TRAILER}: {key}\n".encode()
        return self._run("commit-tree", tree, "-p", parent, data=message, more=who).stdout.decode().strip()

    def push(self, commit: str, branch: str, *, expected: str | None = None) -> None:
        """Push a commit to a branch of ``origin``.

        Args:
            expected: What the branch must still be for it to be overwritten, empty where it must not exist; None to
                push only what goes on from the branch as it is.

        Raises:
            RacedError: The branch is another one by now.
            PublishError: The server does not take it.
        """
        ref = f"refs/heads/{branch}"
        lease = [] if expected is None else [f"--force-with-lease={ref}:{expected}"]
        done = self._run("push", "--porcelain", "--no-verify", *lease, "origin", f"{commit}:{ref}", check=False)
        if done.returncode == 0:
            return
        said = without(self._token, (done.stdout + done.stderr).decode("utf-8", "replace"))
        if any(race in said for race in _RACES):
            raise RacedError(f"{branch} was changed by somebody else at the same time")
        hint = ""
        if any(word in said for word in ("403", "denied", "ermission", "protected")):
            hint = "The token needs `contents: write`, and the branch must let it push."
        raise PublishError(f"git could not push to {branch}: {_last(said)}", hint=hint)

    def _entry(self, parent: str, path: str, data: bytes | None) -> bytes:
        name = os.fsencode(path)
        if data is None:
            return b"0 " + b"0" * 40 + b"\t" + name + b"\0"
        there = self._tree(parent)
        mode, _ = there.get(path, ("", ""))
        above = PurePosixPath(path).parents
        if (mode and mode not in _REGULAR) or any(str(folder) in there for folder in above):
            raise PublishError(f"{path}: no regular file in the repository, so nothing is written there")
        digest = self._run("hash-object", "-w", "--stdin", data=data).stdout.strip()
        return (mode or "100644").encode() + b" " + digest + b"\t" + name + b"\0"

    def _tree(self, commit: str) -> dict[str, tuple[str, str]]:
        """Mode and name of everything in a commit, by path."""
        if commit not in self._trees:
            listed = self._run("ls-tree", "-r", "-z", "--full-tree", commit).stdout
            rows = (os.fsdecode(row).partition("\t") for row in listed.split(b"\0") if row)
            self._trees[commit] = {path: (head.split()[0], head.split()[2]) for head, _, path in rows}
        return self._trees[commit]

    def _text(self, *arguments: str) -> str:
        return self._run(*arguments).stdout.decode("utf-8", "replace")

    def _run(
        self, *arguments: str, data: bytes = b"", more: Mapping[str, str] | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        command = [self._git, "--literal-pathspecs", "-c", f"core.hooksPath={os.devnull}", *arguments]
        try:
            done = subprocess.run(  # noqa: S603 (a list of arguments; what strangers write is never an option)
                command, cwd=self._folder, input=data, capture_output=True, check=False, timeout=_PATIENCE_S,
                env={**self._environment, **(more or {})},
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PublishError(f"git {arguments[0]} did not end well: {type(error).__name__}") from error
        if check and done.returncode:
            said = without(self._token, done.stderr.decode("utf-8", "replace"))
            raise PublishError(f"git {arguments[0]} failed: {_last(said)}")
        return done


def _environment(server: str, token: str) -> dict[str, str]:
    """Our own environment less what could lead git elsewhere or make it tell, with the token for this server alone.

    Raises:
        HarvesterError: The token would have to go over plain http to another machine.
    """
    secret = {"GITHUB_TOKEN", "GH_TOKEN"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in secret and (not name.startswith("GIT_") or name in _KEPT)
    }
    kept |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    if bundle := os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE"):
        kept.setdefault("GIT_SSL_CAPATH" if Path(bundle).is_dir() else "GIT_SSL_CAINFO", bundle)
    if not (server and token):
        return kept
    parts = urlsplit(server)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise HarvesterError(f"{server}: a token goes nowhere but over https", hint="Set GITHUB_SERVER_URL.")
    login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    # the empty value comes first: it drops a header that actions/checkout may have left, and two would be refused
    header = f"http.{server.rstrip('/')}/.extraheader"
    settings = [(header, ""), (header, f"Authorization: Basic {login}")]
    kept["GIT_CONFIG_COUNT"] = str(len(settings))
    for number, (name, value) in enumerate(settings):
        kept |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return kept


def _last(said: str) -> str:
    """The line that says why: the server's own where there is one."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith("Done")]
    telling = [line for line in lines if line.startswith(("remote:", "fatal:", "error:", "!"))]
    return (telling or lines or ["it said nothing"])[0]
