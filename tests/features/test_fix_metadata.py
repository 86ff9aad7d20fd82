"""``fix --titles``, ``--columns`` and ``--placeholders`` on files, after a run that asked the stand-ins."""

from __future__ import annotations

import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from harvester import config, pipeline, session
from harvester.history import Memory
from harvester.network import connect
from harvester.sandbox import Sandbox, World
from harvester.store import Store
from support import sandbox_config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support import Ended, FakeTime

CODE = "https://github.com/example"
FILES = {
    "my list.md": (
        "# L\r\n\r\n| Title | Year | Paper | Code |\r\n|---|---|---|---|\r\n"
        "|                    |  | [Paper](https://arxiv.org/abs/2301.00001) | [Code](https://github.com/old/name) |\r\n"
        f"| A person's own | | [Paper](https://arxiv.org/abs/2301.00002 ) | [Code]({CODE}) |\r\n"
    ),
    "list.html": "<ul><li><b>A work</b> <a href='https://arxiv.org/abs/2301.00001'>Paper</a></li></ul>\n",
    "list.yaml": f"# kept\n- title:  # one day\n  paper: https://arxiv.org/abs/2301.00001\n  code: {CODE}\n",
    "list.json": '[{"title": "", "paper": "https://arxiv.org/abs/2301.00001", "year": null}]\n',
    "list.csv": "title,year,paper\r\n,,https://arxiv.org/abs/2301.00001\r\n",
    # without its link the first row would be a heading over the second one
    "narrow.md": f"| Title | Code |\n|---|---|\n| Lone | [Code]({CODE}) |\n| Next | [Code](https://a.org/x) |\n",
    "list.bib": "@misc{x, title = {}, year = {}, url = {https://arxiv.org/abs/2301.00001}}\n",
}
WANTED = {
    "my list.md": (
        "# L\r\n\r\n| Title | Year | Paper | Code |\r\n|---|---|---|---|\r\n"
        '| A | \\"B\\"            | 2023 | [Paper](https://arxiv.org/abs/2301.00001 "A &#124; \\"B\\" — Doe, arXiv 2023") | '
        "[Code](https://github.com/new/name) |\r\n"
        '| A person\'s own | 2022 | [Paper](https://arxiv.org/abs/2301.00002 "Another — arXiv 2022") | '
        f"{' ' * len(f'[Code]({CODE})')} |\r\n"
    ).replace('| A | \\"B\\"            |', '| A \\| "B"           |'),
    "list.html": (
        "<ul><li><b>A work</b> <a href='https://arxiv.org/abs/2301.00001'"
        ' title="A &#124; &quot;B&quot; — Doe, arXiv 2023">Paper</a></li></ul>\n'
    ),
    "list.yaml": ('# kept\n- title: A | "B"  # one day\n  paper: https://arxiv.org/abs/2301.00001\n  code: ""\n'),
    "list.json": '[{"title": "A | \\"B\\"", "paper": "https://arxiv.org/abs/2301.00001", "year": 2023}]\n',
    "list.csv": 'title,year,paper\r\n"A | ""B""",2023,https://arxiv.org/abs/2301.00001\r\n',
    "narrow.md": FILES["narrow.md"],
    "list.bib": '@misc{x, title = {A | "{B}"}, year = {2023}, url = {https://arxiv.org/abs/2301.00001}}\n',
}
EVERYTHING = ("--titles", "--columns", "--placeholders", "empty")


@pytest.fixture
def lists(tmp_path: Path, time: FakeTime) -> Path:
    """A folder with lists in every format, and the results of a run over them."""
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "harvester.yaml").write_text(f"catalogues: {list(FILES)}\n")
    world = World(
        arxiv=[
            {"id": "2301.00001", "title": 'A | "B"', "authors": ["Jane Doe"], "published": "2023-01-01"},
            {"id": "2301.00002", "title": "Another", "published": "2022-12-31"},
        ],
        repositories=[{"name": "old/name", "moved_to": "new/name"}, {"name": "new/name"}],
    )
    loaded = session.load(config.load(tmp_path / "harvester.yaml"), [])
    with (
        Sandbox(world) as sandbox,
        connect(sandbox_config(sandbox), token="sandbox-token", clock=time.clock()) as network,
    ):
        run, memory = pipeline.run(
            loaded, Memory(), network=network, scope=pipeline.Scope(), today=time.start.date(), world="live"
        )
    Store(tmp_path / "data/enriched").save(run, memory, ())
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_bytes().decode() for name in FILES}


def test_every_format_is_filled_once_and_as_the_patch_says(harvester: Callable[..., Ended], lists: Path) -> None:
    shown = harvester("fix", "--diff", *EVERYTHING)
    assert (shown.code, contents(lists)) == (0, FILES), shown.err
    made = harvester("fix", *EVERYTHING)
    assert made.code == 0, made.err
    assert contents(lists) == WANTED
    again = harvester("fix", *EVERYTHING)
    left_out = f"narrow.md:3: left out, since more would read differently: - [Code]({CODE})\n"
    assert again.err == f"{left_out}0 edits made.\n"
    assert contents(lists) == WANTED
    for name, text in FILES.items():
        (lists / name).write_bytes(text.encode())
    subprocess.run(["git", "apply"], input=shown.out.encode(), cwd=lists, check=True, timeout=30)  # noqa: S607 (the machine's git)
    assert contents(lists) == WANTED


@pytest.mark.parametrize(
    ("options", "edits"),
    [
        ((), 2),
        (("--rule", "moved"), 1),
        (("--rule", "titles"), 0),
        (("--titles", "--rule", "titles"), 3),
        (("--titles", "--rule", "moved"), 1),
        (("--columns", "--rule", "columns"), 10),
        (("--columns", "--line", "6", "my list.md"), 2),
        (("--columns", "--rule", "columns", "--line", "6", "my list.md"), 1),
        (("--placeholders", "empty", "--rule", "placeholder"), 2),
        ((*EVERYTHING, "--line", "6", "my list.md"), 4),
        ((*EVERYTHING, "--include", "likely", "--rule", "style", "--line", "6", "my list.md"), 1),
    ],
)
def test_what_is_chosen_combines(
    harvester: Callable[..., Ended], lists: Path, options: tuple[str, ...], edits: int
) -> None:
    ended = harvester("fix", "--diff", *options)
    assert ended.code == 0, ended.err
    assert ended.err.endswith(f"{edits} {'edit' if edits == 1 else 'edits'} shown.\n")
    assert contents(lists) == FILES


def test_a_rule_that_is_none_is_a_mistake(harvester: Callable[..., Ended], lists: Path) -> None:
    ended = harvester("fix", "--rule", "title")
    assert (ended.code, contents(lists)) == (2, FILES)
    assert "no rule is called title" in ended.err
    assert "Did you mean titles?" in ended.err


def test_each_edit_is_named(harvester: Callable[..., Ended], lists: Path) -> None:
    made = harvester("fix", "my list.md", "--titles")
    assert (lists / "my list.md").is_file()
    assert made.err.splitlines() == [
        'my list.md:5: + "A &#124; \\"B\\" — Doe, arXiv 2023" (titles)',
        "my list.md:5: https://github.com/old/name -> https://github.com/new/name (moved)",
        'my list.md:6: + "Another — arXiv 2022" (titles)',
        "my list.md:6: - a blank (style)",
        "4 edits made.",
    ]


def test_the_file_stays_what_it_was_but_for_its_text(harvester: Callable[..., Ended], lists: Path) -> None:
    real = lists / "elsewhere.html"
    (lists / "list.html").rename(real)
    (lists / "list.html").symlink_to(real)
    real.chmod(0o640)
    made = harvester("fix", "list.html", "--titles")
    assert made.err.endswith("1 edit made.\n")
    assert (lists / "list.html").is_symlink()
    assert real.read_text() == WANTED["list.html"]
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert not list(lists.glob(".*.part"))


def test_standard_input_is_mended_on_standard_output(harvester: Callable[..., Ended], lists: Path) -> None:
    text = FILES["my list.md"]
    ended = harvester("fix", "-", "--titles", stdin=text.encode())
    assert (ended.code, ended.out.encode().decode()) == (0, text)
    assert contents(lists) == FILES
    assert not (lists / "-").exists()
