"""``harvester.yaml`` becomes a :class:`Config`: all mistakes are reported at once, with their line numbers."""

from __future__ import annotations

import json
import os
import re
from datetime import date  # noqa: TC003 (pydantic looks at it when it runs)
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from harvester.conventions import Column, Style, distinct
from harvester.errors import ConfigError
from harvester.mistakes import Lines, Loader, Section, index, mistake, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "harvester.yaml"
PROJECT_URL = "https://github.com/OWNER/harvester"


class FailOn(StrEnum):
    """When a run ends with exit code 1."""

    NEVER = "never"
    NEW = "new"
    ANY = "any"


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


class Upstream(Section):
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


class Registry(Upstream):
    """An upstream that publishes all its records in a data file, too.

    Attributes:
        snapshot: Its data file, a path or a pattern from the folder of ``harvester.yaml``, which is read before the
            registry is asked; see ``docs/scale.md``.
    """

    snapshot: str | None = Field(default=None, min_length=1)


class Upstreams(Section):
    """One block for each upstream, under its own name."""

    crossref: Registry = Registry()
    crossref_single: Upstream = Field(default=Upstream(), alias="crossref-single")
    doi: Upstream = Upstream()
    datacite: Upstream = Upstream()
    arxiv: Registry = Registry()
    github: Upstream = Upstream()
    ncbi: Upstream = Upstream()
    openreview: Upstream = Upstream()
    wayback: Upstream = Upstream()
    softwareheritage: Upstream = Upstream()
    web: Upstream = Upstream()


class Web(Section):
    """How web pages are probed.

    Attributes:
        remap: URL prefix to the prefix that is asked instead; the longest that fits wins.
    """

    remap: dict[str, str] = Field(default_factory=dict)


def _statuses(codes: tuple[int, ...]) -> tuple[int, ...]:
    if not codes or any(not 100 <= code <= 999 for code in codes):
        raise ValueError("must be a list of HTTP statuses, such as [403]")
    return codes


class Accept(Section):
    """Statuses of one host that a person has looked behind.

    Attributes:
        codes: What is taken for a healthy page.
        reason: Why, in words that stand in the report.
        until: The last day on which this holds; afterwards somebody has to look again.
    """

    codes: Annotated[tuple[int, ...], AfterValidator(_statuses)]
    reason: str = Field(min_length=1)
    until: date


class Host(Section):
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


class Waiver(Section):
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


class PublishMode(StrEnum):
    """Where `harvester publish` puts the enriched files."""

    PULL_REQUEST = "pull-request"
    COMMIT = "commit"


class Publish(Section):
    """What `harvester publish` proposes, and where.

    Attributes:
        mode: `pull-request`, or `commit` to push the enriched files straight to the default branch.
        branch: The rolling branch that its pull request comes from.
        labels: Given to its pull request and its issue when they are opened.
        max_edits: Repairs in one pull request, the oldest findings first.
    """

    mode: PublishMode = PublishMode.PULL_REQUEST
    branch: str = Field(default="harvester/refresh", max_length=200, pattern=r"^[A-Za-z0-9_]+([./-][A-Za-z0-9_]+)*$")
    labels: tuple[str, ...] = ("harvester",)
    max_edits: int = Field(default=40, ge=1, le=500)


class Config(Section):
    """Everything that ``harvester.yaml`` may say.

    Attributes:
        catalogues: Files to read, relative to the folder of ``harvester.yaml``.
        enriched: Folder that the pipeline writes.
        mailto: Address that Crossref may write to; it puts requests in the faster, polite pool.
        fail_on: When a run ends with exit code 1.
        budget_s: Seconds after which nothing more is asked; the rest is ``unchecked``.
        recheck: Healthy web pages are asked every so many days, and registries about what their data file holds.
        upstreams: Addresses, paces and batch sizes.
        web: How web pages are probed.
        hosts: What is different for single hosts, by name; a name stands for all hosts below it.
        fields: For data catalogues: field or role to the key (or keys) that holds it in the file.
        columns: By header, whatever its case: what a column holds, and the words that it may hold.
        style: How addresses are to be written.
        find_published: Ask Crossref by title whether a preprint has been published that names no publication; this
            costs a request for each.
        exports: Formats written beside the enriched catalogue.
        waivers: Findings that may stay, and why.
        publish: The pull request and the issue that a nightly run keeps.
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
    columns: Annotated[dict[str, Column], AfterValidator(distinct)] = Field(default_factory=dict)
    style: Style = Style()
    find_published: bool = False
    exports: tuple[str, ...] = ("bibtex", "csl-json")
    waivers: tuple[Waiver, ...] = ()
    publish: Publish = Publish()
    root: Path = Field(default=Path(), exclude=True)

    def with_settings(self, settings: Mapping[str, Any]) -> Config:
        """The same configuration with some upstream and web settings replaced. Raises pydantic errors for bad ones."""
        return self.model_copy(
            update={
                "upstreams": Upstreams.model_validate(settings.get("upstreams", {})),
                "web": Web.model_validate(settings.get("web", {})),
            }
        )

    @property
    def meanings(self) -> dict[str, tuple[str, ...]]:
        """What ``harvester.read`` takes: field or role to the keys and headers that hold it."""
        found = {name: (keys,) if isinstance(keys, str) else keys for name, keys in self.fields.items()}
        for header, column in self.columns.items():
            if column.role is not None:
                found[column.role] = (*found.get(column.role, ()), header.strip())
        return found

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


_QUOTES = "Put it in quotes, or take it out."
_MEND = "Mend the YAML; indentation and colons are the usual suspects."


def parse(text: str, *, shown: str = FILE_NAME) -> Config:
    """Validate the text of a configuration file.

    Raises:
        ConfigError: One line per mistake: ``FILE:LINE: key: what is wrong``.
    """
    lines: Lines = {}
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        twice = [] if node is None else list(index(node, (), lines))
        data = yaml.load(text, Loader=Loader)  # noqa: S506 (a safe one)
        json.dumps(data, ensure_ascii=False, default=str, skipkeys=True).encode()
    except RecursionError as error:
        raise ConfigError(f"{shown}: nested too deeply", hint="Every key is described in the README.") from error
    except ValueError as error:  # half a character
        raise ConfigError(f"{shown}: {error}", hint=_QUOTES) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{shown}:{mark.line + 1}" if mark else shown
        problem = getattr(error, "problem", None) or "not readable as YAML"
        no_value = isinstance(error, yaml.constructor.ConstructorError)
        raise ConfigError(f"{where}: {problem}", hint=_QUOTES if no_value else _MEND) from error
    if data is None:
        return Config()
    if not isinstance(data, dict) or not isinstance(node, yaml.MappingNode):
        raise ConfigError(
            f"{shown}:1: expected keys and values",
            hint="Start with a line such as `catalogues: [README.md]`.",
        )
    mistakes = [(line, f"{shown}:{line}: {key}: given twice") for key, line in twice]
    if "root" in data:
        mistakes.append((lines["root",], unknown(Config, shown, lines["root",], ("root",))))
    try:
        config = Config.model_validate({key: value for key, value in data.items() if key != "root"})
    except ValidationError as error:
        mistakes += [mistake(Config, shown, dict(detail), lines) for detail in error.errors()]
    if mistakes:
        raise ConfigError(
            "\n".join(message for _, message in sorted(mistakes)),
            hint="Every key is described in the README.",
        )
    return config
