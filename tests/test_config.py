from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.config import Config, FailOn, find, load, parse
from harvester.conventions import ArxivPage, ColumnRole
from harvester.errors import ConfigError
from harvester.read.keys import FieldMap

if TYPE_CHECKING:
    from pathlib import Path


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n", "---\n"])
def test_an_empty_file_means_the_defaults(text: str) -> None:
    assert parse(text) == Config()


def test_every_key_is_read() -> None:
    config = parse("""
catalogues: [README.md, more/list.yaml]
enriched: out
mailto: curator@example.org
fail_on: any
budget_s: 60
recheck: 3
exports: [csv]
fields: {title: name, paper: [pdf, link]}
columns:
  Implementation: {role: code}
  PDF: {role: paper}
  Evaluation: {values: [F, D]}
style: {arxiv: pdf}
upstreams:
  crossref: {url: "https://mirror.example.org/crossref/", interval: 2, batch: 10}
  crossref-single: {concurrency: 2}
  arxiv: {enabled: false}
web:
  remap: {"https://old.example.org/": "https://new.example.org/"}
""")
    assert config.catalogues == ("README.md", "more/list.yaml")
    assert config.fail_on is FailOn.ANY
    assert config.upstreams.crossref.url == "https://mirror.example.org/crossref"
    assert config.upstreams.crossref_single.concurrency == 2
    assert not config.upstreams.arxiv.enabled
    assert config.fields == {"title": "name", "paper": ("pdf", "link")}
    assert config.columns["Evaluation"].values == ("F", "D")
    assert config.style.arxiv is ArxivPage.PDF
    assert config.meanings == {"title": ("name",), "paper": ("pdf", "link", "PDF"), "code": ("Implementation",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("catalogues: README.md", "harvester.yaml:1: catalogues: must be a list, such as [one, two]"),
        ("[" * 5_000, "harvester.yaml: nested too deeply"),
        ("{a: " * 3_000, "harvester.yaml: nested too deeply"),
        ("fields: &a {x: *a}", "harvester.yaml: nested too deeply"),
        (BOMB, "harvester.yaml: more than 100,000 keys, or aliases that unfold to as many"),
        ("recheck: " + "1" * 5_000, "harvester.yaml:1: Exceeds the limit (4300 digits) for integer string conversion"),
        ("budget_s: .inf", "harvester.yaml:1: budget_s: must be a number"),
        ("upstreams: {arxiv: {interval: .nan}}", "harvester.yaml:1: upstreams.arxiv.interval: must be a number"),
        ("waivers: [{rule: dead, reason: x, until: 2027-13-45}]", "harvester.yaml:1: month must be in 1..12"),
        ('catalogues: ["\\ud800"]', "harvester.yaml: 'utf-8' codec can't encode character"),
        ("catalogues: !!python/name:os.system", "harvester.yaml:1: could not determine a constructor"),
        ("\n\nbudget: 3", "harvester.yaml:3: budget: unknown key; did you mean budget_s?"),
        ("upstreams:\n  crossreff: {}", "harvester.yaml:2: upstreams.crossreff: unknown key; did you mean crossref?"),
        (
            "upstreams:\n  crossref:\n    intervall: 1",
            "harvester.yaml:3: upstreams.crossref.intervall: unknown key; did you mean interval?",
        ),
        ("mailto: nobody", "harvester.yaml:1: mailto: must be one e-mail address, such as list@example.org"),
        ('mailto: "a@b.c\\nX: y"', "harvester.yaml:1: mailto: must be one e-mail address, such as list@example.org"),
        ("fail_on: new\nfail_on: any", "harvester.yaml:2: fail_on: given twice"),
        (
            "upstreams: {github: {url: 'ftp://x'}}",
            "harvester.yaml:1: upstreams.github.url: must start with https:// or http://",
        ),
        (
            "hosts:\n  dl.acm.org:\n    intervall: 1",
            "harvester.yaml:3: hosts.dl.acm.org.intervall: unknown key; did you mean interval?",
        ),
        (
            "hosts: {a.org: {accept: [{codes: [403], reason: x, until: 2027-01-01, untl: 1}]}}",
            "harvester.yaml:1: hosts.a.org.accept.0.untl: unknown key; did you mean until?",
        ),
        (
            "hosts: {'https://a.org/x': {}}",
            "harvester.yaml:1: hosts.https://a.org/x: must be a host name, such as dl.acm.org, without https:// and path",
        ),
        (
            "hosts: {a.org: {accept: [{codes: [403], reason: x}]}}",
            "harvester.yaml:1: hosts.a.org.accept.0: until is missing",
        ),
        (
            "hosts: {a.org: {accept: [{codes: [403], reason: x, until: soon}]}}",
            "harvester.yaml:1: hosts.a.org.accept.0.until: must be a day, such as 2027-01-31",
        ),
        (
            "hosts: {a.org: {accept: [{codes: [403], reason: '', until: 2027-01-31}]}}",
            "harvester.yaml:1: hosts.a.org.accept.0.reason: must not be empty",
        ),
        (
            "hosts: {a.org: {accept: [{codes: [4030], reason: x, until: 2027-01-31}]}}",
            "harvester.yaml:1: hosts.a.org.accept.0.codes: must be a list of HTTP statuses, such as [403]",
        ),
        ("hosts: {a.org: {exclude: ''}}", "harvester.yaml:1: hosts.a.org.exclude: must not be empty"),
        ("hosts: {a.org: {timeout: 0}}", "harvester.yaml:1: hosts.a.org.timeout: input should be greater than 0"),
        ("columns: [Evaluation]", "harvester.yaml:1: columns: must be keys and values"),
        ("columns:\n  Code: code", "harvester.yaml:2: columns.Code: must be keys and values"),
        ("columns:\n  Code: {}", "harvester.yaml:2: columns.Code: must give a role or values"),
        ("columns:\n  Code:\n    rol: code", "harvester.yaml:3: columns.Code.rol: unknown key; did you mean role?"),
        ("columns:\n  Code: {role: codes}", "harvester.yaml:2: columns.Code.role: input should be 'title', 'authors',"),
        ("columns:\n  Open: {values: [yes, no]}", "harvester.yaml:2: columns.Open.values.0: must be text"),
        ("columns:\n  Open: {values: [a,\n   '']}", "harvester.yaml:3: columns.Open.values.1: must not be empty"),
        (
            "columns: {Code: {role: code}, code: {values: [a]}}",
            "harvester.yaml:1: columns: two spellings of one header: Code, code",
        ),
        ("style:\n  arxiv: html", "harvester.yaml:2: style.arxiv: input should be 'abs' or 'pdf'"),
        ("style: {arXiv: abs}", "harvester.yaml:1: style.arXiv: unknown key; did you mean arxiv?"),
        ("recheck: often", "harvester.yaml:1: recheck: must be a whole number"),
        ("- a\n- b", "harvester.yaml:1: expected keys and values"),
        ("just words", "harvester.yaml:1: expected keys and values"),
        ("root: /etc", "harvester.yaml:1: root: unknown key"),
        ("a: [1", "harvester.yaml:1: expected ',' or ']', but got '<stream end>'"),
        ("fields: !!python/object/apply:os.system [id]", "harvester.yaml:1: could not determine a constructor"),
    ],
)
def test_a_mistake_names_line_and_key(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert str(caught.value).startswith(message)
    assert caught.value.hint
    assert caught.value.exit_code == 2


def test_all_mistakes_come_at_once_in_the_order_of_lines() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("mailto: x\nbudget_s: -1\nnope: 1\n")
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["1", "2", "3"]


def test_the_nearest_file_upwards_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "harvester.yaml").write_text("recheck: 2\n")
    found = find(deep)
    assert found == tmp_path / "harvester.yaml"
    assert load(found, environ={}).root == tmp_path


def test_the_environment_gives_an_address_where_the_file_gives_none(tmp_path: Path) -> None:
    path = tmp_path / "harvester.yaml"
    path.write_text("recheck: 2\n")
    assert load(path, environ={"HARVESTER_MAILTO": "a@b.org"}).mailto == "a@b.org"
    assert load(None, environ={"HARVESTER_MAILTO": "a@b.org"}).mailto == "a@b.org"
    path.write_text("mailto: c@d.org\n")
    assert load(path, environ={"HARVESTER_MAILTO": "a@b.org"}).mailto == "c@d.org"
    with pytest.raises(ConfigError, match="HARVESTER_MAILTO:1: mailto"):
        load(None, environ={"HARVESTER_MAILTO": "nobody"})


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "harvester.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load(path, environ={})


@pytest.mark.parametrize(
    ("name", "interval"),
    [
        ("acm.org", 2.0),
        ("dl.acm.org", 5.0),
        ("DL.ACM.org.", 5.0),
        ("x.dl.acm.org", 5.0),
        ("www.acm.org", 2.0),
        ("notacm.org", None),
        ("acm.org.evil.net", None),
        ("org", None),
        ("", None),
    ],
)
def test_a_host_is_found_label_by_label_and_the_longest_name_wins(name: str, interval: float | None) -> None:
    config = parse("hosts: {ACM.org: {interval: 2}, dl.acm.org.: {interval: 5}}")
    assert config.host(name).interval == interval


def test_all_that_can_be_said_of_a_host_is_read() -> None:
    host = parse("""
hosts:
  dl.acm.org:
    interval: 5
    timeout: 90
    head: false
    accept:
      - {codes: [403, 418], reason: answers machines so, until: 2027-03-01}
  intranet.org: {exclude: only from the campus}
""").host("dl.acm.org")
    assert (host.interval, host.timeout, host.head, host.exclude) == (5.0, 90.0, False, None)
    assert (host.accept[0].codes, host.accept[0].until.isoformat()) == ((403, 418), "2027-03-01")


def test_every_role_of_a_column_is_one_that_the_reader_knows() -> None:
    for role in ColumnRole:
        assert FieldMap({role: ("Column",)}).chosen("column") is not None
