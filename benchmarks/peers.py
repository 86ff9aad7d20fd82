"""Hold harvester against other link checkers: one catalogue, one web, one run, and nobody is told more than another.

    python benchmarks/peers.py [--links 400] [--seed 5] [--github 100] [--no-limits]

Everybody reaches the stand-ins through one intercepting proxy, by the true names of all hosts, with the same token
and the same private certificate. The key of the labelled world says which links are gone; what is behind a wall is
alive. Left out are TLS faults and names that do not resolve, which a proxy hides, and what ends markdown-link-check
without a report: rows that hold no address, and answers that are cut short.
"""

from __future__ import annotations

import argparse
import os
import ssl
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import trustme
from labelled_faces import add_faces
from labelled_world import generate
from measured import CONSOLE, Spent, spend, verdict
from peer_tools import Tool, harvester, peers
from quick_web import bundle_with
from rich.table import Table

from harvester.model import Verdict
from harvester.sandbox import Limit, Sandbox
from harvester.sandbox.proxy import InterceptingProxy, on_the_web

if TYPE_CHECKING:
    from collections.abc import Sequence

    from labelled_world import Case, Labelled

    from harvester.sandbox import Logged

LATENCY_S = 0.1
ALIVE, GONE = {Verdict.OK, Verdict.MOVED, Verdict.BLOCKED}, {Verdict.DEAD, Verdict.FAILING}
LEFT_OUT = ("TLS:", "DNS:", "in-page", "cut short")
FAMILIES = (
    (("DOI", "odd", "handle"), "DOIs"),
    (("repository", "account", "gist"), "GitHub"),
    ("arXiv", "arXiv"),
    ("429", "pages that answer 429"),
    (("wall", "403"), "walled pages"),
)
"""How the behaviours of links begin, and what they are together."""

MOUNTS = {
    "api.crossref.org": "/crossref",
    "export.arxiv.org": "/arxiv",
    "doi.org": "/doi",
    "dx.doi.org": "/doi",
    "api.datacite.org": "/datacite",
    "api.github.com": "/github",
    "pmc.ncbi.nlm.nih.gov": "/ncbi",
    "eutils.ncbi.nlm.nih.gov": "/ncbi",
    "api2.openreview.net": "/openreview",
    "web.archive.org": "/wayback",
    "archive.softwareheritage.org": "/softwareheritage",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one tool took, and what it said.

    Attributes:
        false: Links called broken that are there, by family.
        missed: Links that are gone and were not called broken, by family.
    """

    tool: Tool
    spent: Spent
    log: Sequence[Logged]
    false: Counter[str]
    missed: Counter[str]


def world(links: int, seed: int, *, limits: bool = True) -> Labelled:
    """The catalogue with its key, and a page behind every link that has one."""
    made = generate(links, seed)
    left_out = LEFT_OUT if limits else (*LEFT_OUT, "429")
    judged = {*ALIVE, *GONE}
    made.cases = [case for case in made.cases if case.expected(1) in judged and not case.what.startswith(left_out)]
    add_faces(made)
    return made


def mount(scheme: str, host: str) -> str | None:
    """The stand-in that answers for a host; a tool's own server on this machine is left to itself."""
    if host in {"localhost", "127.0.0.1"}:
        return None
    return MOUNTS.get(host) or on_the_web(scheme, host)


def environment(proxy: InterceptingProxy, bundle: str, folder: Path, token: str) -> dict[str, str]:
    """What everybody is told: the proxy, its certificate, and the token of a job in GitHub Actions."""
    certificates = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    proxies = ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {
        **kept,
        **dict.fromkeys(certificates, bundle),
        **dict.fromkeys(proxies, proxy.url),
        "GITHUB_TOKEN": token,
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "NO_COLOR": "1",
    }


def _spelt(url: str) -> str:
    """An address as all tools can be understood to mean it."""
    parts = urlsplit(unquote(url))
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path or '/'}?{parts.query}#{parts.fragment}"


def ask(tool: Tool, made: Labelled, github: int) -> Told:
    """Let one tool check the catalogue, in a web that nobody has asked anything before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # linkchecker gives up being root
        catalogue, report = folder / "list.md", folder / "report"
        catalogue.write_text(made.text, encoding="utf-8")
        authority = trustme.CA()
        bundle = bundle_with(authority, folder)

        def context_of(host: str) -> ssl.SSLContext:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(host).configure_cert(context)
            return context

        with (
            Sandbox(made.world(1), latency=LATENCY_S, enforce=True) as sandbox,
            InterceptingProxy(sandbox, context_of, mount=mount) as proxy,
        ):
            for lane in ("doi:handle", "doi:ra"):
                del sandbox.limits[lane]  # doi.org documents none
            if github:
                sandbox.limits["web:github.com"] = Limit(github, 60.0)
            environ = environment(proxy, bundle, folder, sandbox.token)
            spent = spend(tool.command(catalogue, bundle), environ, str(report), quiet=True)
            log = sandbox.log
        broken = {_spelt(url) for url in tool.broken(report.read_text(encoding="utf-8"))}
    return Told(tool, spent, log, *_held_against(made.cases, broken))


def _held_against(cases: Sequence[Case], broken: set[str]) -> tuple[Counter[str], Counter[str]]:
    false, missed = Counter[str](), Counter[str]()
    for case in cases:
        expected, told = case.expected(1), _spelt(case.url) in broken
        if told and expected in ALIVE:
            false[_family(case)] += 1
        if not told and expected in GONE:
            missed[_family(case)] += 1
    return false, missed


def _family(case: Case) -> str:
    return next((name for start, name in FAMILIES if case.what.startswith(start)), "other pages")


def show(all_told: Sequence[Told], made: Labelled) -> None:
    """The table of ratios, and what each tool gets wrong."""
    first = all_told[0]
    alive = sum(case.expected(1) in ALIVE for case in made.cases)
    gone = sum(case.expected(1) in GONE for case in made.cases)
    table = Table(title="As multiples of harvester", title_justify="left")
    table.add_column("tool")
    for name in ("wall", "CPU", "memory", "requests", f"false dead of {alive}", f"missed dead of {gone}"):
        table.add_column(name, justify="right")
    for told in all_told:
        spent, ours = told.spent, first.spent
        table.add_row(
            f"{told.tool.name} {told.tool.version}",
            f"{spent.wall / ours.wall:.2f}",
            f"{spent.cpu / ours.cpu:.2f}",
            f"{spent.memory / ours.memory:.2f}",
            f"{len(told.log) / len(first.log):.2f}",
            str(told.false.total()),
            str(told.missed.total()),
        )
    CONSOLE.print(table)
    ours = first.spent
    CONSOLE.print(
        f"1.00 is {ours.wall:.0f} s, {ours.cpu:.1f} s of processor, {ours.memory:.0f} MiB, {len(first.log):,} requests."
    )
    for told in all_told:
        for what, counted in (("false", told.false), ("missed", told.missed)):
            each = ", ".join(f"{number} × {name}" for name, number in counted.most_common())
            CONSOLE.print(f"{told.tool.name}, {what}: {each or 'none'}", markup=False, soft_wrap=True)


def main() -> int:
    """Run all tools; 0 where harvester calls nothing dead that is not, and misses nothing that is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=400)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--github", type=int, default=100, help="pages a minute that github.com gives")
    parser.add_argument("--no-limits", action="store_true", help="nobody answers 429, github.com included")
    parser.add_argument("--only", default="", help="this peer alone")
    given = parser.parse_args()
    made = world(given.links, given.seed, limits=not given.no_limits)
    tools = [harvester(), *(tool for tool in peers() if given.only in tool.name)]
    all_told = []
    for tool in tools:
        all_told.append(told := ask(tool, made, 0 if given.no_limits else given.github))
        CONSOLE.print(f"{tool.name}: {told.spent.wall:.0f} s, exit code {told.spent.code}")
    show(all_told, made)
    first = all_told[0]
    return 0 if verdict("harvester: no false dead, none missed", holds=not first.false and not first.missed) else 1


if __name__ == "__main__":
    sys.exit(main())
