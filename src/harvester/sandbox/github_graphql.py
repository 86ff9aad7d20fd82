"""GitHub's GraphQL API, as far as batches of repositories need it: the fields asked for, nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from harvester.sandbox.graphql import Field, QuerySyntaxError, parse_query
from harvester.sandbox.rows import CITATION_FILE
from harvester.sandbox.wire import SYNTHETIC_DATE, Quota, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.sandbox.rows import Repository
    from harvester.sandbox.world import World

_DEFAULT_QUOTA = Quota(limit=1000, used=1, reset=946_684_800)


class _FieldError(ValueError):
    """A field that its type does not have, or has otherwise; it spoils the whole query."""

    def __init__(self, field: Field, type_name: str, code: str, message: str) -> None:
        super().__init__(message)
        self.problem = {
            "path": ["query", field.key],
            "extensions": {"code": code, "typeName": type_name, "fieldName": field.name},
            "locations": [{"line": field.line, "column": field.column}],
            "message": message,
        }


def _undefined(field: Field, type_name: str) -> _FieldError:
    message = f"Field '{field.name}' doesn't exist on type '{type_name}'"
    return _FieldError(field, type_name, "undefinedField", message)


def answer(request: Request, world: World) -> tuple[dict[str, Any], int]:
    """The JSON and the status for a query; errors of the query itself come with status 200."""
    try:
        payload = json.loads(request.body)
    except ValueError:
        return {
            "message": "Problems parsing JSON",
            "documentation_url": "https://docs.github.com/graphql",
        }, 400
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        return {"message": "A query attribute must be specified and must be a string."}, 400
    variables = payload.get("variables")
    try:
        fields = parse_query(payload["query"], variables if isinstance(variables, dict) else {})
        return _execute(fields, request, world), 200
    except _FieldError as error:
        return {"errors": [error.problem]}, 200
    except QuerySyntaxError as error:
        return {"errors": [{"message": str(error)}]}, 200


def _execute(fields: tuple[Field, ...], request: Request, world: World) -> dict[str, Any]:
    data: dict[str, Any] = {}
    errors: list[dict[str, Any]] = []
    for field in fields:
        if field.name == "rateLimit":
            data[field.key] = _select(field, _rate_limit(request.quota or _DEFAULT_QUOTA), "RateLimit")
        elif field.name == "repository":
            owner, name = (str(field.arguments.get(part, "")) for part in ("owner", "name"))
            repository = _find(f"{owner}/{name}", world, follow=field.arguments.get("followRenames", True))
            record = _record(repository, world) if repository else _NOBODY
            selected = _select(field, record, "Repository")
            data[field.key] = selected if repository else None
            if repository is None:
                errors.append(_null_error(field, f"{owner}/{name}", world))
        else:
            raise _undefined(field, "Query")
    return {"data": data, "errors": errors} if errors else {"data": data}


def _find(name: str, world: World, *, follow: bool) -> Repository | None:
    repository = world.repositories.get(name.lower())
    if repository and repository.moved_to:
        repository = world.repositories.get(repository.moved_to.lower()) if follow else None
    # What the true API says of a blocked repository is not known; REST tells it apart.
    return repository if repository and repository.status == 200 and not repository.moved_to else None


def _null_error(field: Field, name: str, world: World) -> dict[str, Any]:
    """Why an alias is null: not found, or trouble inside GitHub, which proves nothing."""
    place = {"path": [field.key], "locations": [{"line": field.line, "column": field.column}]}
    repository = world.repositories.get(name.lower())
    if repository and repository.status >= 500:
        return {**place, "message": "Something went wrong while executing your query."}
    message = f"Could not resolve to a Repository with the name '{name}'."
    return {"type": "NOT_FOUND", **place, "message": message}


def _rate_limit(quota: Quota) -> dict[str, Any]:
    return {
        "cost": 1,
        "limit": quota.limit,
        "nodeCount": 0,
        "remaining": quota.remaining,
        "used": quota.used,
        "resetAt": datetime.fromtimestamp(quota.reset, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _record(repository: Repository, world: World) -> dict[str, Any]:
    owner, _, name = repository.name.partition("/")
    number = world.repository_ids[repository.name.lower()]
    licence = repository.license
    other = licence == "NOASSERTION"
    return {
        "id": f"SANDBOX_R_{number}",
        "databaseId": number,
        "name": name,
        "nameWithOwner": repository.name,
        "owner": {"login": owner, "id": f"SANDBOX_U_{owner}"},
        "url": f"https://github.com/{repository.name}",
        "description": repository.description,
        "homepageUrl": repository.homepage,
        "isArchived": repository.archived,
        "isDisabled": repository.disabled,
        "isEmpty": repository.empty,
        "isFork": repository.fork,
        "isLocked": False,
        "isPrivate": False,
        "createdAt": SYNTHETIC_DATE,
        "updatedAt": SYNTHETIC_DATE,
        "pushedAt": repository.pushed or SYNTHETIC_DATE,
        "stargazerCount": 0,
        "forkCount": 0,
        "diskUsage": 0 if repository.empty else 1,
        "licenseInfo": licence and {"spdxId": licence, "name": "Other" if other else licence},
        "defaultBranchRef": None if repository.empty else {"name": repository.default_branch},
        "object": partial(_object, repository),
    }


def _object(repository: Repository, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    ref, _, path = str(arguments.get("expression", "")).partition(":")
    there = repository.holds(ref, path) if path else repository.knows(ref)
    if not there:
        return None
    text = (repository.citation or "") if path == CITATION_FILE else ""
    return {"__typename": "Blob", "text": text} if path else {"__typename": "Commit"}


# fmt: off
_NOBODY = dict.fromkeys([
    "id", "databaseId", "name", "nameWithOwner", "owner", "url", "description", "homepageUrl",
    "isArchived", "isDisabled", "isEmpty", "isFork", "isLocked", "isPrivate", "createdAt",
    "updatedAt", "pushedAt", "stargazerCount", "forkCount", "diskUsage", "licenseInfo",
    "defaultBranchRef", "object",
])
# fmt: on
"""The fields of a repository that is not there: queries are checked against them all the same."""


def _select(field: Field, record: Mapping[str, Any], type_name: str) -> dict[str, Any]:
    selected: dict[str, Any] = {}
    for wanted in field.selections:
        if wanted.name == "__typename":
            selected[wanted.key] = record.get("__typename", type_name)
            continue
        if wanted.name not in record:
            raise _undefined(wanted, type_name)
        value = record[wanted.name]
        if callable(value):
            value = value(wanted.arguments)
        if isinstance(value, dict):
            inner = f"{wanted.name[0].upper()}{wanted.name[1:]}"
            if not wanted.selections:
                reason = f"field '{wanted.name}' returns {inner} but has no selections"
                message = f"Field must have selections ({reason})"
                raise _FieldError(wanted, type_name, "selectionMismatch", message)
            value = _select(wanted, value, inner)
        selected[wanted.key] = value
    return selected
