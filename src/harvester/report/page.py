"""One self-contained HTML page: templates, style and script in one file that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from harvester.model import Verdict
from harvester.report import escape, wording
from harvester.report.rows import RANK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.report.parts import Row

_TOGETHER = 100  # the template's own pieces are a few characters each

_TONES = frozenset(verdict.word for verdict in Verdict)


def render(template: str, **context: Any) -> str:
    """Fill a template of this package; every value is escaped, control characters are taken out.

    All pages share ``page.css`` and ``page.js``; ``NAME.css`` and ``NAME.js`` beside ``NAME.html`` are added to them.
    """
    return "".join(pieces(template, **context))


def pieces(template: str, **context: Any) -> Iterator[str]:
    """Give the same piece by piece."""
    stem = template.removesuffix(".html")
    style, script = (_asset(f"page.{kind}") + _asset(f"{stem}.{kind}") for kind in ("css", "js"))
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    page = _environment().get_template(template)
    # Our own files are the only markup that is taken as it is; the policy holds their digests.
    filled = page.stream(policy=Markup(policy), style=Markup(style), script=Markup(script), **context)  # noqa: S704
    filled.enable_buffering(_TOGETHER)
    yield from filled
    yield "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("harvester.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.globals |= {"count": wording.count, "tone": _tone, "mark": _mark, "marks": _marks, "rank": _rank}
    return environment


@cache
def _asset(name: str) -> str:
    """The text of a file beside the templates, or an empty string where there is none."""
    file = resources.files("harvester.report").joinpath("templates", name)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _visible(value: Any) -> Any:
    return escape.plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _tone(word: str) -> str:
    """Give the class that colours a verdict; other rules share one."""
    return f"v-{word}" if word in _TONES else "v-other"


def _marks(row: Row) -> str:
    """Give the words by which a row can be filtered."""
    marks = {link.verdict.word for link in row.links} | {_mark(rule) for rule in row.rules}
    if not row.title and not row.template:
        marks.add("untitled")
    return " ".join(sorted(marks))


def _mark(rule: str) -> str:
    """Give a word without blanks, as a filter names it."""
    return "-".join(rule.split())


def _rank(row: Row) -> int:
    """Give a number by which rows are sorted, the worst verdict first."""
    return len(RANK) if row.worst is None else RANK[row.worst]
