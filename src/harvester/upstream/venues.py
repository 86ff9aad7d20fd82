"""Where a work appeared: the proceedings, journal or book, told from the series around it, and its short name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Series that number whole books. A work whose container is such a series and a book appeared in the book.
_SERIES = re.compile(
    r"(?:lecture notes (?:in|on)|communications in computer and information science|ifip advances in|springerbriefs in|"
    r"advances in (?:intelligent systems and computing|experimental medicine and biology)|methods in molecular biology|"
    r"studies in (?:computational intelligence|health technology|systems, decision|big data|fuzziness)|"
    r"smart innovation, systems|intelligent systems reference library|learning and analytics in intelligent systems|"
    r"springer (?:proceedings in|series in|tracts in|optimization|theses|briefs)|ceur workshop proceedings|"
    r"frontiers in artificial intelligence and applications|acm international conference proceeding series|"
    r"signals and communication technology|(?:under)?graduate t(?:exts|opics) in)\b",
    re.IGNORECASE,
)

# Names of conferences to the short names in use. A workshop is not its conference, so only a whole name counts.
_SHORT = {
    "computer vision and pattern recognition": "CVPR",
    "conference on computer vision and pattern recognition": "CVPR",
    "computer society conference on computer vision and pattern recognition": "CVPR",
    "conference on computer vision and pattern recognition workshops": "CVPRW",
    "computer society conference on computer vision and pattern recognition workshops": "CVPRW",
    "international conference on computer vision": "ICCV",
    "international conference on computer vision workshop": "ICCVW",
    "international conference on computer vision workshops": "ICCVW",
    "european conference on computer vision": "ECCV",
    "winter conference on applications of computer vision": "WACV",
    "winter conference on applications of computer vision workshops": "WACVW",
    "international conference on pattern recognition": "ICPR",
    "international conference on image processing": "ICIP",
    "british machine vision conference": "BMVC",
    "aaai conference on artificial intelligence": "AAAI",
    "international joint conference on artificial intelligence": "IJCAI",
    "international joint conferences on artificial intelligence": "IJCAI",
    "international conference on machine learning": "ICML",
    "international conference on learning representations": "ICLR",
    "neural information processing systems": "NeurIPS",
    "advances in neural information processing systems": "NeurIPS",
    "conference on neural information processing systems": "NeurIPS",
    "international joint conference on neural networks": "IJCNN",
    "sigkdd international conference on knowledge discovery and data mining": "KDD",
    "sigkdd conference on knowledge discovery and data mining": "KDD",
    "international conference on data mining": "ICDM",
    "international conference on data engineering": "ICDE",
    "international conference on information and knowledge management": "CIKM",
    "international conference on multimedia": "ACM MM",
    "web conference": "WWW",
    "international conference on world wide web": "WWW",
    "sigir conference on research and development in information retrieval": "SIGIR",
    "conference on human factors in computing systems": "CHI",
    "chi conference on human factors in computing systems": "CHI",
    "annual meeting of the association for computational linguistics": "ACL",
    "conference on empirical methods in natural language processing": "EMNLP",
    "interspeech": "Interspeech",
    "international conference on acoustics, speech and signal processing": "ICASSP",
    "international conference on robotics and automation": "ICRA",
    "international conference on intelligent robots and systems": "IROS",
    "international symposium on biomedical imaging": "ISBI",
    "international conference on bioinformatics and biomedicine": "BIBM",
    "medical image computing and computer assisted intervention": "MICCAI",
    "medical image computing and computer-assisted intervention": "MICCAI",
    "international conference of the engineering in medicine and biology society": "EMBC",
    "conference of the engineering in medicine and biology society": "EMBC",
    "computing in cardiology": "CinC",
    "computing in cardiology conference": "CinC",
    "conference on health, inference, and learning": "CHIL",
    "machine learning for health": "ML4H",
    "medical imaging with deep learning": "MIDL",
    "information processing in medical imaging": "IPMI",
}
_NAMES = {name.casefold(): name for name in _SHORT.values()}

_BRACKETED = re.compile(r"(?:(?<!\s)\s+)?\((?P<name>[^()]+)\)$")
_DASHED = re.compile(r" [–—-] (?P<name>[\w ]+?) (?:19|20)\d\d(?P<workshops> (?:International )?Workshops)?$")
_AROUND = re.compile(
    r"^(?:proceedings of )?(?:the )?|\b(?:19|20)\d\d\b|\b\d+(?:st|nd|rd|th)\b|'\d\d\b|"
    r"\b(?:twent|thirt|fort|fift)(?:y|ieth)(?:-\w+)?\b|\b(?:ieee/cvf|ieee/rsj|ieee-cvf|ieee|acm|cvf|annual)\b",
    re.IGNORECASE,
)


def venue(containers: Sequence[str], shorts: Sequence[str] = (), event: str = "") -> tuple[str, str]:
    """The venue and its short name out of all containers that a registry lists, in plain text and in any order.

    Args:
        shorts: The registry's own abbreviations of the containers.
        event: Acronym of the conference as the registry gives it.
    """
    books = [name for name in containers if not _SERIES.match(name)]
    if not containers:
        return "", ""
    chosen = (books or list(containers))[0]
    if len(shorts) == len(containers):
        own = shorts[list(containers).index(chosen)]
    else:
        own = next((name for name in shorts if not _SERIES.match(name)), "") if books else "".join(shorts[:1])
    return chosen, own if own and own != chosen else _known(chosen) or _known_name(
        re.sub(r"(?:(?<!\W)\W+)?(?<!\d)\d+$", "", event)
    )


def _known(name: str) -> str:
    """The short name of a conference, by its whole name or where its own name states one that is known."""
    if match := _DASHED.search(name):
        short = _known_name(match["name"])
        return f"{short} Workshops" if short and match["workshops"] else short
    if (match := _BRACKETED.search(name)) and (
        short := _known_name(re.sub(r"(?:(?<![\W_])[\W_]+)?(?<!\d)\d+$", "", match["name"]))
    ):
        return short
    whole = " ".join(_AROUND.sub(" ", _BRACKETED.sub("", name)).replace("&", "and").split())
    whole = re.sub(r"^the ", "", whole.casefold()).replace("speech, and", "speech and").strip(" .,-–")
    return _SHORT.get(whole, "")


def _known_name(name: str) -> str:
    return _NAMES.get(name.strip().casefold(), "")
