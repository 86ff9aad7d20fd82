"""What a link is to its entry: by its column, then by its label, then by its host."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from harvester.model import Role


class Says(Enum):
    """What a label says of a link: ``HOST`` leaves the word to the host, ``NOTHING`` also to the column."""

    PAPER = auto()
    CODE = auto()
    HOST = auto()
    DATA = auto()
    OTHER = auto()
    NOTHING = auto()


# One list of words for each answer, as counted over 78 lists (corpus formats.md, "Labels on links").
_PAPER = (
    "paper papers pdf pdfs arxiv arxive preprint abs abstract html doi publication pub publish published "
    "publisher journal proceedings openreview acm ieee springer elsevier sciencedirect biorxiv medrxiv "
    "chemrxiv ssrn article read fulltext manuscript thesis thecvf cvf ref reference pmlr pubmed pmc acl "
    "aclanthology anthology neurips nips icml iclr nature ps postscript epub eprint 论文 原文 文章 论文链接 论文地址"
)
_CODE = (
    "code codes github git repo repos repository repositories implementation implementations source "
    "sourcecode gitlab bitbucket gitee pytorch tensorflow tf torch keras jax flax matlab python julia r "
    "java scala rust go matlab/octave caffe caffe2 mxnet chainer theano c++ cpp lua paddle mindspore "
    "original unofficial software toolbox package library 代码 源码 开源代码 代码链接 代码地址 仓库"
)
_HOST = (
    "project projects website websites homepage home page pages webpage web site github.io star stars "
    "fork forks 项目 主页 官网 网站 项目主页"
)
_DATA = "data dataset datasets benchmark benchmarks corpus 数据 数据集"
_OTHER = (
    "video videos youtube blog blogs blogpost slide slides poster demo demos twitter tweet talk supp "
    "suppl supplement supplementary supplemental appendix survey tool bib bibtex scholar docs doc "
    "documentation tutorial media news leaderboard model models weights checkpoint checkpoints "
    "huggingface hugging hf 🤗 space spaces zhihu presentation review reviews summary note notes "
    "discussion interview podcast app playground colab notebook list lists citation cite wechat bilibili "
    "medium post press semantic connected x api examples example results result 视频 博客 幻灯片 解读 知乎"
)
_NOTHING = "link links url here official resource resources material materials view visit go 链接 地址"
_FILLER = (
    "the a an our my this and or of for with in on at to by & + / - version versions full long short "
    "extended conference camera ready new old official authors author author's authors' theirs third "
    "party 3rd reimplementation re-implementation based face from via underlying v v1 v2 v3 1 2 3 4 5 i "
    "ii pre print free access open download latest main"
)
_WORDS: dict[str, Says | None] = {
    **dict.fromkeys(_FILLER.split()),
    **dict.fromkeys(_NOTHING.split(), Says.NOTHING),
    **dict.fromkeys(_OTHER.split(), Says.OTHER),
    **dict.fromkeys(_DATA.split(), Says.DATA),
    **dict.fromkeys(_HOST.split(), Says.HOST),
    **dict.fromkeys(_CODE.split(), Says.CODE),
    **dict.fromkeys(_PAPER.split(), Says.PAPER),
}
_MARKS = re.compile(r"[^\w\s+/&.'’-]|_")
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE)
_TRAILING_NUMBER = re.compile(r"(?<=[a-z])[ -]?\d{1,2}$")

_CODE_HOSTS = re.compile(
    r"(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|gitee\.com|codeberg\.org|sourceforge\.net|"
    r"git\.sr\.ht|code\.google\.com)|gitlab\.[\w.-]+|git\.[\w.-]+|gist\.github\.com"
)
_PAPER_HOSTS = re.compile(
    r"(?:[\w-]+\.)*(?:arxiv\.org|doi\.org|openreview\.net|aclanthology\.org|aclweb\.org|"
    r"ieeexplore\.ieee\.org|computer\.org|acm\.org|sciencedirect\.com|springer\.com|springeropen\.com|"
    r"nature\.com|thecvf\.com|nips\.cc|neurips\.cc|mlr\.press|biorxiv\.org|medrxiv\.org|chemrxiv\.org|"
    r"ncbi\.nlm\.nih\.gov|europepmc\.org|mdpi\.com|wiley\.com|tandfonline\.com|sagepub\.com|oup\.com|"
    r"aaai\.org|jmlr\.org|semanticscholar\.org|isca-speech\.org|isca-archive\.org|ceur-ws\.org|plos\.org|"
    r"frontiersin\.org|cell\.com|pnas\.org|science\.org|sciencemag\.org|ssrn\.com|usenix\.org|ijcai\.org|"
    r"bmj\.com|thelancet\.com|nejm\.org|jamanetwork\.com|biomedcentral\.com|iop\.org|aps\.org|rsc\.org|"
    r"acs\.org|royalsocietypublishing\.org|hal\.science|citeseerx\.ist\.psu\.edu|ecva\.net|"
    r"roboticsproceedings\.org|vldb\.org|ndss-symposium\.org|jair\.org|annualreviews\.org|"
    r"spiedigitallibrary\.org|cambridge\.org|iospress\.com|hindawi\.com|elifesciences\.org)"
)
_FILES = (".pdf", ".ps", ".ps.gz")


@lru_cache(maxsize=4096)
def says(label: str) -> Says | None:
    """What a label says, or None where its words are not those of a label (a title, a name)."""
    words = _SHORTCODE.sub(" ", label.lower()).replace("’", "'")
    words = _TRAILING_NUMBER.sub("", " ".join(_MARKS.sub(" ", words).split()).strip(".-/ "))
    tokens = [token.strip(".-'") for token in re.split(r"[\s/&]+", words)]
    tokens = [token for token in tokens if token]
    if not tokens or len(tokens) > 6:
        return None
    if any(token not in _WORDS for token in tokens):
        return None
    tokens = _head(tokens)
    voices = {voice for token in tokens if (voice := _WORDS[token]) is not None}
    if not voices:
        return None
    if voices == {Says.PAPER, Says.CODE}:
        return Says.CODE if tokens[-1] in {"reference", "ref"} else Says.HOST
    if tokens[-1] in {"paper", "pdf", "article"} and Says.CODE not in voices:
        return Says.PAPER
    if Says.CODE in voices and tokens[-1] in {"page", "pages", "website", "io"}:
        return Says.HOST
    for voice in (Says.CODE, Says.OTHER, Says.DATA, Says.PAPER, Says.HOST, Says.NOTHING):
        if voice in voices:
            return voice
    return None


def _head(tokens: list[str]) -> list[str]:
    """The words before a preposition: ``code`` of ``code for the paper``."""
    for number, token in enumerate(tokens):
        if number and token in {"on", "of", "for", "with", "in", "at", "by", "from", "via"}:
            return tokens[:number]
    return tokens


@lru_cache(maxsize=4096)
def host_role(url: str) -> Role | None:
    """What the address itself gives away: code, paper, or None."""
    try:
        parts = urlsplit(url)
        host, path = (parts.hostname or "").lower(), unquote(parts.path)
    except ValueError:
        return None
    if path.lower().endswith(_FILES):
        return Role.PAPER
    if _CODE_HOSTS.fullmatch(host):
        return Role.CODE
    if _PAPER_HOSTS.fullmatch(host) and (path.strip("/") or parts.query):
        return Role.PAPER
    return None


def by_label(voice: Says, url: str) -> Role:
    """The role that a label gives to a link."""
    if voice is Says.PAPER:
        return Role.PAPER
    if voice is Says.CODE:
        return Role.CODE
    if voice is Says.DATA:
        return Role.DATA
    if voice is Says.OTHER:
        return Role.OTHER
    host = host_role(url)
    if voice is Says.HOST:
        return Role.CODE if host is Role.CODE else Role.PROJECT
    return host or Role.OTHER


def role_of(url: str, label: str, *, lead: str = "", column: Role | None = None, title: bool = False) -> Role:
    """Decide what a link is to its entry.

    Args:
        url: Where it leads.
        label: What a reader clicks on.
        lead: Words before it that name it, as in ``Code: [here](…)``.
        column: The role that the header of its column gives, if any.
        title: True where the label is the title of the entry.
    """
    host = host_role(url)
    voice = None if title else says(label)
    if voice in {None, Says.HOST, Says.NOTHING} and lead:
        voice = says(lead) or voice
    if column is not None:
        return _in_column(column, voice, host, url)
    if voice is not None:
        return by_label(voice, url)
    if title:
        return Role.CODE if host is Role.CODE else Role.PAPER
    return host or Role.OTHER


def _in_column(column: Role, voice: Says | None, host: Role | None, url: str) -> Role:
    """The column has the word, unless the label contradicts it and the host does not side with the column."""
    if voice in {None, Says.NOTHING}:
        return column
    spoken = by_label(voice, url)
    if (
        spoken is column
        or host is column
        or (voice is Says.HOST and spoken is Role.PROJECT and column is not Role.CODE)
    ):
        return column
    return spoken
