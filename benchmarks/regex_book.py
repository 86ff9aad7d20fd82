"""Every regular expression of ours, found by itself: whoever writes another one need not enter it anywhere."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import harvester
from harvester.upstream import markup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_FUNCTIONS = frozenset({"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"})
_FIRM = frozenset({"match", "fullmatch"})
"""What looks at one place of a text only; everything else tries again at the next."""


BOUNDED = {
    "harvester.read.salvage:_LEAD": "looks at 120 characters at most",
    **dict.fromkeys(
        [f"harvester.upstream.markup:{name}" for name in ("_COMMENT", "_FOOTNOTE", "_FORMULA", "_TEX", "_ANNOTATION")],
        f"looks at {markup.CAP:,} characters at most",
    ),
}
"""What grows faster than the text, and the cap that keeps it from it."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One regular expression and how it is put to use.

    Attributes:
        place: ``module:NAME``, or ``module:line`` where it has no name.
        how: ``fullmatch``, ``match`` (at one place), or ``scan`` (at every place of a text).
    """

    place: str
    pattern: re.Pattern[str] | re.Pattern[bytes]
    how: str


@dataclass(frozen=True, slots=True)
class Made:
    """A call whose expression is made when it runs, so that the source alone does not show it.

    Attributes:
        place: ``module:function``.
        call: The source of its first argument.
        line: Where it stands today.
    """

    place: str
    call: str
    line: int


def modules() -> list[ModuleType]:
    """All modules of harvester."""
    walked = pkgutil.walk_packages(harvester.__path__, "harvester.")
    return [importlib.import_module(found.name) for found in walked if not found.name.endswith("__main__")]


def book() -> tuple[list[Expression], list[Made]]:
    """Every expression that can be seen without running anything, and the calls that make theirs later."""
    places: dict[re.Pattern[Any], str] = {}
    uses: dict[re.Pattern[Any], set[str]] = defaultdict(set)
    made: list[Made] = []
    names: dict[re.Pattern[Any], str] = {}
    nameless: dict[re.Pattern[Any], set[str]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                names.setdefault(value, f"{module.__name__}:{name}")
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for node, function in _calls(tree):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if not (_is_re(node) and name in _FUNCTIONS):
                continue
            pattern = _evaluated(node, module)
            if pattern is None:
                made.append(Made(f"{module.__name__}:{function}", ast.unparse(node.args[0]), node.lineno))
                continue
            places.setdefault(pattern, f"{module.__name__}:{node.lineno}")
            nameless.setdefault(pattern, _nameless_uses(tree, module))
            if name != "compile":
                uses[pattern].add(name if name in _FIRM else "scan")
        for pattern, use in _named_uses(tree, module):
            uses[pattern].add(use)
        for pattern in _held(vars(module).values()):
            places.setdefault(pattern, module.__name__)
            nameless.setdefault(pattern, _nameless_uses(tree, module))
    return [
        Expression(names.get(pattern, place), pattern, _widest(uses[pattern] or nameless[pattern]))
        for pattern, place in places.items()
    ], made


def _widest(uses: set[str]) -> str:
    if not uses or "scan" in uses:
        return "scan"
    return "match" if "match" in uses else "fullmatch"


def _calls(tree: ast.AST, function: str = "") -> Iterator[tuple[ast.Call, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield node, function
        yield from _calls(node, node.name if isinstance(node, ast.FunctionDef) else function)


def _is_re(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "re"


def _evaluated(call: ast.Call, module: ModuleType) -> re.Pattern[Any] | None:
    """The expression of a call, as far as the names of its module make it; its flags are given by that name."""
    flags = [word.value for word in call.keywords if word.arg == "flags"]
    flags += [argument for argument in call.args[1:] if re.fullmatch(r"(?: ?\|? ?re\.[A-Z]+)+", ast.unparse(argument))]
    try:
        first, *others = (
            eval(compile(ast.Expression(part), "", "eval"), vars(module))  # noqa: S307 (our own source)
            for part in (call.args[0], *flags)
        )
        return re.compile(first, *others)
    except (NameError, KeyError, TypeError):
        return None


def _named_uses(tree: ast.AST, module: ModuleType) -> Iterator[tuple[re.Pattern[Any], str]]:
    """How the module's own names of expressions are used, wherever it took them from."""
    methods = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            pattern = vars(module).get(node.func.value.id)
            if isinstance(pattern, re.Pattern):
                methods.add(id(node.func.value))
                name = node.func.attr
                yield pattern, name if name in _FIRM else "scan"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in methods:
            pattern = vars(module).get(node.id)
            if isinstance(pattern, re.Pattern):
                yield pattern, "scan"  # handed on


def _nameless_uses(tree: ast.AST, module: ModuleType) -> set[str]:
    """How a module uses what it has no name for."""
    return {
        node.func.attr if node.func.attr in _FIRM else "scan"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _FUNCTIONS - {"split"}
        if not _is_re(node)
        if not (isinstance(node.func.value, ast.Name) and isinstance(vars(module).get(node.func.value.id), re.Pattern))
    }


def _held(values: Any, depth: int = 4) -> Iterator[re.Pattern[Any]]:
    for value in list(values):
        if isinstance(value, re.Pattern):
            yield value
        elif depth and isinstance(value, dict):
            yield from _held(value.values(), depth - 1)
        elif depth and isinstance(value, list | tuple | set | frozenset):
            yield from _held(value, depth - 1)
