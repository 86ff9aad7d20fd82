"""``code-is-paper``: a link that says code and leads to a paper, or the reverse."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.identify.dois import may_be_deposit
from harvester.model import Role, Severity, TargetKind
from harvester.read.roles import Says, host_role, says
from harvester.rules.rule import Rule, Sight

if TYPE_CHECKING:
    from harvester.model import Judged, Target

_PAPERS = frozenset(
    {
        TargetKind.ARXIV,
        TargetKind.DOI,
        TargetKind.PII,
        TargetKind.PMID,
        TargetKind.PMCID,
        TargetKind.OPENREVIEW,
        TargetKind.ACL,
        TargetKind.PMLR,
        TargetKind.CVF,
        TargetKind.NEURIPS,
    }
)
_CODE = frozenset({TargetKind.GITHUB, TargetKind.GITLAB, TargetKind.BITBUCKET, TargetKind.CODEBERG})
# Supplements lie beside their papers, and may well be code.
_FILES = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".py", ".ipynb", ".r", ".m")


def _look(judged: Judged) -> Sight | None:
    if judged.template:
        return None
    if judged.link.role is Role.CODE and _is_paper(judged.target, judged.link.url):
        return Sight(judged.link.url, f"it stands for code and leads to a paper: {_name(judged.target)}")
    if _says_paper(judged) and _is_repository(judged.target):
        return Sight(judged.link.url, f"it says “{judged.link.label}” and leads to a repository")
    return None


def _is_paper(target: Target, url: str) -> bool:
    written = url.lower()
    if target.kind is TargetKind.DOI and may_be_deposit(target.value):
        return False
    paper = target.kind in _PAPERS or (target.kind is TargetKind.WEB and _is_at_a_publisher(written))
    return paper and not written.endswith(_FILES) and "attachment" not in written


def _is_at_a_publisher(url: str) -> bool:
    """Whether the host alone gives a paper away; any PDF does so elsewhere, and may be the manual of a package."""
    return host_role(url.removesuffix(".pdf")) is Role.PAPER


def _name(target: Target) -> str:
    return (urlsplit(target.value).hostname or "") if target.kind is TargetKind.WEB else target.kind.word


def _says_paper(judged: Judged) -> bool:
    return judged.link.role is Role.PAPER and says(judged.link.label) is Says.PAPER


def _is_repository(target: Target) -> bool:
    """A repository as a whole: a file in it may be the paper."""
    return target.kind in _CODE and not target.path


RULE = Rule(
    id="code-is-paper",
    severity=Severity.LOOK,
    promise="A link labelled or placed as code leads to a paper, or a link labelled as paper to a repository.",
    advice="Put the address into the right place, or write the one that was meant.",
    look=_look,
)
