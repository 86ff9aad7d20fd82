from __future__ import annotations

import jsonschema
import pytest
import write_schemas
import yaml

from support import ROOT

SCHEMAS = write_schemas.schemas()


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_schema_is_that_of_the_model(name: str) -> None:
    shipped = (ROOT / "src/harvester/schemas" / name).read_text(encoding="utf-8")
    assert shipped == write_schemas.text(SCHEMAS[name]), "run: python tools/write_schemas.py"
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


def test_this_repository_s_own_configuration_is_valid() -> None:
    jsonschema.validate(
        yaml.safe_load((ROOT / "harvester.yaml").read_text(encoding="utf-8")), SCHEMAS["config.schema.json"]
    )
