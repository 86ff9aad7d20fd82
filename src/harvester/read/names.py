"""Tells a list of people from any other text."""

from __future__ import annotations

import re

from harvester.read.venues import find_date, names_venue, starts_with_venue

_PARTICLES = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ten|ter|zu|y)"
_WORD = r"(?:(?:[A-ZÀ-ÞĀ-Ž]\.-?)++|[A-ZÀ-ÞĀ-Ž][\w’'`-]*+|Jr\.|Sr\.|St\.)"
_NAME = re.compile(rf"(?:(?:{_PARTICLES}\s+)*{_WORD}\s*){{1,6}}[*†‡§¶\d]*(?:\((?:[^()]*)\))?")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_HAN_NAME = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_INVERTED = re.compile(rf"(?:{_PARTICLES}\s+)*[A-ZÀ-ÞĀ-Ž][\w’'-]+,\s+{_WORD}(?:\s*{_WORD})?\.?")
_PAIR = re.compile(r"(?<![\w’'-])([A-ZÀ-ÞĀ-Ž][\w’'-]+),\s+((?:[A-ZÀ-ÞĀ-Ž]\.[\s-]?)+)(?=[,;&]|\s*$)")
_INITIALLED = re.compile(rf"(?:[A-ZÀ-Þ]\.[\s-]?){{1,3}}(?:{_PARTICLES}\s+)?[A-ZÀ-ÞĀ-Ž][\w’'-]+")
_SPLIT = re.compile(r"(?:(?<!\s)\s+)?(?:,\s*(?:and\s+|&)|[;,，、·])\s*|(?<!\s)\s+(?:and|&)\s+")
_ET_AL = re.compile(r"[,.]?(?:(?<!\s)\s+)?(?:et\.?\s*al\b\.?|and others|等)\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?:(?:(?<![.,])[.,]+)?(?:(?<!\s)\s+)?\(?(?:19|20)\d\d[a-z]?(?:,\s*\w+)?\)?[.,:]|\.,?|:)\s+(?=[\"“‘'A-Z\d(a-z])"
)
_COMMON_WORDS = """
    a an the of for in on with via from using learning deep neural network networks model models data
    image images towards toward is are by to as at it its survey review language large analysis
    generation based framework approach system systems method methods detection segmentation advances
    challenges opportunities application applications perspective perspectives direction directions
    taxonomy progress prospect prospects problem problems future open recent trends trend classification
    forecasting imputation anomaly representation representations reasoning planning prediction
    evaluation benchmark benchmarks training testing retrieval recognition transfer vision video audio
    speech text graph time series reinforcement understanding theory practice foundations foundation
    concepts techniques tools tricks tutorial introduction overview literature resources limitations
    solutions issues ethics safety privacy security robustness fairness explainability interpretability
    efficient scalable robust adaptive dynamic multimodal medical clinical health care healthcare
    disease cancer brain imaging diagnosis treatment patient patients study studies research science
    engineering code paper website dataset conference workshop journal proceedings transactions
    international technical report university institute school department laboratory lab inspection
    quality control monitoring optimization simulation design synthesis translation summarization
    question answering dialogue knowledge memory attention transformer transformers diffusion generative
    adversarial contrastive supervised unsupervised semi-supervised self-supervised
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def looks_like_names(text: str, *, strict: bool = False) -> bool:
    """True where a text is a list of people: two or more names, or one with "et al."; one name too when not strict."""
    words = _PAIR.sub(r"\2 \1", text.strip(" ,;:–—-*_|")).rstrip(".")
    without, others = _ET_AL.subn("", words)
    if not without or len(without) > 4000 or re.search(r"https?://|[?!\"“”=]|\d{2}", without):
        return False
    parts = [part for part in _SPLIT.split(without) if part and not re.fullmatch(r"and|&|[\d*†]+", part)]
    good = sum(_is_name(part) for part in parts)
    if not parts or good < len(parts) * 0.8:
        return False
    if others:
        return True
    if len(parts) == 1 and _INITIALLED.fullmatch(parts[0]):
        return True
    if len(parts) == 1:
        return not strict and 2 <= len(parts[0].split()) <= 4 and not names_venue(parts[0])
    full = sum(" " in part or "." in part or _HAN_NAME.fullmatch(part) is not None for part in parts)
    return good >= 2 and full * 2 >= len(parts) - 1 and full > 0 and not (len(parts) == 2 and names_venue(without))


def _is_name(part: str) -> bool:
    words = part.split()
    if _HAN_NAME.fullmatch(part):
        return True
    if not 1 <= len(words) <= 6 or any(word.lower() in _COMMON for word in words):
        return False
    return bool(_NAME.fullmatch(part)) and not starts_with_venue(part, known=True)


def people_prefix(text: str) -> tuple[int, int] | None:
    """Where the people end with whom a citation begins, and where what follows starts; None without people."""
    found = None
    for match in list(_SENTENCE_END.finditer(text))[:40]:
        head = text[: match.start()]
        if looks_like_names(head, strict=True) or (found is None and _INVERTED.fullmatch(head.strip())):
            found = (match.start(), match.end())
    return found


def is_person(text: str) -> bool:
    """True for a single inverted name such as ``Hainmueller, Jens``."""
    return bool(_INVERTED.fullmatch(text.strip(" .,")))


def names_before_imprint(text: str) -> bool:
    """True for two or more full names with nothing but an imprint behind them: ``Jane Doe, John Roe, ACL 2020``."""
    parts = [part for part in _SPLIT.split(text.strip()) if part]
    count = next((n for n, part in enumerate(parts) if " " not in part or not _is_name(part)), len(parts))
    rest = ", ".join(parts[count:])
    imprint = len(rest.split()) <= 8 and (starts_with_venue(rest) or find_date(rest) is not None)
    return count >= 2 and (not rest or imprint)
