"""SECURITY.md promises nothing that no test plays."""

from __future__ import annotations

import ast
import re

import pytest

from support import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


def test_it_names_tests() -> None:
    assert len(NAMED) > 40


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_every_named_test_exists(file: str, name: str) -> None:
    path = ROOT / file
    assert path.is_file(), file
    functions = {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
    assert name in functions


def test_every_threat_has_one() -> None:
    rows = re.findall(r"^\| (?!it tries|---)(.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) > 25
    for row in rows:
        assert "`tests/" in row.rsplit("|", 1)[1], row
