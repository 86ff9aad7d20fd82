"""The one place where text of strangers is made inert, one function per kind of exit.

Rows, titles, labels and server answers come from people whom nobody knows. Every function here takes any text
and gives one line that its exit shows as text and nothing else.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0 and C1 controls: ANSI sequences start with one of them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional marks, embeddings, overrides, isolates
    "\u2028\u2029\ufeff\ufff9-\ufffb"  # line separators, byte order mark, interlinear annotations
    "\U000e0000-\U000e007f]"  # tag characters: a second text that nobody sees
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")

_MARKDOWN = re.compile(r"[\\*_{}\[\]|~$]")
# A backtick behind a backslash would still end a code span that some parsers see further left.
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "`": "&#96;"}
_ZERO_WIDTH = "\u200b"
# GitHub looks for these in the finished text, so that escaping the sign itself does not help.
_LIVE = re.compile(r"@(?=\w)|#(?=\w)|(?<=\bGH)-(?=\d)|:(?=//)|(?<=\bwww)\.", re.IGNORECASE)

_DESTINATION = re.compile(r"[\s<>\"`|\\^]")


def encodable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 file can hold, by the replacement character."""
    return _SURROGATE.sub("\ufffd", text)


def plain(text: str) -> str:
    """Give one line without control, bidirectional and other invisible characters, white space collapsed."""
    if not text.isprintable():
        text = _INVISIBLE.sub(" ", _ANSI.sub("", encodable(text)))
    elif "  " not in text and text == text.strip():
        return text  # most text is one such line, and need not be held twice
    return " ".join(text.split())


def clip(text: str, limit: int) -> str:
    """Give `plain` text of at most ``limit`` characters, with an ellipsis where something was left out."""
    line = plain(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def terminal(text: str) -> str:
    """Make text safe to print: it moves no cursor, and GitHub's runner reads no command in it.

    The runner takes ``##[`` anywhere in a line and ``::`` at its beginning as a command of ours.
    """
    line = plain(text).replace("##[", "## [")
    return f": :{line[2:]}" if line.startswith("::") else line


def markdown(text: str) -> str:
    """Make text safe inside a line of GitHub's Markdown, table cells included.

    Markup, HTML, mathematics, mentions, references to issues and bare addresses all stay text.
    """
    line = _LIVE.sub(lambda match: f"{match[0]}{_ZERO_WIDTH}", plain(text))
    line = _MARKDOWN.sub(r"\\\g<0>", line)
    line = re.sub("[&<>`]", lambda match: _ENTITIES[match[0]], line)
    return line.replace(_ZERO_WIDTH, "&#8203;")


def code_span(text: str, *, cell: bool = False) -> str:
    """Give text as a Markdown code span, fenced by more backticks than it holds.

    In a table ``cell`` a pipe needs a backslash even inside a code span.
    """
    line = plain(text) or " "
    if cell:
        line = line.replace("|", r"\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def href(url: str) -> str:
    """Give the address as it may stand in ``href`` or a Markdown destination, or an empty string.

    Only absolute http and https addresses become links; what could end a destination is percent-encoded.
    """
    address = encodable(url)
    if plain(address) != address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    return _DESTINATION.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address)
