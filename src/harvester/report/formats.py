"""The forms in which a report can be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.report import annotations as github
from harvester.report import document, junit, markdown, sarif, view

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Run

TERMINAL = "terminal"
FORMATS = (TERMINAL, "markdown", "json", "sarif", "junit", "github")
"""Their names on the command line; all but the first are plain text, the same on every console."""


def render(name: str, run: Run, *, blob_url: str = "") -> str:
    """Give the report in a form of ``FORMATS`` other than the terminal's.

    Args:
        name: The form.
        blob_url: Where the files of the run's commit can be seen, ``https://github.com/o/r/blob/SHA``, or empty.

    Raises:
        KeyError: There is no such form.
    """
    forms: dict[str, Callable[[], str]] = {
        "markdown": lambda: markdown.render(view.build(run), blob_url=blob_url),
        "json": lambda: document.text(run),
        "sarif": lambda: sarif.render(run),
        "junit": lambda: junit.render(run),
        "github": lambda: github.render(run),
    }
    return forms[name]()
