"""Mistakes in a YAML file that a person writes: each with its line and key, in the words of that file."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, TypeGuard, get_args

import yaml
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Iterator


class Section(BaseModel):
    """A block of keys in such a file: a key that it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Lines = dict[tuple[str, ...], int]
"""Key, with the keys that it stands under, to its line."""

MOST_KEYS = 100_000
"""Keys and items of one such file; a configuration has a few hundred at most."""


class Loader(yaml.SafeLoader):
    """PyYAML's safe loader, which also knows the line of what it cannot make a value of: no such day, ``9`` × 5,000."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of a node.

        Raises:
            yaml.constructor.ConstructorError: There is none.
        """
        try:
            return super().construct_object(node, deep)
        except ValueError as error:
            raise yaml.constructor.ConstructorError(
                problem=str(error).partition(";")[0], problem_mark=node.start_mark
            ) from error


def index(node: yaml.Node, path: tuple[str, ...], lines: Lines) -> Iterator[tuple[str, int]]:
    """Note the line of every key; yield keys that stand twice, which YAML readers pass over in silence.

    Raises:
        ValueError: There are more than ``MOST_KEYS``.
        RecursionError: It is nested too deeply, or in itself.
    """
    if len(lines) > MOST_KEYS:
        raise ValueError(f"more than {MOST_KEYS:,} keys, or aliases that unfold to as many")
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = (*path, str(key.value))
            line = key.start_mark.line + 1
            if here in seen:
                yield ".".join(here), line
            seen.add(here)
            lines[here] = line
            yield from index(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[*path, str(number)] = value.start_mark.line + 1
            yield from index(value, (*path, str(number)), lines)


def mistake(model: type[BaseModel], shown: str, detail: dict[str, Any], lines: Lines) -> tuple[int, str]:
    """Line and message of one of pydantic's errors.

    Args:
        model: What the file was validated against.
        shown: Name of the file.
    """
    loc = tuple(str(part) for part in detail["loc"])
    # pydantic adds the names of union members at the end; the file knows nothing of them
    known = next(loc[:length] for length in range(len(loc), -1, -1) if loc[:length] in lines or not length)
    line = lines.get(known, 1)
    if detail["type"] == "extra_forbidden":
        return line, unknown(model, shown, line, loc)
    if detail["type"] == "missing":
        return line, f"{shown}:{line}: {'.'.join(known) or 'file'}: {loc[-1]} is missing"
    said = _PLAIN_WORDS.get(detail["type"]) or str(detail["msg"]).removeprefix("Value error, ")
    return line, f"{shown}:{line}: {'.'.join(known) or 'file'}: {said[:1].lower()}{said[1:]}"


# pydantic speaks of Python's types; the reader wrote YAML
_PLAIN_WORDS = {
    "tuple_type": "must be a list, such as [one, two]",
    "dict_type": "must be keys and values",
    "model_type": "must be keys and values",
    "model_attributes_type": "must be keys and values",
    "string_type": "must be text",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_parsing": "must be a day, such as 2027-01-31",
    "date_type": "must be a day, such as 2027-01-31",
    "string_too_short": "must not be empty",
}


def unknown(model: type[BaseModel], shown: str, line: int, loc: tuple[str, ...]) -> str:
    """The message about a key that no model knows, with the nearest that one does."""
    for part in loc[:-1]:
        annotation = next((f.annotation for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        # what is no field is a key or a number inside the mapping or list that the field before it holds
        model = next(filter(_is_model, (annotation, *get_args(annotation))), model)
    names = [field.alias or name for name, field in model.model_fields.items() if name != "root"]
    near = difflib.get_close_matches(loc[-1], names, n=1)
    return f"{shown}:{line}: {'.'.join(loc)}: unknown key" + (f"; did you mean {near[0]}?" if near else "")


def _is_model(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
