"""Write the JSON Schemas of every file that harvester reads or writes, generated from the models.

Usage: python tools/write_schemas.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from harvester import state
from harvester.config import Config
from harvester.report import document, trend

FOLDER = Path(__file__).resolve().parent.parent / "src/harvester/schemas"


def schemas() -> dict[str, dict[str, Any]]:
    """File name to schema (JSON Schema 2020-12)."""
    return {
        **state.schemas(),
        "report.schema.json": document.schema(),
        "history.schema.json": trend.schema(),
        "config.schema.json": Config.model_json_schema(by_alias=True),
    }


def text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(named, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_text(text(schema), encoding="utf-8")
