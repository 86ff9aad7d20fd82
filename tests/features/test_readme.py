from __future__ import annotations

import re

import pytest
import update_readme

from harvester.cli import cli
from harvester.config import Config, parse
from harvester.model import Verdict


def test_it_opens_with_what_the_command_really_prints(readme: str) -> None:
    output = update_readme.demonstration()
    assert len(output.splitlines()) <= 25
    assert update_readme.with_block(readme, output) == readme, "run: python tools/update_readme.py"


@pytest.mark.parametrize("verdict", Verdict, ids=lambda verdict: verdict.word)
def test_every_verdict_is_explained(readme: str, verdict: Verdict) -> None:
    assert f"| `{verdict.word}` | {verdict.meaning} |" in readme


def test_its_configuration_is_valid_and_names_every_key(readme: str) -> None:
    example = re.search(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert example is not None
    parse(example[1])
    for name in Config.model_fields.keys() - {"root"}:
        assert re.search(rf"^{name}:", example[1], re.MULTILINE), name


def test_its_commands_exist(readme: str) -> None:
    named = set(re.findall(r"^harvester (\w+)", readme, re.MULTILINE))
    assert named == set(cli.commands)
