"""What was never meant, and what is no address: judged from the text alone, without asking anybody."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

# RFC 2606 sections 2 and 3, and RFC 6761 section 6: names that never belong to anybody, sub-domains included.
RESERVED_NAMES = ("example.com", "example.net", "example.org", "test", "example", "invalid", "localhost")

_RESERVED = re.compile("(?:.*[.])?(?:" + "|".join(map(re.escape, RESERVED_NAMES)) + ")")
_OWN_MACHINE = re.compile(r"127(?:\.\d+){3}|0\.0\.0\.0|::1")
_TEMPLATE_HOST = re.compile(r"(?:your|my|some)[-_]?\w*[-_]?(?:link|url|site|website|domain|page|host)(?:\.\w+)?")

# Accounts that stand in READMEs and templates for "put your own here"; the shared ones only with such a repository.
_TEMPLATE_OWNERS = re.compile(
    r"(examples?|user[-_]?name|(your|my)([-_]?(user|git|hub|account|org|organi[sz]ation|name|id|"
    r"handle|here))*|xx+|some[-_]?(user|one)|organi[sz]ation|author[-_]?name|github[-_]?user(name)?|<.*>|"
    r"\{.*\}|\[.*\]|\.\.\.|…|\*+)",
    re.IGNORECASE,
)
_TEMPLATE_REPOS = re.compile(
    r"(repo(sitory)?([-_]?name)?|project([-_]?name)?|your[-_]?\w+|my[-_]?(repo|project)|example|xx+|name|code|bar)",
    re.IGNORECASE,
)
_SHARED_OWNERS = frozenset({"user", "owner", "org", "me", "name", "foo"})
_CODE_HOSTS = frozenset({"github.com", "www.github.com", "gitlab.com", "bitbucket.org", "huggingface.co", "gitee.com"})

# Addresses that mean nothing without an identifier behind the prefix.
_BARE = re.compile(
    r"(?:https?://)?(?:(?:dx\.|www\.)?doi\.org|(?:www\.|export\.)?arxiv\.org(?:/(?:abs|pdf|html)?)?|"
    r"(?:www\.)?(?:github|gitlab)\.com|(?:www\.)?openreview\.net/(?:forum|pdf)(?:\?id=)?|"
    r"(?:www\.)?huggingface\.co|(?:www\.)?youtube\.com(?:/watch(?:\?v=)?)?|youtu\.be)/?",
    re.IGNORECASE,
)
# Runs of x stand for an identifier, but for arXiv's old names, such as xxx.lanl.gov.
_MASKED = re.compile(
    r"(?<![a-z0-9])x{3,}(?![a-z0-9]|\.(?:lanl|arxiv|itp)\.)|(?<![a-z0-9])(?:\d{4}|x{4})\.x{4,5}(?![a-z0-9])|"
    r"[/=](?:your|insert|put)[-_](?:[\w-]*[-_])?(?:link|url|id|doi|paper|repo|code|page|here|name)(?:$|[/?#])|"
    r"/\.{3}(?:$|/)|/…|[/=](?:<[a-z][\w -]*>|\{[a-z][\w -]*\})|/(?:todo|tbd|tba)$",
    re.IGNORECASE,
)

_LONGEST_WORDS = 60
_WORDS = re.compile(
    r"todo|to[ -]?do|tba|tbd|tbc|wip|n/?a|n[.]a|nil|none|null|nan|undefined|no|not yet|pending|unknown|unavailable|"
    r"missing|not[ -](?:yet )?(?:available|released|public|open)|no[ -](?:code|paper|link|repo|url)(?: yet|"
    r" available)?|(?:code |link |paper |data |repo )?(?:coming|available|to be released|released) soon|"
    r"soon|to (?:be )?(?:appear|announced|determined|added|released|updated|confirmed)|in press|"
    r"under (?:review|construction)|placeholder|(?:paper |project |work |benchmark |dataset |model |"
    r"method |article |book |tool |resource )?(?:title|name)(?: here)?|(?:venue|conference|journal|conf|"
    r"author|authors|author names?)[ ,/]*(?:year|names?)?(?: here)?|year|date|(?:your|the|insert|"
    r"add) (?:paper |project |code )?(?:paper|title|link|url|name|code|repo)(?: here)?|(?:paper|code|"
    r"project|github|arxiv|doi)[ _-]?(?:link|url|here)|(?:link|url)[ _-]?here|link|url|"
    r"暂无|待定|待补充|待更新|即将开源|敬请期待|无|未开源|:heavy_minus_sign:|:x:|:no_entry(?:_sign)?:|:construction:|:soon:|"
    r":negative_squared_cross_mark:",
    re.IGNORECASE,
)
_MARKS = frozenset("-–—−‐―_~.…·•/\\|?*+=×✗✘✕✖❌❎⛔🚫🚧❓➖🔜⏳✅ \ufe0f")
_MASK = re.compile(r"x{2,}([.\- ]x{2,})*|\.\.\.", re.IGNORECASE)

# An address with nothing in it that could be wrong: most are, and are let through at once.
_SOUND = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#][\w./~%+=&?@:,;!$'*()#-]*)?", re.IGNORECASE
)
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_TYPO = re.compile(
    r"(?:h{1,9}t{0,9}p{1,9}s?|ht{1,9}p?s?|t{1,9}ps?|hpt{1,9}s?|htpps?|https?s)(?:[:;]/{0,3}|/{1,3})(?=\w)",
    re.IGNORECASE,
)
_SLASHES = re.compile(r"(https?)(?::/(?!/)|//|:///+|;//|:\\\\)(?=\w)", re.IGNORECASE)
_LINK = re.compile(r"\[[^\[\]]*\]\(\s*(\S+?)\s*\)")
_LOCAL = re.compile(
    r"file:|javascript:|data:|[a-z]:(?:\\|/(?!/))|\\\\\w|/(?:home|Users|mnt|root|tmp|var)/|~/", re.IGNORECASE
)
_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv:\s*(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?P<top>[a-z]{2,})(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)
# Top-level domains that lists use; a file name such as `notes.md` must not become a Moldavian host.
_TOPS_WORDS = """
    com org net edu gov int io ai dev app co info me tech science cloud page site xyz blog eu uk de fr
    cn jp kr in it nl ch at be es pt se no fi dk pl cz ru br mx ar ca us au nz sg hk tw il tr gr ie hu
    ro za ml to ly fm tv gg sh
"""
_TOPS = frozenset(_TOPS_WORDS.split())
_NESTED = re.compile(
    r"https?://(?:dx\.|www\.)?(?P<host>[\w.-]+)/(?:https?:/{0,2})?(?P<inner>(?:dx\.|www\.)?(?P<again>[\w.-]+)/.*)",
    re.IGNORECASE,
)
_TWICE = re.compile(r"https?://(?=https?:/)", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[^/=?&:#])(?:https?|ftp)://", re.IGNORECASE)
_WRAPPERS = re.compile(
    r"web\.archive\.org/|/web/\d{4,14}|archive\.(?:is|today|ph)/|[?&#][\w-]+=|proxy|translate", re.IGNORECASE
)
_REMARK = re.compile(r"(\S+)\s+[\"'(]")
_OPENING = {")": "(", "]": "[", "}": "{"}
# Hosts whose addresses hold identifiers, in which no blank can be meant.
_COMPACT_HOSTS = re.compile(r"https?://(?:www\.|dx\.|export\.)?(?:doi\.org|arxiv\.org|github\.com)/", re.IGNORECASE)


def placeholder_url(url: str) -> str:
    """Say why this target was never meant to be followed, or return an empty string.

    Reserved hosts are those of RFC 2606 and RFC 6761, compared label by label.
    """
    written = url.strip().replace("\\/", "/")
    if not written:
        return "empty target"
    if not written.strip("#"):
        return "bare #"
    if "://" not in written and placeholder_text(written):
        return "placeholder word"
    if _BARE.fullmatch(written):
        return "prefix without an identifier"
    host, path = _host_and_path(written)
    if _RESERVED.fullmatch(host):
        return "reserved example host"
    if _OWN_MACHINE.fullmatch(host):
        return "address of one's own machine"
    if _TEMPLATE_HOST.fullmatch(host):
        return "template host"
    if _SCHEME.match(written) and not written.partition("://")[2].strip("/"):
        return "nothing after the scheme"
    if host in _CODE_HOSTS and _is_template_repository(path):
        return "template repository"
    if _MASKED.search(unquote(written)):
        return "template address never filled in"
    return ""


@lru_cache(maxsize=4096)
def placeholder_text(text: str) -> str:
    """Say why this text stands for "nothing yet", or return an empty string; an empty text is none."""
    if len(text) > _LONGEST_WORDS:
        return ""
    words = " ".join(text.split()).strip("()[]{}<>（）【】「」*_`'\"“”")
    bare = words.rstrip(".!… ")
    if _WORDS.fullmatch(bare):
        return "placeholder word"
    if words and all(char in _MARKS or not char.isprintable() for char in words):
        return "dash or cross"
    if _MASK.fullmatch(bare):
        return "template text never filled in"
    return ""


def on_own_machine(url: str) -> bool:
    r"""Whether this names what only its writer has: ``C:\papers\x.pdf``, ``/home/jo/x.pdf``, ``javascript:…``."""
    return bool(_LOCAL.match(url))


def flaw(url: str) -> tuple[str, str | None]:
    r"""Say why this is no address, and what it would be when mended where that is safe; ``("", None)`` when it is fine.

    Blanks around the address are no flaw, nor is a full stop at its end; ``\/`` is how JSON may write a slash.
    """
    written = url.strip().replace("\\/", "/")
    if _SOUND.fullmatch(written) and written.count("//") == 1 and written[-1] not in _OPENING:
        return _repeated(written)
    if not written:
        return "empty target", None
    if placeholder_text(written):
        return "a word in place of an address", None
    if match := _DOI.fullmatch(written):
        return "a DOI without its resolver", f"https://doi.org/{match[1]}"
    if match := _ARXIV.fullmatch(written):
        return "an arXiv id without its site", f"https://arxiv.org/abs/{match[1]}"
    if match := _LINK.fullmatch(written):
        return "a link inside the target", _if_sound(match[1])
    if on_own_machine(written):
        return "a path on somebody's machine", None
    if any(char.isspace() for char in written):
        return _with_blank(written)
    if not _SCHEME.match(written):
        return _without_scheme(written)
    return _structure(written)


def _host_and_path(url: str) -> tuple[str, str]:
    """Host in lower case and path; both empty where nothing of the kind can be made out."""
    address = url if "://" in url else f"//{url}" if _DOMAIN.fullmatch(url) else ""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").rstrip("."), unquote(parts.path)
    except ValueError:
        return "", ""


def _is_template_repository(path: str) -> bool:
    owner, _, rest = path.strip("/").partition("/")
    name = rest.partition("/")[0].removesuffix(".git")
    if _TEMPLATE_OWNERS.fullmatch(owner):
        return True
    return owner.lower() in _SHARED_OWNERS and (not name or bool(_TEMPLATE_REPOS.fullmatch(name)))


def _with_blank(url: str) -> tuple[str, str | None]:
    if _GLUED.search(url):
        return "two addresses glued together", None
    if remark := _REMARK.match(url):
        return "a remark inside the target", _if_sound(remark[1])
    joined = "".join(url.split())
    if not _SCHEME.match(joined):
        return "words in place of an address", None
    return "blank inside the address", _if_sound(joined) if _COMPACT_HOSTS.match(joined) else None


def _without_scheme(url: str) -> tuple[str, str | None]:
    for pattern in (_SLASHES, _TYPO):
        if match := pattern.match(url):
            scheme = "https://" if "s" in match[0].lower() else "http://"
            return "misspelt scheme", _if_sound(scheme + url[match.end() :].lstrip("/"))
    if url.startswith("//"):
        return "scheme missing", _if_sound(f"https:{url}")
    match = _DOMAIN.fullmatch(url)
    if match and match["top"].lower() in _TOPS:
        return "scheme missing", _if_sound(f"https://{url}")
    if _ANY_SCHEME.match(url):
        return "unknown scheme", None
    return "a word in place of an address", None


def _structure(url: str) -> tuple[str, str | None]:
    """What is wrong with an address that has a scheme and no blanks."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return "not an address", None
    if not host:
        return "no host", None
    repeated = _repeated(url)
    if repeated[0]:
        return repeated
    if not _WRAPPERS.search(url) and _GLUED.search(url, len("https://")):
        return "two addresses glued together", None
    if match := _TWICE.match(url):
        inner = url[match.end() :]
        return "scheme written twice", inner if not flaw(inner)[0] else flaw(inner)[1]
    if "." not in host and host != "localhost" and ":" not in host:
        return "no such host name", None
    if "](" in url or (url[-1] in _OPENING and url.count(url[-1]) > url.count(_OPENING[url[-1]])):
        return "markup inside the address", None
    return "", None


def _repeated(url: str) -> tuple[str, str | None]:
    """A prefix that stands there twice: ``https://doi.org/https://doi.org/…``."""
    match = _NESTED.fullmatch(url)
    if match and match["host"].lower() == match["again"].lower():
        return "prefix written twice", _if_sound(f"https://{match['inner']}")
    return "", None


def _if_sound(url: str) -> str | None:
    return None if flaw(url)[0] else url
