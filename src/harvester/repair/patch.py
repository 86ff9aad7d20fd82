"""Edits as a patch that ``git apply`` takes."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from harvester.repair.edits import apply, edits
from harvester.repair.proof import provable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.model import Catalogue, Finding


def patch(
    findings: Sequence[Finding],
    catalogues: Iterable[Catalogue],
    fields: Mapping[str, str | tuple[str, ...]] | None = None,
) -> str:
    """The certain edits of all catalogues as one patch; those that would change more than they say are left out."""
    return "".join(
        diff(catalogue.path, catalogue.text, apply(catalogue.text, kept))
        for catalogue in catalogues
        if (kept := provable(catalogue, edits(findings, catalogue), fields))
    )


def diff(path: str, before: str, after: str) -> str:
    """A unified diff that ``git apply`` takes; empty where nothing differs."""
    lines = difflib.unified_diff(_lines(before), _lines(after), _name("a", path), _name("b", path), n=3)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _name(side: str, path: str) -> str:
    """A file name as git writes it: quoted where it holds quotes or controls, closed by a tab where it holds blanks."""
    name = f"{side}/{path}"
    if any(char in _ESCAPES or char < " " for char in name):
        quoted = "".join(_ESCAPES.get(char) or (char if char >= " " else f"\\{ord(char):03o}") for char in name)
        return f'"{quoted}"'
    return f"{name}\t" if " " in name else name


def _lines(text: str) -> list[str]:
    # only \n ends a line for git; the other characters that str.splitlines knows do not
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
