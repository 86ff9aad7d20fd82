"""States of earlier days, as git remembers them."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

from harvester.errors import StateError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

_PATIENCE_S = 60


def text_before(file: Path, day: date) -> str:
    """Give a file as it stood in the last commit before the beginning of the day (UTC), on the current branch.

    Raises:
        StateError: There is no git, no repository, no such commit, or the file was not in it.
    """
    git = shutil.which("git")
    if git is None:
        raise StateError("git is not installed, and only git knows earlier states", hint="Install git.")
    shown = f"{file.name} before {day.isoformat()}"
    # A bare day would mean that day at the present time of the clock, so the second is given; it is included.
    eve = f"{(day - timedelta(days=1)).isoformat()}T23:59:59Z"
    commit = _asked(git, file.parent, "rev-list", "-1", f"--before={eve}", "HEAD")
    if commit is None:
        raise StateError(
            f"{shown}: {file.parent} is in no git repository with a commit", hint="Keep the enriched folder in git."
        )
    if not commit.strip():
        raise StateError(
            f"{shown}: there is no commit before that day",
            hint="Name a later day; a shallow clone holds no earlier ones.",
        )
    text = _asked(git, file.parent, "show", f"{commit.strip()}:./{file.name}")
    if text is None:
        raise StateError(
            f"{shown}: the commit of that time, {commit[:12]}, does not hold it",
            hint="Name a later day, or keep the enriched folder in git.",
        )
    return text


def _asked(git: str, folder: Path, *arguments: str) -> str | None:
    """What git prints, or None where it refuses."""
    try:
        done = subprocess.run(  # noqa: S603 (a list of arguments, none of a stranger's making)
            [git, "-C", str(folder), *arguments], capture_output=True, check=False, timeout=_PATIENCE_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
