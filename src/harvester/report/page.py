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

if TYPE_CHECKING:
    from harvester.report.parts import Row

_TONES = frozenset(verdict.word for verdict in Verdict)


def render(template: str, **context: Any) -> str:
    """Fill a template of this package; every value is escaped, control characters are taken out."""
    style, script = _asset("page.css"), _asset("page.js")
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
    return page.render(policy=Markup(policy), style=Markup(style), script=Markup(script), **context) + "\n"  # noqa: S704


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
    environment.globals |= {"count": wording.count, "tone": _tone, "marks": _marks}
    return environment


@cache
def _asset(name: str) -> str:
    return resources.files("harvester.report").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _visible(value: Any) -> Any:
    return value if isinstance(value, Markup) or not isinstance(value, str) else escape.plain(value)


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
    return "-".join(rule.split())
