"""Write docs/configuration.md: every key of harvester.yaml, from the models and their docstrings.

Usage: python tools/write_configuration.py
"""

from __future__ import annotations

import re
import types
from datetime import date
from enum import Enum
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from harvester.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

PAGE = Path(__file__).resolve().parent.parent / "docs/configuration.md"

HEAD = """# Configuration

`harvester.yaml` is looked for from the current folder upwards. Everything in it has a default, so a list without one
works; what the command line names wins. All mistakes are reported at once, with their lines. The token for GitHub
comes from `GITHUB_TOKEN` or `GH_TOKEN` only, never from a file.

This page is written by `tools/write_configuration.py` from the model that reads the file.
"""

_PLAIN = {str: "text", int: "a whole number", float: "a number", bool: "`true` or `false`", date: "a day, `2027-01-31`"}


def page() -> str:
    """The whole page."""
    sections = [HEAD, f"## All keys\n\n{_table(Config)}"]
    for name, field in _fields(Config):
        for model in _models(field.annotation):
            sections += [f"## {name}\n", *_told(model, name)]
    return "\n".join(sections)


def _told(model: type[BaseModel], key: str) -> Iterator[str]:
    """What a model says of itself, its table, and the same of the models in it, each once."""
    yield f"{_markdown(cleandoc(model.__doc__ or '').partition(chr(10) * 2)[0])}\n"
    inner: dict[type[BaseModel], list[str]] = {}
    for name, field in _fields(model):
        for one in _models(field.annotation):
            inner.setdefault(one, []).append(name)
    if "Attributes:" in (model.__doc__ or ""):
        yield _table(model)
    for one, names in inner.items():
        yield f"### {', '.join(f'{key}.{name}' for name in names)}\n"
        yield from _told(one, f"{key}.{names[0]}")


def _table(model: type[BaseModel]) -> str:
    rows = [
        f"| `{name}` | {_words(field.annotation)} | {_default(field)} | {_meaning(model, name)} |"
        for name, field in _fields(model)
    ]
    return "\n".join(["| key | value | default | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Name in the file and field, without those that no file may hold."""
    return [(field.alias or name, field) for name, field in model.model_fields.items() if not field.exclude]


def _meaning(model: type[BaseModel], name: str) -> str:
    """What the docstring of the model, or of one that it builds on, says of a field."""
    for one in model.__mro__:
        section = cleandoc(one.__doc__ or "").partition("Attributes:\n")[2]
        if match := re.search(rf"^ {{4}}{re.escape(name)}: (.*(?:\n {{8}}.*)*)", section, re.MULTILINE):
            return _markdown(" ".join(match[1].split()))
    raise LookupError(f"{model.__name__}.{name} is not described in its docstring")


def _markdown(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")


def _words(annotation: Any) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return " or ".join(dict.fromkeys(_words(one) for one in inner if one is not type(None)))
    if origin is tuple:
        return f"a list of {_words(inner[0])}" if not _is_model(inner[0]) else "a list of keys and values"
    if origin is dict:
        return "names with " + _words(inner[1])
    if origin is not None:  # Annotated
        return _words(inner[0])
    if _is_model(annotation):
        return "keys and values"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    return _PLAIN[annotation]


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is PydanticUndefined:
        return "must be given"
    if value is None or isinstance(value, BaseModel) or value in ("", (), {}):
        return ""
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return (
        f"`[{', '.join(value)}]`"
        if isinstance(value, tuple)
        else f"`{value:g}`"
        if isinstance(value, float)
        else f"`{value}`"
    )


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field holds, in lists and mappings as well."""
    if _is_model(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
