"""Papers by the addresses of the proceedings and the venues that publish them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.model import Target, TargetKind

if TYPE_CHECKING:
    from harvester.identify.address import Address

OPENREVIEW_HOSTS = frozenset({"openreview.net"})
ACL_HOSTS = frozenset({"aclanthology.org", "aclanthology.info", "aclanthology.coli.uni-saarland.de", "aclweb.org"})
PMLR_HOSTS = frozenset({"proceedings.mlr.press", "jmlr.org", "jmlr.csail.mit.edu"})
CVF_HOSTS = frozenset({"openaccess.thecvf.com", "cv-foundation.org"})
NEURIPS_HOSTS = frozenset({"papers.nips.cc", "papers.neurips.cc", "proceedings.nips.cc", "proceedings.neurips.cc"})

_FORUM = re.compile(r"[\w-]{5,30}", re.ASCII)

# aclanthology.org/info/ids: year, venue, volume and number since 2020; letter, year and four digits before. Below the
# volume `P18-1` or `2020.acl-main` there is no paper. A revision has its own PDF and no id.
_ACL = r"(?P<id>(?:19|20)\d\d\.[a-z\d]+-[a-z\d]+\.\d{1,4}|[A-Z]\d\d-\d{4})"
_ACL_PATHS = re.compile(
    rf"/+(?:anthology/|papers/|anthology/papers/)?(?:[A-Z]/[A-Z]\d\d/)?{_ACL}"
    r"(?P<version>v[1-9](?=\.pdf))?(?:\.pdf|\.bib|\.xml|\.endf)?(?:/[a-z]\d\d-\d{4})?/?",
    re.ASCII,
)

# Volume v97 or reissue r3, then the paper's name, which the PDF repeats.
_PMLR_PATHS = re.compile(
    r"/+(?:proceedings/papers/)?(?P<volume>[vr]\d{1,4})/(?P<name>[A-Za-z][\w-]{0,60}\d\d[a-z]{0,2})"
    r"(?:/(?P=name)\.pdf|\.html|\.pdf)?",
    re.ASCII,
)

# Papers are told by the folder of their conference and by their name; `html` and `papers` are two views of one.
_CVF_OLD = re.compile(
    r"/(?:openaccess/)?(?P<folder>content_\w+)/(?:html|papers)/(?P<name>(?:[\w-]+/)?[\w.,'’-]+_paper)\.(?:html|pdf)"
)
_CVF_NEW = re.compile(
    r"/(?P<folder>content/[A-Z]+\d{4}W?(?:/[\w-]+)?)/(?:html|papers)/(?P<name>[\w.,'’-]+_paper)\.(?:html|pdf)"
)

# The digest is unique within a year and a track; papers before 2022 belong to the one track without a name.
_NEURIPS_PATHS = re.compile(
    r"/+(?:paper_files/)?paper/(?P<year>(?:19|20)\d\d)/(?:hash|file)/(?P<digest>[\da-f]{32})"
    r"-(?:Abstract|Paper)(?:-(?P<track>[A-Z]\w*))?\.(?:html|pdf)"
)
_NEURIPS_OLD = re.compile(r"/+paper/(?P<slug>\d{1,4}-[a-z\d-]+?)(?:\.pdf)?")


def openreview(address: Address) -> Target | None:
    """The forum of a submission, by its page or its PDF."""
    if address.host not in OPENREVIEW_HOSTS or address.path.rstrip("/") not in {"/forum", "/pdf"}:
        return None
    forum = address.parameters.get("id", "")
    return Target(TargetKind.OPENREVIEW, forum) if _FORUM.fullmatch(forum) else None


def acl(address: Address) -> Target | None:
    """A paper of the ACL Anthology, under its present and its former addresses."""
    match = _ACL_PATHS.fullmatch(unquote(address.path))
    return Target(TargetKind.ACL, match["id"], version=match["version"] or "") if match else None


def pmlr(address: Address) -> Target | None:
    """A paper of the Proceedings of Machine Learning Research."""
    path = unquote(address.path)
    if address.host != "proceedings.mlr.press" and "/proceedings/papers/" not in path:
        return None
    match = _PMLR_PATHS.fullmatch(path)
    return Target(TargetKind.PMLR, f"{match['volume']}/{match['name']}") if match else None


def cvf(address: Address) -> Target | None:
    """A paper that the Computer Vision Foundation keeps, main conferences and workshops."""
    path = unquote(address.path)
    match = _CVF_OLD.fullmatch(path) or _CVF_NEW.fullmatch(path)
    return Target(TargetKind.CVF, f"{match['folder']}/{match['name']}") if match else None


def neurips(address: Address) -> Target | None:
    """A paper of the NeurIPS proceedings; supplements and reviews are pages of their own."""
    path = unquote(address.path)
    if match := _NEURIPS_PATHS.fullmatch(path):
        return Target(TargetKind.NEURIPS, "/".join(part for part in match.group("year", "digest", "track") if part))
    match = _NEURIPS_OLD.fullmatch(path)
    if match and not match["slug"].endswith(("-supplemental", "-reviews")):
        return Target(TargetKind.NEURIPS, match["slug"])
    return None


def address_of(target: Target) -> str:
    """The page of the paper, with its abstract."""
    identifier = target.value
    match target.kind:
        case TargetKind.OPENREVIEW:
            return f"https://openreview.net/forum?id={identifier}"
        case TargetKind.ACL:
            return f"https://aclanthology.org/{identifier}/"
        case TargetKind.PMLR:
            return f"https://proceedings.mlr.press/{identifier}.html"
        case TargetKind.CVF:
            return f"https://openaccess.thecvf.com/{_cvf_page(identifier)}"
        case _:
            return _neurips_page(identifier)


def _cvf_page(identifier: str) -> str:
    """Old folders hold ``html`` at their top, new ones right above the paper."""
    if identifier.startswith("content_"):
        folder, _, name = identifier.partition("/")
    else:
        folder, _, name = identifier.rpartition("/")
    return f"{folder}/html/{name}.html"


def _neurips_page(identifier: str) -> str:
    year, _, rest = identifier.partition("/")
    if not rest:
        return f"https://papers.nips.cc/paper/{identifier}"
    digest, _, track = rest.partition("/")
    page = f"{digest}-Abstract-{track}" if track else f"{digest}-Abstract"
    return f"https://proceedings.neurips.cc/paper_files/paper/{year}/hash/{page}.html"
