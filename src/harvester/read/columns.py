"""What the columns of a table hold, by their headers and, where those are silent, by their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from rapidfuzz import fuzz

from harvester.model import Role
from harvester.read.venues import find_date


class Holds(Enum):
    """What stands in a column.

    Attributes:
        word: What people call it.
    """

    TITLE = auto()
    PAPER = auto()
    CODE = auto()
    PROJECT = auto()
    DATA = auto()
    OTHER = auto()
    LINKS = auto()
    AUTHORS = auto()
    VENUE = auto()
    DATE = auto()
    NAME = auto()
    NUMBER = auto()
    TEXT = auto()

    def __init__(self, number: int) -> None:
        del number
        self.word = self.name.lower()


_HEADERS: dict[Holds, str] = {
    Holds.TITLE: (
        "title|titles|paper title|paper titles|paper name|title link|title authors|title and authors|"
        "article title|article|articles|publication title|work|works|study|studies|survey|surveys|"
        "reference|references|citation|literature|paper documentation|paper and title|book|thesis|标题|题目|"
        "论文|论文标题|论文题目|论文名|论文名称|文章|文献|题名"
    ),
    Holds.PAPER: (
        "paper|papers|paper link|paper links|paper url|pdf|pdfs|arxiv|arxiv link|arxiv url|link to paper|"
        "doi|preprint|publication link|article link|download|read|论文链接|论文地址|原文|原文链接|文章链接"
    ),
    Holds.CODE: (
        "code|codes|code link|code links|code url|github|github link|repo|repos|repository|repositories|"
        "implementation|implementations|source code|official code|official codes|available code|"
        "code availability|link to code|code repository|git|代码|代码链接|代码地址|源码|开源代码|仓库"
    ),
    Holds.PROJECT: (
        "project|project page|project link|project website|website|homepage|home page|page|web|webpage|"
        "site|demo page|主页|项目主页|官网|网站"
    ),
    Holds.DATA: "data|dataset link|data link|dataset url|datasets|download link|数据|数据链接|数据下载",
    Holds.OTHER: (
        "video|videos|slides|poster|blog|demo|supp|supplementary|star|stars|models|weights|checkpoint|"
        "checkpoints|hugging face|huggingface|media|视频|博客|幻灯片|收藏"
    ),
    Holds.LINKS: (
        "link|links|url|urls|resource|resources|material|materials|paper code|paper and code|code paper|"
        "paper code link|access|where|note|notes|链接|资源|地址|论文代码"
    ),
    Holds.AUTHORS: "author|authors|author s|first author|作者|作者列表|第一作者",
    Holds.VENUE: (
        "venue|venues|conf|conference|conferences|journal|journals|publication|publications|published in|"
        "published|publisher|publish|proceedings|venue year|venue date|conf year|conference year|"
        "conference journal|journal conference|publication venue|pub|pubs|source title|appeared in|会议|期刊|"
        "会议期刊|期刊会议|发表|来源|出处|刊物|会议 期刊"
    ),
    Holds.DATE: (
        "date|dates|year|years|time|month|published date|publish date|publication date|publication year|"
        "pub date|released|release date|submitted|year month|日期|时间|年份|年|发表时间|发布时间"
    ),
    Holds.NAME: (
        "name|names|method|methods|method name|model|models name|model name|algorithm|approach|system|"
        "framework|project name|tool|tools|library|package|software|dataset|dataset name|benchmark|"
        "benchmarks|benchmark name|abbreviation|abbr|abbr.|acronym|short name|title abbreviation|toolkit|"
        "app|platform|项目|项目名|项目名称|名称|模型|方法|工具|数据集|资源|简称"
    ),
    Holds.NUMBER: "|no|no.|num|number|id|idx|index|rank|序号|编号",
}
_KNOWN = {name: holds for holds, names in _HEADERS.items() for name in names.split("|")}
_ROLES = {
    Holds.PAPER: Role.PAPER,
    Holds.CODE: Role.CODE,
    Holds.PROJECT: Role.PROJECT,
    Holds.DATA: Role.DATA,
    Holds.OTHER: Role.OTHER,
    Holds.TITLE: Role.PAPER,
}


@dataclass(slots=True)
class Column:
    """One column: the header as written and what it holds."""

    name: str
    holds: Holds

    @property
    def role(self) -> Role | None:
        """The role that links in it have, unless their labels say otherwise."""
        return _ROLES.get(self.holds)


@lru_cache(maxsize=1024)
def holds_of(header: str) -> Holds:
    """What a column with this header holds."""
    words = " ".join(re.sub(r"[^\w\s.]|_", " ", re.sub(r":[a-z0-9_+-]+:", " ", header.lower())).split())
    words = re.sub(r"(?<=[a-z]) ?\d$", "", words)
    if words in _KNOWN:
        return _KNOWN[words]
    parts = [part for part in re.split(r"\s+(?:and|or|of|the|with)\s+|\s+", words) if part]
    found = {_KNOWN[part] for part in parts if part in _KNOWN}
    if len(parts) <= 4 and found:
        if Holds.TITLE in found and ("title" in parts or len(found) == 1):
            return Holds.TITLE
        if {Holds.PAPER, Holds.CODE} <= found:
            return Holds.LINKS
        for holds in (Holds.CODE, Holds.AUTHORS, Holds.VENUE, Holds.DATE, Holds.DATA, Holds.PAPER, Holds.PROJECT):
            if holds in found and (
                parts[-1] in {"link", "links", "url", "urls"}
                or _KNOWN.get(parts[-1]) is holds
                or holds in {Holds.VENUE, Holds.DATE}
            ):
                return holds
    if len(words) >= 5 and words.isascii():
        near = max(_KNOWN, key=lambda name: fuzz.ratio(name, words))
        if len(near) >= 5 and fuzz.ratio(near, words) >= 84:
            return _KNOWN[near]
    return Holds.TEXT


def columns_of(headers: list[str], rows: list[list[str]]) -> list[Column]:
    """The columns of a table; a repeated header has `` (2)`` added, a silent one is judged by its cells."""
    columns: list[Column] = []
    times: dict[str, int] = {}
    width = max([len(headers), *(len(row) for row in rows)], default=0)
    for number in range(width):
        header = headers[number] if number < len(headers) else ""
        times[header] = times.get(header, 0) + 1
        name = header if times[header] == 1 else f"{header} ({times[header]})"
        holds = holds_of(header) if number < len(headers) else Holds.TEXT
        cells = [row[number] for row in rows if number < len(row) and row[number].strip(" -–—")]
        if holds is Holds.TEXT or times[header] > 1:
            holds = _by_cells(cells) or holds
        if holds is Holds.NAME and cells and len(set(cells)) < 0.8 * len(cells):
            holds = Holds.TEXT
        columns.append(Column(name, holds))
    return columns


def _by_cells(cells: list[str]) -> Holds | None:
    if len(cells) >= 2 and all(_is_date(cell) for cell in cells):
        return Holds.DATE
    return None


def _is_date(cell: str) -> bool:
    date = find_date(cell)
    return date is not None and date[1] - date[0] == len(cell.strip()) and not re.fullmatch(r"\d\d", cell.strip())
