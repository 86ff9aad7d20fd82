"""DOIs that publishers, preprint servers and archives state in the addresses of their own pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.identify.dois import doi_target
from harvester.identify.tails import without_page

if TYPE_CHECKING:
    from harvester.identify.address import Address
    from harvester.model import Target

# A stranger's page does not become a registered paper by a DOI in its address, so nothing but this list is believed.
_HOSTS = """
acm.org acs.org ahajournals.org aiaa.org aip.org ajronline.org annualreviews.org apa.org aps.org ascelibrary.org
ascopubs.org asm.org asme.org atsjournals.org authorea.com biomedcentral.com biorxiv.org birpublications.org
bmj.com cambridge.org chemrxiv.org computer.org copernicus.org datadryad.org dataverse.harvard.edu dataverse.nl
degruyter.com degruyterbrill.com direct.mit.edu elifesciences.org emerald.com frontiersin.org healthaffairs.org
hindawi.com ieeecomputersociety.org informs.org iop.org iospress.com iospress.nl jamanetwork.com jmir.org karger.com
liebertpub.com lww.com mdpi.com medrxiv.org mitpress.mit.edu mitpressjournals.org nature.com nejm.org neurology.org
oup.com pangaea.de physiology.org plos.org pnas.org preprints.org psychiatryonline.org royalsocietypublishing.org
rsc.org rsna.org rupress.org sagepub.com science.org sciencemag.org siam.org spiedigitallibrary.org springer.com
springeropen.com tandfonline.com techrxiv.org thelancet.com thieme-connect.com thieme-connect.de uchicago.edu
wiley.com worldscientific.com zenodo.org
"""
HOSTS = frozenset(_HOSTS.split())

_DOI = re.compile(r"(?:^|[/=:])(10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}/[^\s\"\x00-\x1f\x7f]+)")
# Silverchair's sites (OUP, MIT Press, AIP) add the number of the article: `/article/doi/10.1093/bib/bbad081/7079707`.
_SILVERCHAIR = re.compile(r"/(?:advance-)?article(?:-[a-z]+)?/doi/")
_NUMBER = re.compile(r"/[0-9]{5,9}(?=/|$)")
_PARAMETERS = ("doi", "id", "doid", "persistentid", "uri", "articleuri")
_ACM = re.compile(r"[0-9]{5,9}(?:\.[0-9]{5,9})?", re.ASCII)


def recognise(address: Address) -> Target | None:
    """The work whose DOI stands in the path, or in the query where that is how the publisher does it."""
    if "10." not in address.path and "10." not in address.query and "doid=" not in address.query:
        return None
    path = unquote(address.path)
    return _in_path(path) or _in_path(unquote(path)) or _in_query(address)


def _in_path(path: str) -> Target | None:
    match = _DOI.search(path)
    if not match:
        return None
    text = match[1]
    if _SILVERCHAIR.search(path, 0, match.start(1)) and (number := _NUMBER.search(text, text.index("/") + 1)):
        text = text[: number.start()]
    return _stated(without_page(text))


def _in_query(address: Address) -> Target | None:
    parameters = address.parameters
    for name in _PARAMETERS:
        value = parameters.get(name, "")
        if name == "doid" and _ACM.fullmatch(value):
            value = f"10.1145/{value}"
        if "10." in value and (target := _stated(value)):
            return target
    return None


def _stated(text: str) -> Target | None:
    # ACM numbers others' papers, and archives their rehearsals, below prefixes that are nobody's: the pages exist,
    # the DOIs do not
    return None if text.startswith(("10.5555/", "10.5072/")) else doi_target(text)
