"""Questions to git by subprocess: about the repository that a file lies in, never changing it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from harvester.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE_S = 60


def told(folder: Path | str, *arguments: str) -> bytes:
    """What git prints.

    Raises:
        UsageError: There is no git, or it refuses; then in its own words.
    """
    done = _run(folder, *arguments)
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise UsageError(f"git: {words[0]}", hint="This works in a git repository only; `git init` makes one.")
    return done.stdout


def asked(folder: Path | str, *arguments: str) -> bytes | None:
    """What git prints, or None where its answer is no. Raises UsageError where there is no git."""
    done = _run(folder, *arguments)
    return None if done.returncode else done.stdout


def top(folder: Path) -> str:
    """The root of the repository that a folder lies in. Raises UsageError where it lies in none."""
    return os.fsdecode(told(folder, "rev-parse", "--show-toplevel")).rstrip("\n")


_KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES")


def _environment() -> dict[str, str]:
    """Our own, less what would lead git elsewhere: a hook of git, for one, sets GIT_DIR for all that it starts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def _run(folder: Path | str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise UsageError("git is not installed, and only git knows", hint="Install git.")
    try:
        return subprocess.run(  # noqa: S603 (a list of arguments; what strangers name stands behind --end-of-options or --)
            [git, "--literal-pathspecs", "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            timeout=_PATIENCE_S,
            env=_environment(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"git: {type(error).__name__} in {folder}", hint="See whether git works there.") from error
