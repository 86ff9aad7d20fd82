"""``harvester.yaml`` becomes a :class:`Config`: all mistakes are reported at once, with their line numbers."""

from __future__ import annotations

import difflib
import os
import re
from datetime import date  # noqa: TC003 (pydantic looks at it when it runs)
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from harvester.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE_NAME = "harvester.yaml"
PROJECT_URL = "https://github.com/OWNER/harvester"


class FailOn(StrEnum):
    """When a run ends with exit code 1."""

    NEVER = "never"
    NEW = "new"
    ANY = "any"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _base_url(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://")
    # habanero turns a trailing slash into `//works`
    return url.rstrip("/")


def _mail_address(address: str) -> str:
    name, at, host = address.partition("@")
    if address and not (
        name and at and "." in host and address.isascii() and address.isprintable() and " " not in address
    ):
        raise ValueError("must be one e-mail address, such as list@example.org")
    return address


BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Upstream(_Model):
    """How one upstream is asked. What is left out has the value that its operator allows.

    Attributes:
        url: Its base address, for a mirror or a stand-in.
        interval: Seconds between two requests.
        concurrency: Requests that may be under way at once.
        batch: Identifiers in one request.
        enabled: False leaves it out; what only it can judge ends as ``unchecked``.
    """

    url: BaseUrl | None = None
    interval: float | None = Field(default=None, ge=0)
    concurrency: int | None = Field(default=None, ge=1, le=64)
    batch: int | None = Field(default=None, ge=1, le=1000)
    enabled: bool = True


class Upstreams(_Model):
    """One block for each upstream, under its own name."""

    crossref: Upstream = Upstream()
    crossref_single: Upstream = Field(default=Upstream(), alias="crossref-single")
    doi: Upstream = Upstream()
    datacite: Upstream = Upstream()
    arxiv: Upstream = Upstream()
    github: Upstream = Upstream()
    ncbi: Upstream = Upstream()
    openreview: Upstream = Upstream()
    wayback: Upstream = Upstream()
    softwareheritage: Upstream = Upstream()
    web: Upstream = Upstream()


class Web(_Model):
    """How web pages are probed.

    Attributes:
        remap: URL prefix to the prefix that is asked instead; the longest that fits wins.
    """

    remap: dict[str, str] = Field(default_factory=dict)


def _statuses(codes: tuple[int, ...]) -> tuple[int, ...]:
    if not codes or any(not 100 <= code <= 999 for code in codes):
        raise ValueError("must be a list of HTTP statuses, such as [403]")
    return codes


class Accept(_Model):
    """Statuses of one host that a person has looked behind.

    Attributes:
        codes: What is taken for a healthy page.
        reason: Why, in words that stand in the report.
        until: The last day on which this holds; afterwards somebody has to look again.
    """

    codes: Annotated[tuple[int, ...], AfterValidator(_statuses)]
    reason: str = Field(min_length=1)
    until: date


class Host(_Model):
    """How one host and all hosts below it are asked for pages.

    Attributes:
        interval: Seconds between two requests.
        timeout: Seconds that one request may take as a whole.
        accept: Statuses that are healthy there.
        exclude: Why it is not asked at all; its links are ``unchecked`` with this reason.
        head: True asks by ``HEAD`` first, False never does; where left out, files are and pages are not.
    """

    interval: float | None = Field(default=None, ge=0)
    timeout: float | None = Field(default=None, gt=0, le=300)
    accept: tuple[Accept, ...] = ()
    exclude: str | None = Field(default=None, min_length=1)
    head: bool | None = None


def _host_name(name: str) -> str:
    plain = name.lower().rstrip(".")
    if not _HOST_NAME.fullmatch(plain):
        raise ValueError("must be a host name, such as dl.acm.org, without https:// and path")
    return plain


_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
HostName = Annotated[str, AfterValidator(_host_name)]


class Waiver(_Model):
    """Findings that may stay. Whatever is given of rule, link and section must fit a finding.

    Attributes:
        rule: Id of a rule.
        link: The link as written; ``*`` stands for any text.
        section: A heading above the entry.
        reason: Why they may stay.
        until: Last day on which this holds.
    """

    rule: str = ""
    link: str = ""
    section: str = ""
    reason: str = Field(min_length=1)
    until: date | None = None

    @model_validator(mode="after")
    def _aims_at_something(self) -> Waiver:
        if not (self.rule or self.link or self.section):
            raise ValueError("must name a rule, a link or a section")
        return self


class Config(_Model):
    """Everything that ``harvester.yaml`` may say.

    Attributes:
        catalogues: Files to read, relative to the folder of ``harvester.yaml``.
        enriched: Folder that the pipeline writes.
        mailto: Address that Crossref may write to; it puts requests in the faster, polite pool.
        fail_on: When a run ends with exit code 1.
        budget_s: Seconds after which nothing more is asked; the rest is ``unchecked``.
        recheck: Healthy web pages are asked every so many days.
        upstreams: Addresses, paces and batch sizes.
        web: How web pages are probed.
        hosts: What is different for single hosts, by name; a name stands for all hosts below it.
        fields: For data catalogues: field or role to the key (or keys) that holds it in the file.
        find_published: Ask Crossref by title whether a preprint has been published that names no publication; this
            costs a request for each.
        exports: Formats written beside the enriched catalogue.
        waivers: Findings that may stay, and why.
        root: Folder that relative paths start from; not a key of the file.
    """

    catalogues: tuple[str, ...] = ()
    enriched: str = "data/enriched"
    mailto: Annotated[str, AfterValidator(_mail_address)] = ""
    fail_on: FailOn = FailOn.NEW
    budget_s: float = Field(default=1800, gt=0)
    recheck: int = Field(default=7, ge=1, le=365)
    upstreams: Upstreams = Upstreams()
    web: Web = Web()
    hosts: dict[HostName, Host] = Field(default_factory=dict)
    fields: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    find_published: bool = False
    exports: tuple[str, ...] = ("bibtex", "csl-json")
    waivers: tuple[Waiver, ...] = ()
    root: Path = Field(default=Path(), exclude=True)

    def with_settings(self, settings: Mapping[str, Any]) -> Config:
        """The same configuration with some upstream and web settings replaced. Raises pydantic errors for bad ones."""
        return self.model_copy(
            update={
                "upstreams": Upstreams.model_validate(settings.get("upstreams", {})),
                "web": Web.model_validate(settings.get("web", {})),
            }
        )

    def host(self, name: str) -> Host:
        """What the configuration says of a host; of several names that fit, label by label, the longest."""
        labels = name.lower().rstrip(".").split(".")
        fitting = (self.hosts.get(".".join(labels[start:])) for start in range(len(labels)))
        return next((host for host in fitting if host is not None), Host())


def find(folder: Path) -> Path | None:
    """The nearest ``harvester.yaml`` from this folder upwards, or None."""
    folder = folder.resolve()
    return next((path for up in (folder, *folder.parents) if (path := up / FILE_NAME).is_file()), None)


def load(path: Path | None, *, environ: Mapping[str, str] = os.environ) -> Config:
    """Read a configuration file, or the defaults where there is none.

    Args:
        path: The file, or None for the defaults in the current folder.
        environ: Where ``HARVESTER_MAILTO`` is looked up; it applies where the file names no ``mailto``.

    Raises:
        ConfigError: The file cannot be read, or has mistakes; every mistake is listed with its line and key.
    """
    mailto = environ.get("HARVESTER_MAILTO", "")
    if path is None:
        return parse(f"mailto: {mailto!r}" if mailto else "", shown="HARVESTER_MAILTO")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(f"{path}: {reason}", hint="Name a readable file with --config.") from error
    config = parse(text, shown=str(path))
    if mailto and not config.mailto:
        config = config.model_copy(update={"mailto": parse(f"mailto: {mailto!r}", shown="HARVESTER_MAILTO").mailto})
    return config.model_copy(update={"root": path.resolve().parent})


def parse(text: str, *, shown: str = FILE_NAME) -> Config:
    """Validate the text of a configuration file.

    Raises:
        ConfigError: One line per mistake: ``FILE:LINE: key: what is wrong``.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.load(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{shown}:{mark.line + 1}" if mark else shown
        problem = getattr(error, "problem", None) or "not readable as YAML"
        raise ConfigError(
            f"{where}: {problem}", hint="Mend the YAML; indentation and colons are the usual suspects."
        ) from error
    if data is None:
        return Config()
    if not isinstance(data, dict) or not isinstance(node, yaml.MappingNode):
        raise ConfigError(
            f"{shown}:1: expected keys and values",
            hint="Start with a line such as `catalogues: [README.md]`.",
        )
    lines: dict[tuple[str, ...], int] = {}
    mistakes = [(line, f"{shown}:{line}: {key}: given twice") for key, line in _index(node, (), lines)]
    if "root" in data:
        mistakes.append((lines["root",], _unknown(shown, lines["root",], ("root",))))
    try:
        config = Config.model_validate({key: value for key, value in data.items() if key != "root"})
    except ValidationError as error:
        mistakes += [_mistake(shown, dict(detail), lines) for detail in error.errors()]
    if mistakes:
        raise ConfigError(
            "\n".join(message for _, message in sorted(mistakes)),
            hint="Every key is described in the README.",
        )
    return config


def _index(node: yaml.Node, path: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> Iterator[tuple[str, int]]:
    """Note the line of every key; yield keys that stand twice, which YAML readers pass over in silence."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = (*path, str(key.value))
            line = key.start_mark.line + 1
            if here in seen:
                yield ".".join(here), line
            seen.add(here)
            lines[here] = line
            yield from _index(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[*path, str(number)] = value.start_mark.line + 1
            yield from _index(value, (*path, str(number)), lines)


def _mistake(shown: str, detail: dict[str, Any], lines: dict[tuple[str, ...], int]) -> tuple[int, str]:
    loc = tuple(str(part) for part in detail["loc"])
    # pydantic adds the names of union members at the end; the file knows nothing of them
    known = next(loc[:length] for length in range(len(loc), -1, -1) if loc[:length] in lines or not length)
    line = lines.get(known, 1)
    if detail["type"] == "extra_forbidden":
        return line, _unknown(shown, line, loc)
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
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "date_from_datetime_parsing": "must be a day, such as 2027-01-31",
    "date_type": "must be a day, such as 2027-01-31",
    "string_too_short": "must not be empty",
}


def _unknown(shown: str, line: int, loc: tuple[str, ...]) -> str:
    model: type[BaseModel] = Config
    for part in loc[:-1]:
        annotation = next((f.annotation for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        # what is no field is a key or a number inside the mapping or list that the field before it holds
        model = next(filter(_is_model, (annotation, *get_args(annotation))), model)
    names = [field.alias or name for name, field in model.model_fields.items() if name != "root"]
    near = difflib.get_close_matches(loc[-1], names, n=1)
    return f"{shown}:{line}: {'.'.join(loc)}: unknown key" + (f"; did you mean {near[0]}?" if near else "")


def _is_model(annotation: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
