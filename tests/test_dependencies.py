"""What comes with us: each dependency has its reason, and is locked with its hashes."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def names(requirements: list[str]) -> list[str]:
    return [re.split(r"[^\w.-]", one, maxsplit=1)[0] for one in requirements]


def test_each_dependency_has_its_reason_and_no_other_is_named() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([\w.-]+)` \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    extra = [one for group in PROJECT["project"]["optional-dependencies"].values() for one in group]
    assert named == names(PROJECT["project"]["dependencies"]) + names(extra)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_everything_is_locked_with_hashes_and_names_no_index(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", text.strip())
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.+!-]+", entry), entry
        assert " --hash=sha256:" in entry, entry
    assert "://" not in text


def test_all_that_a_user_installs_is_locked() -> None:
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements/runtime.lock").read_text("utf-8"), re.MULTILINE))
    assert set(names(PROJECT["project"]["dependencies"])) <= locked


def test_the_audit_is_of_every_lock() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "LOCKS := $(wildcard requirements/*.lock)" in makefile
    assert re.search(r"pip-audit .*\$\(foreach lock,\$\(LOCKS\),--requirement \$\(lock\)\)", makefile)
