"""States of earlier days, as git remembers them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from harvester import git
from harvester.errors import StateError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def text_before(file: Path, day: date) -> str:
    """Give a file as it stood in the last commit before the beginning of the day (UTC), on the current branch.

    Raises:
        UsageError: There is no git.
        StateError: There is no repository, no such commit, or the file was not in it.
    """
    shown = f"{file.name} before {day.isoformat()}"
    # A bare day would mean that day at the present time of the clock, so the second is given; it is included.
    eve = f"{(day - timedelta(days=1)).isoformat()}T23:59:59Z"
    found = git.asked(file.parent, "rev-list", "-1", f"--before={eve}", "HEAD")
    if found is None:
        raise StateError(
            f"{shown}: {file.parent} is in no git repository with a commit", hint="Keep the enriched folder in git."
        )
    commit = found.decode().strip()
    if not commit:
        raise StateError(
            f"{shown}: there is no commit before that day",
            hint="Name a later day; a shallow clone holds no earlier ones.",
        )
    text = git.asked(file.parent, "show", f"{commit}:./{file.name}")
    if text is None:
        raise StateError(
            f"{shown}: the commit of that time, {commit[:12]}, does not hold it",
            hint="Name a later day, or keep the enriched folder in git.",
        )
    return text.decode("utf-8", "replace")


def files_at(folder: Path, ref: str) -> dict[str, str] | None:
    """Give the text files of a folder as a branch, tag or commit has them, by name; without any checkout.

    Files that the pipeline does not write are left out.

    Args:
        folder: It need not exist on disk.

    Returns:
        None where there is no such ref; nothing in it where that has no such folder.

    Raises:
        UsageError: There is no git.
        StateError: A file is no text.
    """
    there, inside = _place(folder)
    found = git.asked(there, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if found is None:
        return None
    commit = found.decode().strip()
    rows = (git.asked(there, "ls-tree", "-z", commit, "--", f"{inside}/") or b"").decode("utf-8", "replace").split("\0")
    names = [row.rpartition("/")[2] for row in rows if row.startswith("100") and row.endswith(_WRITTEN)]
    files = {name: git.asked(there, "show", f"{commit}:./{inside}/{name}") for name in names}
    try:
        return {name: data.decode("utf-8") for name, data in files.items() if data is not None}
    except UnicodeDecodeError as error:
        raise StateError(f"{ref}: a file of {folder.name} is not UTF-8 text", hint="Restore it from git.") from error


_WRITTEN = (".json", ".jsonl", ".yaml", ".md", ".html", ".patch")


def committed(folder: Path, ref: str) -> int:
    """Seconds of the Unix epoch at which a folder was last changed on a branch; 0 where git does not know."""
    there, inside = _place(folder)
    said = git.asked(there, "log", "-1", "--format=%ct", "--end-of-options", ref, "--", inside) or b""
    return int(said) if said.strip().isdigit() else 0


def memory_of(branch: str) -> str:
    """The branch, or ref, that keeps the memory while somebody works on this one."""
    return f"{branch}-memory"


def _place(folder: Path) -> tuple[Path, str]:
    """The nearest folder above that exists, and the way down from there: git takes paths from the current folder on."""
    folder = folder.absolute()
    there = next(up for up in folder.parents if up.is_dir())
    return there, folder.relative_to(there).as_posix()
