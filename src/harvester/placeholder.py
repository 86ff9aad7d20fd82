"""What was never meant, and what is no address: judged from the text alone, without asking anybody."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

# RFC 2606 section 2 and RFC 6761 section 6: names that never belong to anybody, sub-domains included.
RESERVED_NAMES = ("example.com", "example.net", "example.org", "test", "example", "invalid", "localhost")

# Accounts that stand in READMEs and templates for "put your own here"; the last two only with such a repository.
_TEMPLATE_OWNERS = re.compile(
    r"(examples?|user[-_]?name|(your|my)([-_]?(user|git|github|hub|account|org|organi[sz]ation|name|id|handle|here))*|"
    r"xx+|some[-_]?(user|one)|organi[sz]ation|author[-_]?name|github[-_]?user(name)?|<.*>|\{.*\}|\[.*\]|\.\.\.|…|\*+)",
    re.IGNORECASE,
)
_TEMPLATE_REPOS = re.compile(
    r"(repo(sitory)?([-_]?name)?|project([-_]?name)?|your[-_]?\w+|my[-_]?(repo|project)|example|xx+|name|code|bar)",
    re.IGNORECASE,
)
_SHARED_OWNERS = frozenset({"user", "owner", "org", "me", "name", "foo"})
_CODE_HOSTS = frozenset({"github.com", "www.github.com", "gitlab.com", "bitbucket.org", "huggingface.co", "gitee.com"})

# Hosts whose address means nothing without an identifier behind the prefix.
_BARE = re.compile(
    r"(?:(?:dx\.|www\.)?doi\.org|(?:www\.|export\.)?arxiv\.org(?:/(?:abs|pdf|html)?)?|"
    r"(?:www\.)?(?:github|gitlab)\.com|(?:www\.)?openreview\.net/(?:forum|pdf)(?:\?id=)?|"
    r"(?:www\.)?huggingface\.co|(?:www\.)?youtube\.com(?:/watch(?:\?v=)?)?|youtu\.be)/?",
    re.IGNORECASE,
)
_MASKED = re.compile(
    r"(?<![a-z0-9])x{3,}(?![a-z0-9])|(?<![a-z0-9])(?:\d{4}|x{4})\.x{4,5}(?![a-z0-9])|"
    r"(?:^|[/=])(?:your|insert|put)[-_](?:\w+[-_])*(?:link|url|id|doi|paper|repo|code|page|here|name)(?:$|[/?#])|"
    r"/\.{3}(?:$|/)|/…|[/=](?:<[a-z][\w -]*>|\{[a-z][\w -]*\})|/(?:todo|tbd|tba)$",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:todo|to[ -]?do|tba|tbd|tbc|wip|n/?a|nil|none|null|nan|no|not yet|pending|unknown|unavailable|missing|"
    r"not (?:yet )?(?:available|released|public|open)|no (?:code|paper|link|repo|url)(?: yet| available)?|"
    r"(?:code |link |paper |data |repo )?(?:coming|available|to be released|released) soon|soon|"
    r"to (?:be )?(?:appear|announced|determined|added|released|updated|confirmed)|in press|"
    r"under (?:review|construction)|placeholder|"
    r"(?:paper |project |work |benchmark |dataset |model |method |article |book |tool |resource )?(?:title|name)(?: here)?|"
    r"(?:venue|conference|journal|conf|author|authors|author names?)[ ,/]*(?:year|names?)?(?: here)?|year|date|"
    r"(?:your|the|insert|add) (?:paper |project |code )?(?:paper|title|link|url|name|code|repo)(?: here)?|"
    r"(?:paper|code|project|github|arxiv|doi)[ _-]?(?:link|url|here)|(?:link|url)[ _-]?here|link|url|"
    r"暂无|待定|待补充|待更新|即将开源|敬请期待|无|未开源|"
    r":heavy_minus_sign:|:x:|:no_entry(?:_sign)?:|:construction:|:soon:|:negative_squared_cross_mark:)",
    re.IGNORECASE,
)
_MARKS = frozenset("-–—−‐―_~.…·•/\\|?*+=×✗✘✕✖❌❎⛔🚫🚧❓➖🔜⏳✅")

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
_USABLE = frozenset({"http", "https", "ftp"})
_TYPO = re.compile(r"(?:h+t*p+s?|ht+p?s?|t+ps?|hpt+s?|htpps?|https?s)(?:[:;]/{0,3}|/{1,3})(?=\w)", re.IGNORECASE)
_SLASHES = re.compile(r"(https?)(?::/(?!/)|//|:///+|;//|:\\\\|: //)(?=\w)", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv:\s*(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?P<top>[a-z]{2,})(?::\d+)?(?P<rest>[/?#].*)?", re.IGNORECASE
)
# Top-level domains that lists use; a file name such as `notes.md` must not become a Moldavian host.
_TOPS = frozenset(
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "int",
        "io",
        "ai",
        "dev",
        "app",
        "co",
        "info",
        "me",
        "tech",
        "science",
        "cloud",
        "page",
        "site",
        "xyz",
        "blog",
        "eu",
        "uk",
        "de",
        "fr",
        "cn",
        "jp",
        "kr",
        "in",
        "it",
        "nl",
        "ch",
        "at",
        "be",
        "es",
        "pt",
        "se",
        "no",
        "fi",
        "dk",
        "pl",
        "cz",
        "ru",
        "br",
        "mx",
        "ar",
        "ca",
        "us",
        "au",
        "nz",
        "sg",
        "hk",
        "tw",
        "il",
        "tr",
        "gr",
        "ie",
        "hu",
        "ro",
        "za",
        "ml",
        "to",
        "ly",
        "fm",
        "tv",
        "gg",
        "sh",
    ]
)
_DOUBLED = re.compile(r"(https?://(?:dx\.|www\.)?[\w.-]+/)(?:https?:/{1,2}|(?:dx\.|www\.)?(?=\1))", re.IGNORECASE)
_NESTED = re.compile(
    r"https?://(?P<host>[\w.-]+)/(?P<inner>(?:https?:/{0,2})?(?:dx\.|www\.)?(?P<again>[\w.-]+)/.*)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<=[^/=?&:#])(?:%20|%5Cn|[\s,;(){}|\]\[])*\(?(?:https?|ftp)://", re.IGNORECASE)
_WRAPPERS = re.compile(
    r"web\.archive\.org/|/web/\d{4,14}|archive\.(?:is|today|ph)/|[?&#][\w-]+=|proxy|translate", re.IGNORECASE
)
_OPENING = {")": "(", "]": "[", "}": "{"}
_COMPACT_HOSTS = re.compile(r"https?://(?:www\.|dx\.|export\.)?(?:doi\.org|arxiv\.org|github\.com)/", re.IGNORECASE)


def placeholder_url(url: str) -> str:
    """Say why this target was never meant to be followed, or return an empty string.

    Reserved hosts are those of RFC 2606 and RFC 6761, compared label by label.
    """
    written = url.strip()
    if not written:
        return "empty target"
    if written.strip("#") == "":
        return "bare #"
    if placeholder_text(written):
        return "placeholder word"
    parts = _split(written)
    if parts is None:
        return ""
    host, path = parts
    if host:
        if any(host == name or host.endswith("." + name) for name in RESERVED_NAMES):
            return "reserved example host"
        if re.fullmatch(r"127(?:\.\d+){3}|0\.0\.0\.0|\[?::1\]?", host):
            return "address of one's own machine"
        if re.fullmatch(r"(?:your|my|some)[-_]?\w*[-_]?(?:link|url|site|website|domain|page|host)(?:\.\w+)?", host):
            return "template host"
    elif re.match(r"https?:", written, re.IGNORECASE):
        return "nothing after the scheme"
    if host in _CODE_HOSTS and (reason := _template_repository(path)):
        return reason
    rest = re.sub(r"^[a-z]+://", "", written, flags=re.IGNORECASE)
    if _BARE.fullmatch(rest):
        return "prefix without an identifier"
    if _MASKED.search(unquote(rest)):
        return "template address never filled in"
    return ""


def placeholder_text(text: str) -> str:
    """Say why this text stands for "nothing yet", or return an empty string; an empty text is none."""
    words = " ".join(text.split()).strip("()[]{}<>（）【】「」*_`'\"“”")
    bare = words.rstrip(".!… ")
    if _WORDS.fullmatch(bare):
        return "placeholder word"
    if words and all(char in _MARKS or not char.isprintable() or char in "\ufe0f " for char in words):
        return "dash or cross"
    if re.fullmatch(r"x{2,}([.\- ]x{2,})*|\.\.\.", bare, re.IGNORECASE):
        return "template text never filled in"
    return ""


def flaw(url: str) -> tuple[str, str | None]:
    """Say why this is no address, and what it would be when mended where that is safe; ``("", None)`` when it is fine.

    Blanks around the address are no flaw, nor is a full stop at its end.
    """
    written = url.strip()
    if not written:
        return "empty target", None
    if placeholder_text(written):
        return "a word in place of an address", None
    if match := _DOI.fullmatch(written):
        return "a DOI without its resolver", f"https://doi.org/{match[1]}"
    if match := _ARXIV.fullmatch(written):
        return "an arXiv id without its site", f"https://arxiv.org/abs/{match[1]}"
    if re.match(r"(?:file:|javascript:|data:|[a-z]:\\|/(?:home|Users|mnt|root|tmp|var)/|~/)", written, re.IGNORECASE):
        return "a path on somebody's machine", None
    if re.search(r"\s", written):
        return _blank(written)
    scheme = _SCHEME.match(written)
    if scheme is None or scheme[0].lower() not in _USABLE or not written[scheme.end() :].startswith("://"):
        return _without_scheme(written)
    return _structure(written)


def _template_repository(path: str) -> str:
    owner, _, rest = path.strip("/").partition("/")
    name = rest.partition("/")[0].removesuffix(".git")
    if _TEMPLATE_OWNERS.fullmatch(owner):
        return "template repository"
    if owner.lower() in _SHARED_OWNERS and (not name or _TEMPLATE_REPOS.fullmatch(name)):
        return "template repository"
    return ""


def _split(url: str) -> tuple[str, str] | None:
    """Host in lower case and path; None where nothing of the kind can be made out."""
    address = url if "://" in url else f"//{url}" if re.match(r"[\w-]+\.[\w.-]+(?:/|$)", url) else url
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").rstrip("."), unquote(parts.path)
    except ValueError:
        return None


def _blank(url: str) -> tuple[str, str | None]:
    if _GLUED.search(url):
        return "two addresses glued together", None
    if flaw_inside := re.match(r"(\S+)\s+[\"'(]", url):
        return "a remark inside the target", flaw_inside[1] if not flaw(flaw_inside[1])[0] else None
    joined = re.sub(r"\s+", "", url)
    if re.match(r"https?://", joined, re.IGNORECASE):
        safe = bool(_COMPACT_HOSTS.match(joined)) and not flaw(joined)[0]
        return "blank inside the address", joined if safe else None
    return "words in place of an address", None


def _without_scheme(url: str) -> tuple[str, str | None]:
    for pattern in (_SLASHES, _TYPO):
        if match := pattern.match(url):
            scheme = "http://" if not re.search(r"s", match[0], re.IGNORECASE) else "https://"
            mended = scheme + url[match.end() :].lstrip("/")
            return "misspelt scheme", mended if not flaw(mended)[0] else None
    if url.startswith("//"):
        return "scheme missing", f"https:{url}" if not flaw(f"https:{url}")[0] else None
    match = _DOMAIN.fullmatch(url)
    if match and match["top"].lower() in _TOPS:
        return "scheme missing", f"https://{url}" if not flaw(f"https://{url}")[0] else None
    if re.match(r"[a-z][a-z0-9+.-]*://", url, re.IGNORECASE):
        return "unknown scheme", None
    return "a word in place of an address", None


def _structure(url: str) -> tuple[str, str | None]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return "not an address", None
    if not host:
        return "no host", None
    if match := _NESTED.fullmatch(url):
        bare = [re.sub(r"^(?:dx|www)\.", "", match[group].lower()) for group in ("host", "again")]
        if bare[0] == bare[1]:
            inner = re.sub(r"^https?:/{0,2}", "", match["inner"], flags=re.IGNORECASE)
            mended = f"https://{inner}"
            return "prefix written twice", mended if not _structure(mended)[0] else None
    if not _WRAPPERS.search(url) and _GLUED.search(url, 8):
        return "two addresses glued together", None
    if match := re.match(r"https?://(?=https?:/)", url, re.IGNORECASE):
        inner, mended = url[match.end() :], flaw(url[match.end() :])
        return "scheme written twice", inner if not mended[0] else mended[1]
    if "." not in host and host != "localhost" and ":" not in host:
        return "no such host name", None
    if "](" in url or (url[-1] in ")]}" and url.count(url[-1]) > url.count(_OPENING[url[-1]])):
        return "markup inside the address", None
    return "", None
