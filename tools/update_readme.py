"""Put a real run's output into the README: what `make demo` prints in a folder that has no memory yet.

Usage: python tools/update_readme.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(?<=<!-- demo: begin -->\n```text\n).*?(?=```\n<!-- demo: end -->)", re.DOTALL)


def demonstration() -> str:
    """The terminal report of a first run on the embedded sandbox, 80 columns wide."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "data/raw", Path(folder, "data/raw"))
        shutil.copy(ROOT / "harvester.yaml", folder)
        done = subprocess.run(
            [sys.executable, "-m", "harvester", "refresh", "--sandbox", "--fail-on", "never"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=120,
            env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
        )
    return done.stdout.decode()


def with_block(readme: str, output: str) -> str:
    """The README with this output in its block."""
    return _BLOCK.sub(lambda _: output, readme)


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(with_block(path.read_text(encoding="utf-8"), demonstration()), encoding="utf-8")
