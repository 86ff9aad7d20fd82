"""JSON of strangers, read without trusting its shape."""

from __future__ import annotations

from typing import Any


def dicts(value: object) -> list[dict[str, Any]]:
    """The objects of a list; anything that is no list of objects holds none."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
