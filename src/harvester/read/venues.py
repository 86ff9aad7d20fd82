"""Dates and venues in the many ways people write them."""

from __future__ import annotations

import re

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:19[5-9]\d|20[0-3]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_MM = r"(?:0?[1-9]|1[0-2])"
_DATE = re.compile(
    rf"(?<![\w/])(?:{_YEAR}[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}(?!\d)"
    rf"|{_DAY}(?: of)? {_MONTHS}\.?,? ?{_YEAR}"
    rf"|{_MONTHS}\.? {_DAY},? {_YEAR}"
    rf"|{_MONTHS}\.?,? ?{_YEAR}|{_YEAR},? {_MONTHS}\b(?: {_DAY}\b)?|{_MONTHS}\.? ?['’]\d\d|{_MONTHS}\.? \d\d(?=\s*$)"
    rf"|{_YEAR} ?年(?: ?{_MM} ?月(?: ?{_DAY} ?日)?)?"
    rf"|{_YEAR}[-/.]{_MM}(?![\d.-]))(?!\w)",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"(?<=[^\d\W])[ ,_-]?(?P<date>20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|[12]\d(?:0[1-9]|"
    r"1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_PLAIN_YEAR = re.compile(rf"(?<![\w.:/’'-])(?P<date>{_YEAR})(?:[-–](?:{_YEAR}|\d\d))?(?![\w/]|[.:-]\d)")
_VENUE_YEAR = re.compile(
    rf"(?<=[a-zA-Z])[-_ ]?(?P<date>{_YEAR})(?!\d)|(?<=\w)[ ]?[’'´`][ ]?(?P<short>\d\d)(?!\d)|"
    r"(?<=[A-Z]{3})-?(?P<two>[012]\d)(?![\w.])"
)

# Names that mark a venue whatever stands around them: conferences, journals and preprint servers.
_ACRONYMS = (
    "AAAI AACL ACCV ACL ACM ACM-MM ACMMM AISTATS AISTAT AMIA ASE ASPLOS ASRU ATC BMVC BIBM BIB BHI CACM "
    "CAV CCS CHI CHIL CIKM CoG CoLM COLM COLING COLT CoNLL CoRL CORR CoRR CPAL CRYPTO CSCW CSUR CVPR "
    "CVPRW DAC DASFAA DMKD DSAA EACL ECAI ECCV ECML ECML-PKDD ECIR EDBT EMBC EMNLP ESEC EUROGRAPHICS "
    "FAccT FAST FOCS FSE GECCO HPCA HRI ICANN ICAPS ICASSP ICCV ICCVW ICDAR ICDE ICDM ICIP ICLR ICME "
    "ICML ICMLA ICMR ICPR ICRA ICSE ICSME ICST IEEE IJCAI IJCNN IJCNLP IJCV IJF IJMI INFOCOM INTERSPEECH "
    "Interspeech IPDPS IPMI IROS ISBI ISCA ISIT ISMIR ISMRM ISPRS ISSTA ITSC IUI IVC JAIR JAMA JAMIA "
    "JBHI JBI JFR JMIR JMLR JSAC KAIS KBS KDD L4DC LREC LREC-COLING MedIA MIA MICCAI MICRO MIDL ML4H "
    "ML4PH MLHC MLSys MM MSR MobiCom MobiSys NAACL NDSS NeurIPS NIPS NIME NN NSDI OOPSLA OSDI OpenReview "
    "PACT PAKDD PAMI PIEEE PLDI PLOS PMLR PNAS POPL PODS PPoPP PR PRL PVLDB RA-L RAL RecSys RSS SANER SC "
    "SIAM SIGCOMM SIGGRAPH SIGIR SIGKDD SIGMOD SIGMETRICS SLT SODA SOSP SPM STOC TACL TCDS TCSVT TDSC "
    "TGRS THRI TIFS TIM TIP TIST TITS TIV TKDD TKDE TMC TMI TMLR TMM TNNLS TOG TOIS TOIT TOSEM TPAMI "
    "TPDS TRO T-RO TRANS TSE TSMC TSP TVCG UAI UbiComp UIST USENIX UAI VLDB VIS WACV WACVW WSDM WWW "
    "WebConf TheWebConf arXiv arxiv ArXiv Arxiv ARXIV bioRxiv BioRxiv biorxiv medRxiv MedRxiv medrxiv "
    "Preprint preprint Nature Science Cell Lancet NEJM Neuron PhD Thesis OpenAI DeepMind Github GitHub "
    "Blog blog"
)
_ACRONYM = "|".join(re.escape(name) for name in sorted(set(_ACRONYMS.split()), key=len, reverse=True))
_WORDS = (
    r"Transactions|Trans\.|Proceedings|Proc\.|Journal|J\.|Conference|Conf\.|Workshops?|Symposium|Letters|"
    r"Review(?:s)? (?:of|in)|Annals|Bulletin|Magazine|Advances in|Findings|Lecture Notes|LNCS|"
    r"International|Academy|Communications|Frontiers|Annual|Press|Expert Systems|Bioinformatics|Medicine|"
    r"Radiology|Neural Networks|Neurocomputing|Pattern Recognition|Information Fusion|Scientific Reports|"
    r"Scientific Data|Genome|Methods|Diagnostics|Sensors|Electronics|Entropy|Patterns|Heliyon|Cureus|"
    r"Science|Technical [Rr]eport|Tech\.? [Rr]ep(?:ort|\.)?|Ph\.?D\.?|Thesis|Dissertation"
)
_SHORT = re.compile(rf"(?<![\w-])(?:{_ACRONYM})(?:s|W)?(?=$|[^\w]|['’]?\d\d|_)")
_LONG = re.compile(rf"(?<!\w)(?:{_WORDS})(?!\w)")
_CHINESE = re.compile(r"会议|期刊|学报|研讨会|大会")


def find_date(text: str) -> tuple[int, int] | None:
    """Span of the date in a short text about a venue, or None; the most precise form wins, then the last year."""
    if match := _DATE.search(text):
        return match.span()
    if match := _GLUED.search(text):
        return match.span("date")
    years = list(_PLAIN_YEAR.finditer(text))
    if years:
        return years[-1].span("date")
    for match in _VENUE_YEAR.finditer(text):
        group = next(name for name in ("date", "short", "two") if match[name])
        return match.span(group)
    return None


def names_venue(text: str) -> bool:
    """True where a known venue, or a word that only venues have, stands in the text."""
    return bool(_SHORT.search(text) or _LONG.search(text) or _CHINESE.search(text))


def starts_with_venue(text: str, *, known: bool = False) -> bool:
    """True where the text begins with a venue; with ``known`` its name must be one of the short ones."""
    words = text.lstrip("*_([ ")
    return bool(_SHORT.match(words) or (not known and _LONG.match(words)))
