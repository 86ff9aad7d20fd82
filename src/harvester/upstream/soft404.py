"""Pages that answer 200 and are not there: error pages, front pages and logins in their place, emptied sites."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from harvester.upstream.html_page import SHORT
from harvester.upstream.tables import Places, rows

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from harvester.upstream.html_page import HtmlPage

_NUMBER = (
    r"(?:http )?(?:status )?(?:error|fehler|erreur|errore|erro|fout|błąd|fel|ошибка|エラー|错误)?[ \-]?(?:code )?404"
    r"(?: error)?(?: page)?(?: \(not found\)!+1*)?"
)
_FIRST = re.compile(_NUMBER)
_LAST = re.compile(rf"(?:(?<![\s(:|–—-])[\s(:|–—-]+)?{_NUMBER}\)?$")
_LEAD = re.compile(
    r"(?:(?:o+ps|who+ps|uh[- ]?oh|sorry|hm+|error|ups|hoppla|we(?:'re| are) sorry)[!,.:;… ]+|"
    r"(?:the|this|that|your|requested|web)\s+)+"
)
_OF_A_SITE = re.compile(r"(?:(?<!\s)\s+)?[|·•»«]\s*|(?<!\s)\s+::\s+")
_PUNCTUATION = " \t!?.…,;:\"'“”„«»()[]-–—*~😕😢🙁😞🤔☹️"

_FRONT = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?(?:/|$))?(?:(?:index|home|default|main)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_TRACKING = re.compile(r"(?:(?<!\w)utm_\w+|ref|source|fbclid|gclid)=[^&]*(?:&|$)")
_ERROR_PATH = re.compile(
    r"/(?:errors?[/_-]?)?(?:404|(?:page[-_]?)?not[-_]?found|pagenotfound|error[-_]?404)(?:\.\w{2,5})?(?:/|$)",
    re.IGNORECASE,
)
_ABOUT_ERRORS = re.compile(r"404|not[-_ ]?found", re.IGNORECASE)
_LOGIN_PATH = re.compile(
    r"/(?:(?:user|users|account|accounts|auth|member|session|sessions|my)/)?"
    r"(?:log[-_]?in|sign[-_]?in|logon|servicelogin|wp-login|session/new)(?:\.\w{2,5})?/?$",
    re.IGNORECASE,
)
_PASS_PATH = re.compile(
    r"/(?:sso|saml2?|cas|idp|oauth2?|authorize|auth|openid|shibboleth[^/]*|wayf)(?:[/.]|$)", re.IGNORECASE
)
_LOGIN_HOST = frozenset({"login", "signin", "sso", "auth", "idp", "accounts", "cas", "shibboleth", "wayf"})
_RETURN = re.compile(
    r"(?:^|&)(?:return\w*|redirect\w*|service|continue|next|target|goto|samlrequest|client_id|callback\w*|from|url)=",
    re.IGNORECASE,
)


def not_there(page: HtmlPage | None, start: str, end: str) -> str:
    """Say why a page that answered is not the one that was linked, or return an empty string.

    Args:
        page: What answered, where it is HTML.
        start: The address in the link.
        end: The address that answered, with the fragment that its redirect gave it.
    """
    here, there = urlsplit(start), urlsplit(end)
    if (why := led_away(start, end)) or page is None:
        return why
    if why := _emptied(page, there):
        return why
    if page.is_article or _ABOUT_ERRORS.search(here.path):
        return ""
    if said := _says_not_found(page):
        return f"the page calls itself {_quoted(said)}"
    return ""


def led_away(start: str, end: str) -> str:
    """Say to what place without the linked page a redirect led, or return an empty string."""
    here, there = urlsplit(start), urlsplit(end)
    if (here.netloc, here.path) == (there.netloc, there.path):
        return ""
    if _ERROR_PATH.search(there.path) and not _ERROR_PATH.search(here.path):
        return "redirected to an error page"
    if _is_login(there) and not _is_login(here):
        return "redirected to a login"
    if _is_front(there) and not _is_front(here) and _says_nothing(there) and not _own_name(here, there):
        return "redirected to a front page"
    return ""


def _is_front(parts: SplitResult) -> bool:
    return bool(_FRONT.fullmatch(parts.path))


def _is_login(parts: SplitResult) -> bool:
    host, returns = parts.hostname or "", bool(_RETURN.search(parts.query))
    if _LOGIN_PATH.search(parts.path):
        return True
    return returns and (host.partition(".")[0] in _LOGIN_HOST or bool(_PASS_PATH.search(parts.path)))


def _says_nothing(parts: SplitResult) -> bool:
    """Whether neither query nor fragment names a page (``/?p=12``, ``/#/paper/12`` and ``/#papers`` do)."""
    return not _TRACKING.sub("", parts.query) and not parts.fragment


def _own_name(here: SplitResult, there: SplitResult) -> bool:
    """Whether a page moved to a host of its own: ``/~doe/`` to ``doe.org``, ``NAME.github.io/thing/`` to any."""
    old, new = here.hostname or "", there.hostname or ""
    steps = [re.sub(r"\W", "", unquote(step)).lower() for step in here.path.split("/") if step]
    if old == new:
        return False
    # GitHub sends a project's pages to the project's own domain, and nothing else there
    by_github = old.endswith(".github.io") and len(steps) == 1
    return by_github or any(len(step) > 3 and step in new.replace("-", "") for step in steps)


def _emptied(page: HtmlPage, there: SplitResult) -> str:
    title = page.title.lower()
    for what, titles, places in _emptied_sites():
        if places.hold(there.hostname or "", there.path):
            return what
        if title in titles and not page.is_article and len(page.words) <= 2 * SHORT:
            return what
    return ""


def _says_not_found(page: HtmlPage) -> str:
    """The words in which a page says that it is none, or an empty string.

    A title alone is not believed, since papers are called such things: a heading has to say the same and nothing else,
    or a text of few words has to say it in a sentence.
    """
    phrases, sentences = _not_found()
    title, *parts = map(_plain, page.title_parts)
    wholly, beside = _is_phrase(title, phrases), _is_beside_a_site(page.title, phrases)
    partly = wholly or beside or any(_is_phrase(part, phrases) for part in parts)
    if title and not partly and not any(_is_phrase(_plain(heading), phrases) for heading in page.may_be_headed()):
        return ""
    headings = [_plain(heading) for heading in page.headings[:3]]
    length, words = len(page.words), page.words.lower()
    repeated = beside and any(_is_beside_a_site(heading, phrases) for heading in page.headings[:3])
    if repeated or any(_is_phrase(heading, phrases) for heading in headings):
        return page.title or page.headings[0] if length <= (3 * SHORT if partly else SHORT // 4) else ""
    if (wholly or beside) and not headings and length <= SHORT // 20:
        return page.title
    if not title and not headings:
        return page.words if length <= SHORT // 10 and _is_phrase(_plain(words), phrases) else ""
    # what stands as a heading, the site's name and all, is the title of a work
    if partly and title not in headings and length <= (SHORT if wholly else SHORT // 2):
        return page.title if any(sentence in words for sentence in sentences) else ""
    return ""


def _is_beside_a_site(text: str, phrases: frozenset[str]) -> bool:
    """Whether a text has a phrase on either side of a mark that sets off the name of a site.

    A dash is none: it stands within the titles of works as well.
    """
    return any(_is_phrase(_plain(part), phrases) for part in _OF_A_SITE.split(text))


def _is_phrase(text: str, phrases: frozenset[str]) -> bool:
    """Whether a text is ``404``, or one of the phrases with or without it."""
    rest = text
    if first := _FIRST.match(text):
        rest = text[first.end() :]
    elif last := _LAST.search(text):
        rest = text[: last.start()]
    rest = _plain(rest)
    return bool(text) and (not rest or rest in phrases)


def _plain(text: str) -> str:
    """The words that count: in lower case, without punctuation around them, interjections and articles."""
    words = " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").lower().split()).strip(_PUNCTUATION)
    return words[match.end() :].strip(_PUNCTUATION) if (match := _LEAD.match(words)) else words


def _quoted(text: str) -> str:
    clean = "".join(char if char.isprintable() else " " for char in text)
    return f"“{clean[:60]}”"


@cache
def _not_found() -> tuple[frozenset[str], tuple[str, ...]]:
    languages = rows("soft404", "language")
    return (
        frozenset(_plain(phrase) for row in languages for phrase in row["phrases"]),
        tuple(sentence for row in languages for sentence in row["sentences"]),
    )


@cache
def _emptied_sites() -> tuple[tuple[str, frozenset[str], Places], ...]:
    return tuple((row["what"], frozenset(row["titles"]), Places(row["places"])) for row in rows("soft404", "emptied"))
