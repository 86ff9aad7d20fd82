"""What changed in a catalogue since an earlier state, as git sees it."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from harvester import git
from harvester.errors import UsageError
from harvester.touched import Touched

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_EVERYTHING = (range(1, sys.maxsize),)
_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def since(ref: str, files: Mapping[str, Path]) -> Touched:
    """Where catalogues differ from the state in which this branch left another one.

    Compared are the files on disk with the merge base of ``HEAD`` and the ref; without a merge base, as in a shallow
    clone, with the ref itself. A renamed file is compared with what it was, a new one is new in all its lines.

    Args:
        ref: A branch, tag or commit.
        files: By the name that the catalogue is shown by.

    Raises:
        UsageError: There is no git, no repository, or no such commit.
    """
    return Touched(ref, {shown: _changed(ref, shown, file) for shown, file in files.items()})


def _changed(ref: str, shown: str, file: Path) -> tuple[range, ...]:
    if shown == "-":
        raise UsageError("a list from standard input has no earlier state", hint="Name the file that git keeps.")
    real = file.resolve()
    top = git.top(real.parent)
    name = real.relative_to(top).as_posix()
    commit = git.asked(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if commit is None:
        raise UsageError(
            f"{ref}: git knows no such commit here",
            hint="Fetch it first; in a workflow, actions/checkout takes `fetch-depth: 0`, or 2 for `HEAD^`.",
        )
    base = (git.asked(top, "merge-base", commit.decode().strip(), "HEAD") or commit).decode().strip()
    before = _name_before(top, base, name)
    if before is None:
        return _EVERYTHING
    # a change may bring attributes that call a list binary; --text reads it all the same
    said = git.told(
        top, "diff", "--unified=0", "--inter-hunk-context=0", "--text", "--no-color", "--no-ext-diff", "--no-textconv",
        f"{base}:{before}", "--", name,
    )  # fmt: skip
    return tuple(_added(int(start), int(length or 1)) for start, length in _HUNK.findall(said))


def _added(start: int, length: int) -> range:
    """The lines of a hunk; git names the line before where none were added."""
    return range(start, start + length) if length else range(start + 1, start + 1)


def _name_before(top: str, base: str, name: str) -> str | None:
    """What a file was called in an earlier commit, or None where it is new."""
    if git.asked(top, "cat-file", "-e", f"{base}:{name}") is not None:
        return name
    said = git.told(top, "diff", "--name-status", "-z", "--find-renames", "--diff-filter=R", base)
    words = os.fsdecode(said).split("\0")
    return dict(zip(words[2::3], words[1::3], strict=False)).get(name)
