"""arXiv, PubMed, proceedings and indexes: one key for every address of a paper."""

from __future__ import annotations

import pytest

from harvester.identify import canonical_url, identify_text, identify_url
from harvester.model import TargetKind

ARXIV = [
    ("https://arxiv.org/abs/2310.03753", "2310.03753", ""),
    ("http://arxiv.org/abs/2308.12453v1", "2308.12453", "v1"),
    ("http://arxiv.org/abs/2304.03941v1 ", "2304.03941", "v1"),
    ("https://arxiv.org/abs/2310.03753/", "2310.03753", ""),
    ("https://arxiv.org/abs/2310.03753?context=cs.LG", "2310.03753", ""),
    ("https://arxiv.org/abs/2310.03753#", "2310.03753", ""),
    ("https://arxiv.org/abs/arXiv:2310.03753", "2310.03753", ""),
    ("https://arxiv.org/pdf/2103.00006", "2103.00006", ""),
    ("https://arxiv.org/pdf/2103.00006.pdf", "2103.00006", ""),
    ("https://arxiv.org/pdf/2103.00006v12.pdf#page=4", "2103.00006", "v12"),
    ("https://arxiv.org//abs/2310.03753", "2310.03753", ""),
    ("https://arxiv.org/html/2310.03753v2", "2310.03753", "v2"),
    ("https://arxiv.org/format/2310.03753", "2310.03753", ""),
    ("https://arxiv.org/ps/2310.03753", "2310.03753", ""),
    ("https://arxiv.org/e-print/2310.03753", "2310.03753", ""),
    ("https://arxiv.org/src/2310.03753", "2310.03753", ""),
    ("https://arxiv.org/ftp/arxiv/papers/1512/1512.07370.pdf", "1512.07370", ""),
    ("https://www.arxiv.org/abs/2310.03753", "2310.03753", ""),
    ("https://export.arxiv.org/abs/2310.03753", "2310.03753", ""),
    ("https://browse.arxiv.org/pdf/2310.03753.pdf", "2310.03753", ""),
    ("https://de.arxiv.org/abs/2310.03753", "2310.03753", ""),
    ("https://xxx.lanl.gov/abs/hep-th/9711200", "hep-th/9711200", ""),
    ("https://arxiv.org/abs/0704.0001", "0704.0001", ""),
    ("https://arxiv.org/abs/1412.9999v3", "1412.9999", "v3"),
    ("https://arxiv.org/abs/1501.00001", "1501.00001", ""),
    ("https://arxiv.org/abs/math/0309136", "math/0309136", ""),
    ("https://arxiv.org/abs/math.GT/0309136", "math/0309136", ""),
    ("https://arxiv.org/abs/math%2F0309136", "math/0309136", ""),
    ("https://arxiv.org/abs/cs.CL/0301012v2", "cs/0301012", "v2"),
    ("https://arxiv.org/abs/cond-mat.stat-mech/0301012", "cond-mat/0301012", ""),
    ("https://arxiv.org/pdf/hep-th/9711200v3.pdf", "hep-th/9711200", "v3"),
    ("https://arxiv.org/abs/alg-geom/9107001", "alg-geom/9107001", ""),
    ("https://ar5iv.org/abs/2310.03753", "2310.03753", ""),
    ("https://ar5iv.org/html/2310.03753", "2310.03753", ""),
    ("https://ar5iv.labs.arxiv.org/html/2310.03753", "2310.03753", ""),
    ("https://www.alphaxiv.org/abs/2310.03753v2", "2310.03753", "v2"),
    ("https://www.alphaxiv.org/pdf/2310.03753", "2310.03753", ""),
    ("https://www.alphaxiv.org/overview/2310.03753", "2310.03753", ""),
    ("https://huggingface.co/papers/2310.03753", "2310.03753", ""),
    ("https://hf.co/papers/2310.03753", "2310.03753", ""),
    ("https://doi.org/10.48550/arXiv.2310.03753", "2310.03753", ""),
    ("https://doi.org/10.48550/ARXIV.2310.03753v1", "2310.03753", "v1"),
    ("https://doi.org/10.48550/arXiv.hep-th/9711200", "hep-th/9711200", ""),
    ("https://dblp.org/rec/journals/corr/abs-2310-03753.html", "2310.03753", ""),
    ("https://dblp.org/rec/journals/corr/abs-1303-5778", "1303.5778", ""),
    ("https://api.semanticscholar.org/arXiv:2310.03753", "2310.03753", ""),
    ("https://api.semanticscholar.org/graph/v1/paper/ARXIV:2310.03753?fields=title", "2310.03753", ""),
]

PAPERS = [
    # PubMed and PubMed Central
    ("https://pubmed.ncbi.nlm.nih.gov/38160302/", "pmid:38160302"),
    ("https://pubmed.ncbi.nlm.nih.gov/38160302", "pmid:38160302"),
    ("https://pubmed.ncbi.nlm.nih.gov/38160302/#affiliation-1", "pmid:38160302"),
    ("https://pubmed.ncbi.nlm.nih.gov/38160302/?from_single_result=x", "pmid:38160302"),
    ("https://pubmed.ncbi.nlm.nih.gov/?term=38160302%5Buid%5D", "pmid:38160302"),
    ("https://www.ncbi.nlm.nih.gov/pubmed/29779949", "pmid:29779949"),
    ("http://www.ncbi.nlm.nih.gov/pubmed/29779949?dopt=Abstract", "pmid:29779949"),
    ("https://www.ncbi.nlm.nih.gov/m/pubmed/29779949/", "pmid:29779949"),
    ("https://www.ncbi.nlm.nih.gov/labs/pubmed/29779949/", "pmid:29779949"),
    ("http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=Retrieve&db=PubMed&list_uids=29779949", "pmid:29779949"),
    ("https://www.pubmed.gov/29779949", "pmid:29779949"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/pmid/29779949/", "pmid:29779949"),
    ("https://europepmc.org/article/MED/29779949", "pmid:29779949"),
    ("https://europepmc.org/abstract/med/29779949", "pmid:29779949"),
    ("https://api.semanticscholar.org/PMID:29779949", "pmid:29779949"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3000748/", "pmcid:PMC3000748"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3000748/", "pmcid:PMC3000748"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/pmc3000748", "pmcid:PMC3000748"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3000748.1/", "pmcid:PMC3000748"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3000748/pdf/nihms-1.pdf", "pmcid:PMC3000748"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3000748/#S9", "pmcid:PMC3000748"),
    ("https://www.ncbi.nlm.nih.gov/labs/pmc/articles/PMC3000748/", "pmcid:PMC3000748"),
    ("http://www.pubmedcentral.nih.gov/articlerender.fcgi?artid=3000748", "pmcid:PMC3000748"),
    ("https://europepmc.org/articles/PMC3000748", "pmcid:PMC3000748"),
    ("https://europepmc.org/article/PMC/PMC3000748", "pmcid:PMC3000748"),
    ("https://europepmc.org/backend/ptpmcrender.fcgi?accid=PMC3000748&blobtype=pdf", "pmcid:PMC3000748"),
    # OpenReview
    ("https://openreview.net/forum?id=mDwURmlapW", "openreview:mDwURmlapW"),
    ("https://openreview.net/forum?id=mDwURmlapW&noteId=abcdefghij", "openreview:mDwURmlapW"),
    ("https://openreview.net/forum?noteId=abcdefghij&amp;id=mDwURmlapW", "openreview:mDwURmlapW"),
    ("https://openreview.net/pdf?id=mDwURmlapW", "openreview:mDwURmlapW"),
    ("https://www.openreview.net/forum?id=B1QRgziT-", "openreview:B1QRgziT-"),
    # ACL Anthology
    ("https://aclanthology.org/2020.acl-main.286/", "acl:2020.acl-main.286"),
    ("https://aclanthology.org/2020.acl-main.286", "acl:2020.acl-main.286"),
    ("https://aclanthology.org/2020.acl-main.286.pdf", "acl:2020.acl-main.286"),
    ("https://aclanthology.org/2020.acl-main.286v2.pdf", "acl:2020.acl-main.286"),
    ("https://aclanthology.org/2020.acl-main.286.bib", "acl:2020.acl-main.286"),
    ("https://www.aclweb.org/anthology/2020.acl-main.286/", "acl:2020.acl-main.286"),
    ("https://www.aclweb.org/anthology/2020.acl-main.286.pdf", "acl:2020.acl-main.286"),
    ("https://aclanthology.org/2022.findings-naacl.12/", "acl:2022.findings-naacl.12"),
    ("https://aclanthology.org/2020.nlp4if-1.1/", "acl:2020.nlp4if-1.1"),
    ("https://aclanthology.org/W17-2342/", "acl:W17-2342"),
    ("http://aclweb.org/anthology/N18-1100", "acl:N18-1100"),
    ("https://www.aclweb.org/anthology/K/K17/K17-1018.pdf", "acl:K17-1018"),
    ("https://www.aclweb.org/anthology/papers/N/N19/N19-1423/", "acl:N19-1423"),
    ("https://aclanthology.info/papers/P18-1001/p18-1001", "acl:P18-1001"),
    # PMLR
    ("https://proceedings.mlr.press/v97/tan19a.html", "pmlr:v97/tan19a"),
    ("http://proceedings.mlr.press/v97/tan19a/tan19a.pdf", "pmlr:v97/tan19a"),
    ("http://proceedings.mlr.press/v37/bai15.pdf", "pmlr:v37/bai15"),
    ("http://proceedings.mlr.press/v56/Lipton16.pdf", "pmlr:v56/Lipton16"),
    ("http://www.jmlr.org/proceedings/papers/v37/swaminathan15.pdf", "pmlr:v37/swaminathan15"),
    ("http://jmlr.org/proceedings/papers/v9/glorot10a/glorot10a.pdf", "pmlr:v9/glorot10a"),
    ("https://proceedings.mlr.press/r3/geiger96a.html", "pmlr:r3/geiger96a"),
    # CVF
    (
        "https://openaccess.thecvf.com/content/ICCV2023/papers/Lin_UniVTG_ICCV_2023_paper.pdf",
        "cvf:content/ICCV2023/Lin_UniVTG_ICCV_2023_paper",
    ),
    (
        "https://openaccess.thecvf.com/content/ICCV2023/html/Lin_UniVTG_ICCV_2023_paper.html",
        "cvf:content/ICCV2023/Lin_UniVTG_ICCV_2023_paper",
    ),
    (
        "http://openaccess.thecvf.com/content_ICCV_2017/papers/He_Mask_R-CNN_ICCV_2017_paper.pdf",
        "cvf:content_ICCV_2017/He_Mask_R-CNN_ICCV_2017_paper",
    ),
    (
        "http://openaccess.thecvf.com/content_ICCV_2017/html/He_Mask_R-CNN_ICCV_2017_paper.html",
        "cvf:content_ICCV_2017/He_Mask_R-CNN_ICCV_2017_paper",
    ),
    (
        "https://www.cv-foundation.org/openaccess/content_cvpr_2015/papers/Long_Fully_2015_CVPR_paper.pdf",
        "cvf:content_cvpr_2015/Long_Fully_2015_CVPR_paper",
    ),
    (
        "https://openaccess.thecvf.com/content_CVPRW_2019/papers/NTIRE/Cai_NTIRE_CVPRW_2019_paper.pdf",
        "cvf:content_CVPRW_2019/NTIRE/Cai_NTIRE_CVPRW_2019_paper",
    ),
    (
        "https://openaccess.thecvf.com/content/CVPR2021W/NTIRE/html/Cai_NTIRE_CVPRW_2021_paper.html",
        "cvf:content/CVPR2021W/NTIRE/Cai_NTIRE_CVPRW_2021_paper",
    ),
    (
        "https://openaccess.thecvf.com/content/WACV2022/papers/O'Connor_A_B_WACV_2022_paper.pdf",
        "cvf:content/WACV2022/O'Connor_A_B_WACV_2022_paper",
    ),
    # NeurIPS
    (
        "https://proceedings.neurips.cc/paper/2017/hash/3f5ee243547dee91fbd053c1c4a845aa-Abstract.html",
        "neurips:2017/3f5ee243547dee91fbd053c1c4a845aa",
    ),
    (
        "https://proceedings.neurips.cc/paper/2017/file/3f5ee243547dee91fbd053c1c4a845aa-Paper.pdf",
        "neurips:2017/3f5ee243547dee91fbd053c1c4a845aa",
    ),
    (
        "https://papers.nips.cc/paper_files/paper/2017/hash/3f5ee243547dee91fbd053c1c4a845aa-Abstract.html",
        "neurips:2017/3f5ee243547dee91fbd053c1c4a845aa",
    ),
    (
        "https://proceedings.neurips.cc//paper/2020/file/c6b8c8d762da15fa8dbbdfb6baf9e260-Paper.pdf",
        "neurips:2020/c6b8c8d762da15fa8dbbdfb6baf9e260",
    ),
    (
        "https://proceedings.neurips.cc/paper_files/paper/2022/file/54f7125dee9b8b3dc798bb9a082b09e2-Paper-Conference.pdf",
        "neurips:2022/54f7125dee9b8b3dc798bb9a082b09e2/Conference",
    ),
    (
        "https://proceedings.neurips.cc/paper_files/paper/2022/hash/54f7125dee9b8b3dc798bb9a082b09e2-Abstract-Conference.html",
        "neurips:2022/54f7125dee9b8b3dc798bb9a082b09e2/Conference",
    ),
    (
        "https://proceedings.neurips.cc/paper_files/paper/2023/hash/4d4a3b6a34332d80349137bcc98164a5-Abstract-Datasets_and_Benchmarks.html",
        "neurips:2023/4d4a3b6a34332d80349137bcc98164a5/Datasets_and_Benchmarks",
    ),
    ("http://papers.nips.cc/paper/7181-attention-is-all-you-need", "neurips:7181-attention-is-all-you-need"),
    ("https://papers.nips.cc/paper/7181-attention-is-all-you-need.pdf", "neurips:7181-attention-is-all-you-need"),
    # indexes
    (
        "https://www.semanticscholar.org/paper/Attention-Palo-Byravan/67188A50e1d8a601896f1217451b99f646af4ac8",
        "semantic-scholar:67188a50e1d8a601896f1217451b99f646af4ac8",
    ),
    (
        "https://www.semanticscholar.org/paper/67188a50e1d8a601896f1217451b99f646af4ac8?p2df",
        "semantic-scholar:67188a50e1d8a601896f1217451b99f646af4ac8",
    ),
    (
        "https://www.semanticscholar.org/reader/67188a50e1d8a601896f1217451b99f646af4ac8",
        "semantic-scholar:67188a50e1d8a601896f1217451b99f646af4ac8",
    ),
    (
        "https://api.semanticscholar.org/graph/v1/paper/67188a50e1d8a601896f1217451b99f646af4ac8",
        "semantic-scholar:67188a50e1d8a601896f1217451b99f646af4ac8",
    ),
    ("https://api.semanticscholar.org/CorpusID:13756489", "semantic-scholar:CorpusID:13756489"),
    ("https://api.semanticscholar.org/DOI:10.1038/nrn3241", "doi:10.1038/nrn3241"),
    ("https://api.semanticscholar.org/v1/paper/10.1038/nrn3241", "doi:10.1038/nrn3241"),
    ("https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17", "dblp:conf/nips/VaswaniSPUJGKP17"),
    ("https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17.html?view=bibtex", "dblp:conf/nips/VaswaniSPUJGKP17"),
    ("https://dblp.uni-trier.de/rec/bibtex/conf/nips/VaswaniSPUJGKP17", "dblp:conf/nips/VaswaniSPUJGKP17"),
    ("https://dblp.dagstuhl.de/rec/html/journals/pami/HeGDG20", "dblp:journals/pami/HeGDG20"),
    ("https://dblp.org/rec/journals/corr/VaswaniSPUJGKP17", "dblp:journals/corr/VaswaniSPUJGKP17"),
]

TEXTS = [
    ("2407.00116", "arxiv:2407.00116"),
    ("2407.00116v2", "arxiv:2407.00116"),
    ("arXiv:2407.00116", "arxiv:2407.00116"),
    ("arxiv: 2407.00116v2", "arxiv:2407.00116"),
    ("arXiv 2407.00116", "arxiv:2407.00116"),
    ("arXiv:2407.00116 [cs.LG]", "arxiv:2407.00116"),
    ("arXiv preprint arXiv:2407.00116", "arxiv:2407.00116"),
    ("arXiv:math.GT/0309136", "arxiv:math/0309136"),
    ("hep-th/9711200", "arxiv:hep-th/9711200"),
    ("PMID: 29779949", "pmid:29779949"),
    ("pmid:29779949", "pmid:29779949"),
    ("PubMed ID 29779949", "pmid:29779949"),
    ("PMC3000748", "pmcid:PMC3000748"),
    ("PMCID: PMC3000748", "pmcid:PMC3000748"),
    ("pmc3000748.1", "pmcid:PMC3000748"),
]


@pytest.mark.parametrize(("name", "version"), [("", ""), (".pdf", ""), ("v2.pdf", "v2")])
def test_a_paper_of_the_anthology_keeps_the_version_that_its_link_pins(name: str, version: str) -> None:
    target = identify_url(f"https://aclanthology.org/2020.acl-main.286{name}")
    assert (target.key, target.version) == ("acl:2020.acl-main.286", version)


@pytest.mark.parametrize(("url", "identifier", "version"), ARXIV)
def test_a_paper_at_arxiv_is_one_work_in_all_its_versions(url: str, identifier: str, version: str) -> None:
    target = identify_url(url)
    assert (target.kind, target.value, target.version) == (TargetKind.ARXIV, identifier, version)


@pytest.mark.parametrize(("url", "key"), PAPERS)
def test_every_address_of_a_paper_leads_to_one_key(url: str, key: str) -> None:
    target = identify_url(url)
    assert target.key == key
    assert identify_url(canonical_url(target)) == target


@pytest.mark.parametrize(("text", "key"), TEXTS)
def test_an_identifier_in_running_text_is_found(text: str, key: str) -> None:
    target = identify_text(text)
    assert target is not None
    assert target.key == key


@pytest.mark.parametrize(
    "text",
    ["29779949", "3000748", "arXiv", "arXiv:", "arXiv:2401.0001", "PMID", "PMID: 0", "PMC", "2407.001160", "cs.LG"],
)
def test_numbers_without_a_label_are_nothing(text: str) -> None:
    assert identify_text(text) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://arxiv.org/pdf/2407.00116v2.pdf", "https://arxiv.org/abs/2407.00116v2"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/29779949", "https://pubmed.ncbi.nlm.nih.gov/29779949/"),
        ("https://europepmc.org/articles/PMC3000748", "https://pmc.ncbi.nlm.nih.gov/articles/PMC3000748/"),
        ("https://www.aclweb.org/anthology/N18-1100.pdf", "https://aclanthology.org/N18-1100/"),
        (
            "https://openaccess.thecvf.com/content_CVPRW_2019/papers/NTIRE/Cai_NTIRE_CVPRW_2019_paper.pdf",
            "https://openaccess.thecvf.com/content_CVPRW_2019/html/NTIRE/Cai_NTIRE_CVPRW_2019_paper.html",
        ),
        (
            "https://openaccess.thecvf.com/content/CVPR2021W/NTIRE/papers/Cai_NTIRE_CVPRW_2021_paper.pdf",
            "https://openaccess.thecvf.com/content/CVPR2021W/NTIRE/html/Cai_NTIRE_CVPRW_2021_paper.html",
        ),
        (
            "https://proceedings.neurips.cc/paper_files/paper/2022/file/54f7125dee9b8b3dc798bb9a082b09e2-Paper-Conference.pdf",
            "https://proceedings.neurips.cc/paper_files/paper/2022/hash/54f7125dee9b8b3dc798bb9a082b09e2-Abstract-Conference.html",
        ),
        ("http://proceedings.mlr.press/v97/tan19a/tan19a.pdf", "https://proceedings.mlr.press/v97/tan19a.html"),
    ],
)
def test_the_page_of_a_paper_is_shown_whatever_view_was_linked(url: str, address: str) -> None:
    assert canonical_url(identify_url(url)) == address
