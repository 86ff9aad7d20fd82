"""DOIs that follow from an address by a rule of the publisher's own, without standing in it.

Only rules that hold for every article of their kind are here. Even so the address is kept as ``Target.page``: where
the registry does not know the DOI, the page is asked and the rule is not believed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.identify.dois import doi_target

if TYPE_CHECKING:
    from harvester.identify.address import Address
    from harvester.model import Target

# Springer Nature: since 2015 journal, year, number and check digit; before that the journal's short name and a number.
# Left out: journals that drop the dots of their DOIs in the address (sdata, leu, bjc …), and s41599, whose DOIs begin
# with 10.1057.
_NATURE = (
    r"(?P<a>(?!s41599)[sd]4[0-9]{4}-[0-9]{3}-[0-9]{4,5}-[0-9a-z]"
    r"|(?:nature|ncomms|srep)[0-9]{4,5}"
    r"|(?:nchem|ngeo|nmat|nnano|nphoton|nphys|nrc|nrd|nrg|nri|nrm|nrmicro|nrn)[0-9]{3,4}"
    r"|(?:nature|nbt|ncb|nchem|nchembio|ncomms|ng|ni|nm|nmeth|nn|nprot|nsmb|nr[a-z]{1,10})(?:\.[0-9]{1,5}){1,3}"
    r"|3[0-9]{7}|[0-9]{4,7}[a-z][0-9])"
)
_OLD_NATURE = r"/[a-z]+/journal/v[a-z0-9]+/n[a-z0-9]+/(?:full|abs|pdf)/"
_EARLY = r"early/[0-9]{4}/[0-9]{2}/[0-9]{2}/"
_DATED = r"(?:20[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.)?"
_RSC = r"(?P<a>[a-z][0-9][a-z]{2}[0-9]{5}[a-z0-9])"
# of Oxford's journals, those whose DOIs repeat the name in the address
_OXFORD = r"(?P<a>bib|bioinformatics|brain|database|gigascience|jamia|nar|nargab)"

# Hosts, what the decoded path and query must look like, and the DOI that follows.
_RULES = (
    ("nature.com", rf"/articles/{_NATURE}(?:\.pdf|/.*)?(?:\?.*)?", "10.1038/{a}"),
    ("nature.com", rf"{_OLD_NATURE}{_NATURE}\.(?:html|pdf)(?:\?.*)?", "10.1038/{a}"),
    (
        "hindawi.com downloads.hindawi.com",
        r"/journals/[a-z]+/(?P<a>20[0-9]{2})/(?P<b>[0-9]{6,8})(?:\.pdf|/.*)?",
        "10.1155/{a}/{b}",
    ),
    ("zenodo.org", r"/(?:api/)?records?/(?P<a>[0-9]{3,12})(?:[/?].*)?", "10.5281/zenodo.{a}"),
    ("elifesciences.org", r"/articles/(?P<a>[0-9]{5,6})(?:v[0-9])?(?:/.*|\.pdf)?", "10.7554/elife.{a}"),
    ("elifesciences.org", r"/content/[0-9]{1,2}/e(?P<a>[0-9]{5,6})(?:/.*|\.short|\.full)?", "10.7554/elife.{a}"),
    (
        "academic.oup.com",
        rf"/{_OXFORD}/article(?:-[a-z]+)?/[0-9]{{1,3}}/[^/]{{1,20}}/(?P<b>[a-z]{{4}}[0-9]{{3,5}})(?:[/?].*)?",
        "10.1093/{a}/{b}",
    ),
    ("peerj.com", r"/articles/(?P<a>[0-9]{1,6})(?:\.pdf)?/?", "10.7717/peerj.{a}"),
    (
        "peerj.com",
        r"/articles/(?P<a>cs|achem|ichem|ochem|pchem|matsci)-(?P<b>[0-9]{1,6})(?:\.pdf)?/?",
        "10.7717/peerj-{a}.{b}",
    ),
    (
        "pubs.rsc.org",
        rf"/en/content/article(?:landing|html|pdf)/[0-9]{{4}}/[a-z]{{2}}/{_RSC}(?:[/?].*)?",
        "10.1039/{a}",
    ),
    (
        "ssrn.com papers.ssrn.com",
        r"/(?:sol3/papers\.cfm\?abstract_?id=|abstract=|abstract/)(?P<a>[0-9]{4,9})(?:&.*)?",
        "10.2139/ssrn.{a}",
    ),
    (
        "preprints.org",
        r"/manuscript/(?P<a>[0-9]{6}\.[0-9]{4})/v(?P<b>[0-9]{1,2})(?:/.*)?",
        "10.20944/preprints{a}.v{b}",
    ),
    ("data.mendeley.com", r"/datasets/(?P<a>[a-z0-9]{10})/(?P<b>[0-9]{1,3})/?", "10.17632/{a}.{b}"),
    # IJCAI has DOIs from 2017 on
    (
        "ijcai.org",
        r"/proceedings/(?P<a>201[7-9]|202[0-9])/0{0,3}(?P<b>[1-9][0-9]{0,3})(?:\.pdf)?/?",
        "10.24963/ijcai.{a}/{b}",
    ),
    ("biorxiv.org", rf"/content/(?:biorxiv/)?{_EARLY}(?P<a>{_DATED}[0-9]{{6}})(?:\..*)?", "10.1101/{a}"),
    ("medrxiv.org", rf"/content/(?:medrxiv/)?{_EARLY}(?P<a>{_DATED}[0-9]{{8}})(?:\..*)?", "10.1101/{a}"),
    ("pnas.org", rf"/content/(?:pnas/)?{_EARLY}(?P<a>[0-9]{{10}})(?:\..*)?", "10.1073/pnas.{a}"),
)
_BY_HOST: dict[str, list[tuple[re.Pattern[str], str]]] = {}
for _hosts, _pattern, _doi in _RULES:
    for _host in _hosts.split():
        _BY_HOST.setdefault(_host, []).append((re.compile(_pattern, re.IGNORECASE), _doi))

HOSTS = frozenset(_BY_HOST)


def recognise(address: Address) -> Target | None:
    """The article, preprint or deposit that the first fitting rule names."""
    written = unquote(address.path) + (f"?{unquote(address.query)}" if address.query else "")
    for pattern, doi in _BY_HOST.get(address.host, ()):
        if match := pattern.fullmatch(written):
            target = doi_target(doi.format(**match.groupdict()))
            return replace(target, page=address.url) if target else None
    return None
