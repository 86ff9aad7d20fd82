"""What is no identifier stays a web page, however much it looks like one."""

from __future__ import annotations

import pytest

from harvester.identify import identify_url, normalise_doi, parse_arxiv
from harvester.model import TargetKind

WEB_PAGES = [
    # pages of registries and publishers that stand for no single work
    "https://www.doi.org/the-identifier/what-is-a-doi/",
    "https://www.doi.org/resources",
    "https://doi.org/index.html",
    "https://doi.org/10.1109",
    "https://doi.org/10.1/abc",
    "https://doi.org/10.12345678901/abc",
    "https://doi.org/12345",
    "https://support.doi.org/10.1000/182",
    "https://doi.org/abcde",
    "https://hdl.handle.net/2117/100000",
    "https://hdl.handle.net/abc12",
    "https://www.nature.com/",
    "https://www.nature.com/nmeth/volumes/20/issues/1",
    "https://www.nature.com/articles/sdata201618",
    "https://www.nature.com/articles/s41599-019-0279-9",
    "https://www.nature.com/subjects/machine-learning",
    "https://link.springer.com/journal/11263",
    "https://link.springer.com/search?query=10.1007/978",
    "https://dl.acm.org/citation.cfm?id=3068697",
    "https://dl.acm.org/doi/10.5555/3295222.3295349",
    "https://dl.acm.org/doi/abs/10.5555/3122009.3242046",
    "https://ieeexplore.ieee.org/document/7780459",
    "https://ieeexplore.ieee.org/abstract/document/9879191/",
    "https://www.mdpi.com/1424-8220/23/19/8328",
    "https://www.mdpi.com/journal/sensors",
    "https://www.jmir.org/2020/3/e12345/",
    "https://jamanetwork.com/journals/jama/fullarticle/2763952",
    "https://academic.oup.com/bioinformatics/article/37/15/2112/6128680",
    "https://academic.oup.com/bioinformaticsadvances/article/2/1/vbac016/6543213",
    "https://ojs.aaai.org/index.php/AAAI/article/view/16128",
    "https://www.sciencedirect.com/journal/patterns",
    "https://www.sciencedirect.com/science/article/pii/S00220736210018",
    "https://www.sciencedirect.com/science/article/pii/S00220736210018500",
    "https://www.cell.com/patterns/home",
    "https://zenodo.org/communities/medical",
    "https://sandbox.zenodo.org/records/123456",
    "https://sandbox.zenodo.org/doi/10.5072/zenodo.123456",
    "https://zenodo.org/badge/latestdoi/123456789",
    "https://figshare.com/articles/dataset/Some_title/12345678",
    "https://osf.io/abcde/",
    "https://www.ijcai.org/Proceedings/15/Papers/468.pdf",
    "https://www.ijcai.org/proceedings/2016/123",
    "https://www.hindawi.com/journals/cmmm/",
    "https://peerj.com/articles/",
    "https://papers.ssrn.com/sol3/cf_dev/AbsByAuth.cfm?per_id=123456",
    "https://data.mendeley.com/datasets/rscbjbr9sj",
    "https://pubmed.ncbi.nlm.nih.gov/?term=diffusion+models",
    "https://pubmed.ncbi.nlm.nih.gov/?term=29779949",
    "https://www.ncbi.nlm.nih.gov/entrez/query.fcgi?db=pubmed&cmd=Retrieve",
    "https://www.ncbi.nlm.nih.gov/entrez/query.fcgi?db=gene&list_uids=29779949",
    "https://www.ncbi.nlm.nih.gov/pmc/articlerender.fcgi?tool=pubmed",
    "https://www.ncbi.nlm.nih.gov/29779949",
    "https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE1000",
    "https://www.ncbi.nlm.nih.gov/pmc/articles/mid/NIHMS1881939/",
    "https://europepmc.org/article/PPR/PPR123456",
    # arXiv without a paper
    "https://arxiv.org/list/cs.LG/recent",
    "https://arxiv.org/a/vaswani_a_1",
    "https://arxiv.org/abs/2401.0001",
    "https://arxiv.org/abs/1412.00001",
    "https://arxiv.org/abs/0703.0001",
    "https://arxiv.org/abs/2413.00001",
    "https://arxiv.org/abs/2407.00116v0",
    "https://arxiv.org/abs/2407.001160",
    "https://arxiv.org/abs/nosuch/0301012",
    "https://arxiv.org/abs/cs/0704012",
    "https://arxiv.org/html/2407.00116v1/x1.png",
    "https://huggingface.co/blog/2407.00116",
    "https://info.arxiv.org/help/api/tou.html",
    # proceedings, but no paper in them
    "https://openreview.net/group?id=ICLR.cc/2024/Conference",
    "https://openreview.net/forum?noteId=rkxRmCe8B4",
    "https://openreview.net/forum?id=a/b",
    "https://openreview.net/references/pdf?id=rkxRmCe8B4",
    "https://openreview.net/pdf/0123456789abcdef0123456789abcdef01234567.pdf",
    "https://aclanthology.org/volumes/2020.acl-main/",
    "https://aclanthology.org/2020.acl-main/",
    "https://aclanthology.org/P18-1/",
    "https://aclanthology.org/attachments/2020.acl-main.1.Software.zip",
    "https://proceedings.mlr.press/v97/",
    "https://proceedings.mlr.press/v97/tan19a/tan19a-supp.pdf",
    "https://www.jmlr.org/papers/v21/20-074.html",
    "https://openaccess.thecvf.com/CVPR2019",
    "https://openaccess.thecvf.com/content_ICCV_2017/supplemental/He_Mask_R-CNN_ICCV_2017_supplemental.pdf",
    "https://neurips.cc/virtual/2023/poster/71725",
    "https://papers.nips.cc/book/advances-in-neural-information-processing-systems-30-2017",
    "http://papers.nips.cc/paper/8023-the-challenge-of-realistic-music-generation-supplemental.zip",
    "http://papers.nips.cc/paper/8023-the-challenge-of-realistic-music-generation-supplemental",
    "http://papers.nips.cc/paper/8023-the-challenge-of-realistic-music-generation-reviews",
    "http://papers.nips.cc/paper/8023-the-challenge-of-realistic-music-generation-reviews/index.html",
    "https://proceedings.neurips.cc/paper/2017/file/3f5ee243547dee91fbd053c1c4a845aa-Reviews.html",
    "https://datasets-benchmarks-proceedings.neurips.cc/paper/2021/hash/ec5decca5ed3d6b8079e2e7e7bacc9f2-Abstract-round1.html",
    "https://pdfs.semanticscholar.org/099d/85f25e9336f48ff64287a4b53ee5fb64ab51.pdf",
    "https://www.semanticscholar.org/author/1741101",
    "https://api.semanticscholar.org/graph/v1/paper/",
    "https://api.semanticscholar.org/",
    "https://dblp.org/pid/12/3456.html",
    "https://dblp.org/db/conf/nips/nips2017.html",
    # code hosts, but no repository
    "https://github.com/topics/medical-imaging",
    "https://github.com/orgs/harvester/repositories",
    "https://github.com/sponsors/somebody",
    "https://github.com/collections/machine-learning",
    "https://github.com/features/copilot",
    "https://github.com/apps/renovate",
    "https://github.com//imics-lab/tts-gan",
    "https://github.com/imics-lab/tts gan".replace(" ", "%20"),
    "https://imics-lab.github.io/tts-gan/",
    "https://docs.github.com/en/actions",
    "https://gist.github.com/discover",
    "https://gist.github.com/yoavg",
    "https://status.gist.github.com/yoavg/6bff0fecd65950898eba1bb321cfbd81",
    "https://gitlab.com/explore/projects",
    "https://gitlab.com/inkscape",
    "https://gitlab.inria.fr/group/project",
    "https://bitbucket.org/linqs/",
    "https://bitbucket.org/linqs/workspace/projects/PSL",
    "https://codeberg.org/explore/repos",
    "https://huggingface.co/openai",
    "https://api-inference.huggingface.co/openai/gpt2",
    "https://huggingface.co/docs/diffusers",
    "https://huggingface.co/gpt2/tree/main",
    "https://huggingface.co/spaces/stabilityai",
    # strangers that quote an identifier
    "https://papers.org/report-25.10.2015/summary",
    "https://example-lab.edu/pubs/10.1109/JBHI.2022.3223777",
    "https://scholar.google.com/scholar?q=10.1109/JBHI.2022.3223777",
    "https://sci-hub.se/10.1109/JBHI.2022.3223777",
    "https://web.archive.org/web/2022/https://arxiv.org/abs/2407.00116",
    "https://www.researchgate.net/publication/123456789_Some_title",
    "https://paperswithcode.com/paper/attention-is-all-you-need",
    "https://www.google.com/url?q=https://doi.org/10.1000/182",
]

HOSTILE_PAGES = [
    # the host is what follows the @
    ("https://doi.org@evil.tld/10.1000/182", "evil.tld"),
    ("https://doi.org:443@evil.tld/10.1000/182", "evil.tld"),
    ("https://github.com%2Fimics-lab@evil.tld/tts-gan", "evil.tld"),
    # a name that only begins or ends like another
    ("https://doi.org.evil.tld/10.1000/182x", "doi.org.evil.tld"),
    ("https://evil-doi.org/10.1000/182", "evil-doi.org"),
    ("https://notgithub.com/a/b", "notgithub.com"),
    ("https://github.com.evil.tld/a/b", "github.com.evil.tld"),
    ("https://evilspringer.com/article/10.1007/s13755-023-00241-y", "evilspringer.com"),
    ("https://arxiv.org.cn.evil.tld/abs/2407.00116", "arxiv.org.cn.evil.tld"),
    ("https://аrxiv.org/abs/2407.00116", "xn--rxiv-43d.org"),
    ("https://dοi.org/10.1000/182", "xn--di-jbc.org"),
    ("https://githuḃ.com/a/b", "xn--githu-k90b.com"),
    # no name at all
    ("https://github.com。。ü/a/b", "github.com。。ü"),
    # another port is another server
    ("https://github.com:8443/a/b", "github.com:8443"),
    ("http://doi.org:8080/10.1000/182", "doi.org:8080"),
    # a client would shorten these paths before it asks
    ("https://doi.org/10.1000/../../login", "doi.org"),
    ("https://doi.org/10.1000/%2e%2e/182", "doi.org"),
    ("https://github.com/a/../../b/c", "github.com"),
    ("https://arxiv.org/abs/../abs/2407.00116", "arxiv.org"),
    # control characters
    ("https://doi.org/10.1000/18%002", "doi.org"),
    ("https://doi.org/10.1000/18%0a2", "doi.org"),
    ("https://github.com/a/b%00c", "github.com"),
    # alive or not, nobody here can follow it
    ("ftp://doi.org/10.1000/182", "doi.org"),
]

NO_ADDRESS = [
    ("https://evil.tld\\@doi.org/10.1000/182", "backslash in the host name"),
    ("https://doi.org\\.evil.tld/10.1000/182", "backslash in the host name"),
    ("https://host.tld:99999/", "port out of range 0-65535"),
    ("gopher://doi.org/10.1000/182", "unknown scheme"),
    ("https://arxiv.org/abs/https://arxiv.org/abs/2407.00116", "prefix written twice"),
    ("https://arxiv.org/abs/arxiv.org/abs/2407.00116", "prefix written twice"),
    ("https://arxiv.org/pdf/https:/arxiv.org/pdf/2407.00116.pdf", "prefix written twice"),
]


@pytest.mark.parametrize("url", WEB_PAGES)
def test_a_page_without_a_certain_identifier_is_a_web_page(url: str) -> None:
    assert identify_url(url).kind is TargetKind.WEB


@pytest.mark.parametrize(("url", "host"), HOSTILE_PAGES)
def test_a_page_is_judged_by_the_host_that_a_browser_asks(url: str, host: str) -> None:
    target = identify_url(url)
    assert target.kind is TargetKind.WEB
    assert target.value.partition("://")[2].partition("/")[0].rpartition("@")[2] == host


@pytest.mark.parametrize(("url", "why"), NO_ADDRESS)
def test_what_no_client_could_ask_is_malformed_and_says_why(url: str, why: str) -> None:
    target = identify_url(url)
    assert (target.kind, target.value, target.why) == (TargetKind.MALFORMED, url, why)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.com", TargetKind.PLACEHOLDER),
        ("https://github.com/example", TargetKind.PLACEHOLDER),
        ("#", TargetKind.PLACEHOLDER),
        ("TODO", TargetKind.PLACEHOLDER),
        ("https://doi.org/", TargetKind.PLACEHOLDER),
        ("https://arxiv.org/abs/xxxx.xxxxx", TargetKind.PLACEHOLDER),
        ("yES", TargetKind.MALFORMED),
        ("htps://arxiv.org/abs/2407.00116", TargetKind.MALFORMED),
        ("https://doi.org/https://doi.org/10.1000/182", TargetKind.MALFORMED),
        ("https://doi.org/doi.org/10.1000/182", TargetKind.MALFORMED),
        ("https://github.com/https://github.com/imics-lab/tts-gan", TargetKind.MALFORMED),
        ("10.1000/182", TargetKind.MALFORMED),
        ("arXiv:2407.00116", TargetKind.MALFORMED),
        ("https://github.com/a/b c", TargetKind.MALFORMED),
        ("javascript:alert(1)", TargetKind.MALFORMED),
        ("http://host:99999/", TargetKind.MALFORMED),
    ],
)
def test_what_was_never_a_link_is_told_from_what_is_one(url: str, kind: TargetKind) -> None:
    assert identify_url(url).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.1000",
        "10.1000/",
        "10.100/182",
        "10/182",
        "11.1000/182",
        "10.1000.",
        "10.1000/../182",
        "10.1000/a/..",
        "see 10.1000/182",
        "doi:10.1000/182",
        "10.1000/ 182",
        "١٠.1000/182",
    ],
)
def test_a_text_that_does_not_start_with_a_doi_holds_none(text: str) -> None:
    assert normalise_doi(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2401.0001",
        "0704.00001",
        "1412.00001",
        "1501.0001",
        "0703.0001",
        "0700.0001",
        "1713.00001",
        "2407.001160",
        "2407.00116v",
        "2407.00116v0",
        "2407.00116 ",
        "２４０７.00116",
        "math/03091",
        "math/0309136v",
        "math/0313136",
        "math/0704001",
        "math/9106001",
        "stat/0301001",
        "Math/0309136",
        "math./0309136",
    ],
)
def test_arxiv_padding_months_and_archives_are_significant(text: str) -> None:
    assert parse_arxiv(text) is None


def test_an_address_that_no_server_need_bear_is_left_as_it_is() -> None:
    path = "https://doi.org/10.1000/" + "a" * 100_000
    assert identify_url(path).key == f"web:{path}"
    endless = identify_url("x" * 100_000)
    assert (endless.kind, endless.value) == (TargetKind.MALFORMED, "x" * 100_000)
    assert endless.why == "longer than 8,000 characters"


def test_half_a_character_is_malformed() -> None:
    assert identify_url("https://doi.org/10.1000/\ud800").kind is TargetKind.MALFORMED
