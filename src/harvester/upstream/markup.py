"""Titles and names as registries deliver them become plain text."""

from __future__ import annotations

import html
import re

# Tags that stand between letters of one word or symbol: taking them off must not leave a blank (H<sub>2</sub>O).
_INLINE = re.compile(
    r"</?(?:[a-z]+:)?(?:i|b|em|strong|sub|sup|scp|sc|span|u|tt|inf|italic|bold)\b[^<>]*>", re.IGNORECASE
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][\w:.-]*(?:\s[^<>]*)?/?>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: object) -> str:
    """Text without markup, entities, control characters and runs of white space; anything but text gives ``""``."""
    if not isinstance(text, str):
        return ""
    for _ in range(3):  # `&amp;amp;` occurs; more rounds would unescape what was meant literally
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    text = _INLINE.sub("", text)
    text = _ANY_TAG.sub(" ", text)
    return " ".join(_CONTROL.sub("", text).split())
