"""DOIs and PIIs in publishers' addresses: stated, or following from them by a rule."""

from __future__ import annotations

import pytest

from harvester.identify import canonical_url, identify_url
from harvester.model import TargetKind

STATED = [
    # Springer Nature
    ("https://link.springer.com/article/10.1007/s13755-023-00241-y", "10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/article/10.1007%2Fs13755-023-00241-y", "10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/article/10.1007%252Fs13755-023-00241-y", "10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/article/10.1007/s13755-023-00241-y/fulltext.html", "10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/article/10.1007/s13755-023-00241-y/figures/3", "10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/article/10.1007/s13755-023-00241-y#Sec2", "10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/content/pdf/10.1007/s13755-023-00241-y.pdf", "10.1007/s13755-023-00241-y"),
    ("https://link.springer.com/content/pdf/10.1007%2F978-3-540-27868-9_4.pdf", "10.1007/978-3-540-27868-9_4"),
    ("https://link.springer.com/chapter/10.1007/978-3-031-43901-8_10", "10.1007/978-3-031-43901-8_10"),
    ("https://link.springer.com/chapter/10.1007/978-3-031-43901-8\\_10", "10.1007/978-3-031-43901-8_10"),
    ("https://link.springer.com/book/10.1007/978-3-031-43901-8?page=2", "10.1007/978-3-031-43901-8"),
    ("https://link.springer.com/epdf/10.1007/s13755-023-00241-y?sharing_token=abc", "10.1007/s13755-023-00241-y"),
    ("https://genomebiology.biomedcentral.com/articles/10.1186/s13059-019-1837-6", "10.1186/s13059-019-1837-6"),
    ("https://genomebiology.biomedcentral.com/track/pdf/10.1186/s13059-021-02286-2.pdf", "10.1186/s13059-021-02286-2"),
    ("https://bmcbioinformatics.biomedcentral.com/counter/pdf/10.1186/s12859-020-3427-8", "10.1186/s12859-020-3427-8"),
    ("https://jwcn-eurasipjournals.springeropen.com/articles/10.1186/s13638-019-1361-0", "10.1186/s13638-019-1361-0"),
    ("https://www.nature.com/doifinder/10.1038/nature14539", "10.1038/nature14539"),
    # Wiley, Hindawi
    ("https://onlinelibrary.wiley.com/doi/10.1002/advs.202301169", "10.1002/advs.202301169"),
    ("https://onlinelibrary.wiley.com/doi/abs/10.1002/advs.202301169", "10.1002/advs.202301169"),
    ("https://onlinelibrary.wiley.com/doi/full/10.1002/advs.202301169", "10.1002/advs.202301169"),
    ("https://onlinelibrary.wiley.com/doi/epdf/10.1002/advs.202301169", "10.1002/advs.202301169"),
    ("https://onlinelibrary.wiley.com/doi/pdfdirect/10.1002/advs.202301169?download=true", "10.1002/advs.202301169"),
    ("http://onlinelibrary.wiley.com/doi/10.1002/advs.202301169/abstract;jsessionid=0A1B.f04t03", "10.1002/advs.202301169"),
    ("http://onlinelibrary.wiley.com/doi/10.1002/advs.202301169/full", "10.1002/advs.202301169"),
    ("https://aapm.onlinelibrary.wiley.com/doi/10.1002/mp.15355", "10.1002/mp.15355"),
    ("https://onlinelibrary.wiley.com/resolve/doi?DOI=10.1002/mp.15355", "10.1002/mp.15355"),
    ("https://onlinelibrary.wiley.com/doi/10.1002/%28SICI%291097-4571%28199806%2949%3A8%3C693%3A%3AAID-ASI4%3E3.0.CO%3B2-O", "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"),
    ("https://www.hindawi.com/doi/10.1155/2022/7028517", "10.1155/2022/7028517"),
    # ACM, IEEE Computer Society, SIAM
    ("https://dl.acm.org/doi/10.1145/3583593", "10.1145/3583593"),
    ("https://dl.acm.org/doi/abs/10.1145/3485447.3511974", "10.1145/3485447.3511974"),
    ("https://dl.acm.org/doi/pdf/10.1145/3306618.3317950", "10.1145/3306618.3317950"),
    ("https://dl.acm.org/doi/fullHtml/10.1145/3306618.3317950", "10.1145/3306618.3317950"),
    ("https://dl.acm.org/doi/proceedings/10.1145/3690624", "10.1145/3690624"),
    ("https://dl.acm.org/citation.cfm?doid=3292500.3330701", "10.1145/3292500.3330701"),
    ("https://dl.acm.org/citation.cfm?doid=10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("http://doi.acm.org/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("https://doi.ieeecomputersociety.org/10.1109/CVPR.2016.90", "10.1109/cvpr.2016.90"),
    ("https://epubs.siam.org/doi/10.1137/20M1355239", "10.1137/20m1355239"),
    # Frontiers, MDPI, PLOS, eLife
    ("https://www.frontiersin.org/journals/neurology/articles/10.3389/fneur.2022.755094/full", "10.3389/fneur.2022.755094"),
    ("https://www.frontiersin.org/articles/10.3389/fneur.2022.755094/full#h3", "10.3389/fneur.2022.755094"),
    ("https://www.frontiersin.org/article/10.3389/fneur.2022.755094", "10.3389/fneur.2022.755094"),
    ("http://journal.frontiersin.org/Journal/10.3389/fneur.2022.755094/abstract", "10.3389/fneur.2022.755094"),
    ("https://www.frontiersin.org/articles/10.3389/fneur.2022.755094/pdf", "10.3389/fneur.2022.755094"),
    ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0270043", "10.1371/journal.pone.0270043"),
    ("https://journals.plos.org/plosone/article?id=10.1371%2Fjournal.pone.0270043", "10.1371/journal.pone.0270043"),
    ("https://journals.plos.org/plosone/article/file?id=10.1371/journal.pone.0270043&type=printable", "10.1371/journal.pone.0270043"),
    ("https://journals.plos.org/plosone/article/file?type=printable&amp;id=10.1371/journal.pone.0270043", "10.1371/journal.pone.0270043"),
    ("http://www.plosone.plos.org/article/fetchArticle.action?articleURI=info:doi/10.1371/journal.pone.0270043", "10.1371/journal.pone.0270043"),
    ("http://dx.plos.org/10.1371/journal.pone.0270043", "10.1371/journal.pone.0270043"),
    ("https://elifesciences.org/lookup/doi/10.7554/eLife.12345", "10.7554/elife.12345"),
    # Science, PNAS, OUP, MIT Press, Cambridge
    ("https://www.science.org/doi/10.1126/science.abc1234?cookieSet=1", "10.1126/science.abc1234"),
    ("https://www.science.org/doi/full/10.1126/sciadv.abc1234", "10.1126/sciadv.abc1234"),
    ("https://science.sciencemag.org/lookup/doi/10.1126/science.abc1234", "10.1126/science.abc1234"),
    ("https://www.pnas.org/doi/10.1073/pnas.2016239118", "10.1073/pnas.2016239118"),
    ("https://www.pnas.org/doi/abs/10.1073/pnas.2016239118", "10.1073/pnas.2016239118"),
    ("https://academic.oup.com/bib/advance-article/doi/10.1093/bib/bbad081/7079707", "10.1093/bib/bbad081"),
    ("https://academic.oup.com/jamia/article/doi/10.1093/jamia/ocaa123/5840000?login=true", "10.1093/jamia/ocaa123"),
    ("https://academic.oup.com/jamia/article-abstract/doi/10.1093/jamia/ocaa123/5840000", "10.1093/jamia/ocaa123"),
    ("https://academic.oup.com/jamia/article-lookup/doi/10.1093/jamia/ocaa123", "10.1093/jamia/ocaa123"),
    ("https://direct.mit.edu/neco/article/doi/10.1162/neco_a_01234/12345/A-Title", "10.1162/neco_a_01234"),
    ("https://www.mitpressjournals.org/doi/abs/10.1162/neco.1997.9.8.1735", "10.1162/neco.1997.9.8.1735"),
    ("https://www.cambridge.org/core/services/doi/10.1017/S0962492921000039", "10.1017/s0962492921000039"),
    # Taylor & Francis, SAGE, Emerald, de Gruyter, World Scientific, Royal Society
    ("https://www.tandfonline.com/doi/full/10.1080/01621459.2017.1319839", "10.1080/01621459.2017.1319839"),
    ("https://www.tandfonline.com/doi/pdf/10.1080/01621459.2017.1319839?needAccess=true", "10.1080/01621459.2017.1319839"),
    ("https://journals.sagepub.com/doi/10.1177/1460458219855433", "10.1177/1460458219855433"),
    ("https://www.emerald.com/insight/content/doi/10.1108/IJWIS-01-2020-0001/full/html", "10.1108/ijwis-01-2020-0001"),
    ("https://www.degruyter.com/document/doi/10.1515/cdbme-2022-0005/html", "10.1515/cdbme-2022-0005"),
    ("https://www.worldscientific.com/doi/abs/10.1142/S0129065721500180", "10.1142/s0129065721500180"),
    ("https://royalsocietypublishing.org/doi/10.1098/rsif.2017.0387", "10.1098/rsif.2017.0387"),
    # IOP, APS, ACS, AIP, SPIE, ASME, RSC
    ("https://iopscience.iop.org/article/10.1088/1361-6560/ac1234", "10.1088/1361-6560/ac1234"),
    ("https://iopscience.iop.org/article/10.1088/1361-6560/ac1234/meta", "10.1088/1361-6560/ac1234"),
    ("https://iopscience.iop.org/article/10.1088/1361-6560/ac1234/pdf", "10.1088/1361-6560/ac1234"),
    ("https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.120.024102", "10.1103/physrevlett.120.024102"),
    ("https://link.aps.org/doi/10.1103/PhysRevLett.120.024102", "10.1103/physrevlett.120.024102"),
    ("https://pubs.acs.org/doi/10.1021/acs.jcim.9b00250", "10.1021/acs.jcim.9b00250"),
    ("https://pubs.acs.org/doi/suppl/10.1021/acs.jcim.9b00250/suppl_file/ci9b00250_si_001.pdf", "10.1021/acs.jcim.9b00250"),
    ("https://pubs.aip.org/aip/apl/article-abstract/doi/10.1063/5.0012345/456789/A-title", "10.1063/5.0012345"),
    ("https://pubs.aip.org/aip/apl/article/doi/10.1063/50012345/456789", "10.1063/50012345"),
    ("https://pubs.aip.org/aip/apl/article/doi/10.1063/50012345", "10.1063/50012345"),
    ("https://www.spiedigitallibrary.org/conference-proceedings-of-spie/12032/120320A/A-title/10.1117/12.2611817.full", "10.1117/12.2611817"),
    ("https://www.spiedigitallibrary.org/journals/journal-of-medical-imaging/volume-9/issue-1/016001/T/10.1117/1.JMI.9.1.016001.short?SSO=1", "10.1117/1.jmi.9.1.016001"),
    ("https://asmedigitalcollection.asme.org/biomechanical/article/doi/10.1115/1.4049999/1096789/A-title", "10.1115/1.4049999"),
    # medicine
    ("https://www.nejm.org/doi/full/10.1056/NEJMoa2034577", "10.1056/nejmoa2034577"),
    ("https://www.ahajournals.org/doi/10.1161/CIRCULATIONAHA.120.050000", "10.1161/circulationaha.120.050000"),
    ("https://pubs.rsna.org/doi/abs/10.1148/radiol.2021210000", "10.1148/radiol.2021210000"),
    ("https://www.ajronline.org/doi/10.2214/AJR.20.24000", "10.2214/ajr.20.24000"),
    ("https://ascopubs.org/doi/full/10.1200/CCI.20.00001", "10.1200/cci.20.00001"),
    ("https://jamanetwork.com/article.aspx?doi=10.1001/jama.2016.17216", "10.1001/jama.2016.17216"),
    ("https://www.thieme-connect.com/products/ejournals/abstract/10.1055/s-0040-1702009", "10.1055/s-0040-1702009"),
    ("https://journals.physiology.org/doi/full/10.1152/ajpheart.00001.2020", "10.1152/ajpheart.00001.2020"),
    # preprint servers and archives
    ("https://www.biorxiv.org/content/10.1101/2023.06.29.543848v1", "10.1101/2023.06.29.543848"),
    ("https://www.biorxiv.org/content/10.1101/2023.01.02.522517v2.full.pdf", "10.1101/2023.01.02.522517"),
    ("https://www.biorxiv.org/content/10.1101/2023.01.02.522517v2.full-text", "10.1101/2023.01.02.522517"),
    ("https://www.biorxiv.org/content/10.1101/2023.01.02.522517v1.supplementary-material", "10.1101/2023.01.02.522517"),
    ("https://www.biorxiv.org/content/10.1101/590307v3.abstract", "10.1101/590307"),
    ("https://www.medrxiv.org/content/10.1101/2020.03.20.20039586v2.full.pdf+html", "10.1101/2020.03.20.20039586"),
    ("https://www.biorxiv.org/content/10.64898/2025.12.01.691234v1", "10.64898/2025.12.01.691234"),
    ("https://www.techrxiv.org/doi/full/10.36227/techrxiv.12345678.v1", "10.36227/techrxiv.12345678.v1"),
    ("https://zenodo.org/doi/10.5281/zenodo.1234567", "10.5281/zenodo.1234567"),
    ("https://zenodo.org/badge/DOI/10.5281/zenodo.1234567.svg", "10.5281/zenodo.1234567"),
    ("https://datadryad.org/stash/dataset/doi:10.5061/dryad.0012345", "10.5061/dryad.0012345"),
    ("https://datadryad.org/dataset/doi%3A10.5061%2Fdryad.0012345", "10.5061/dryad.0012345"),
    ("https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/DBW86T", "10.7910/dvn/dbw86t"),
    ("https://doi.pangaea.de/10.1594/PANGAEA.726855", "10.1594/pangaea.726855"),
]  # fmt: skip

RULED = [
    ("https://www.nature.com/articles/s41598-021-01295-2", "10.1038/s41598-021-01295-2"),
    ("https://www.nature.com/articles/s41586-023-06555-x", "10.1038/s41586-023-06555-x"),
    ("https://www.nature.com/articles/s41592-021-01336-8.pdf", "10.1038/s41592-021-01336-8"),
    ("https://www.nature.com/articles/s41587-023-02019-9#citeas", "10.1038/s41587-023-02019-9"),
    ("https://www.nature.com/articles/s41586-023-06555-x/figures/1", "10.1038/s41586-023-06555-x"),
    ("https://www.nature.com/articles/d41586-018-05267-x", "10.1038/d41586-018-05267-x"),
    ("https://www.nature.com/articles/nature12373", "10.1038/nature12373"),
    ("https://www.nature.com/articles/ncomms13890", "10.1038/ncomms13890"),
    ("https://www.nature.com/articles/srep26094", "10.1038/srep26094"),
    ("https://www.nature.com/articles/nmeth.4285", "10.1038/nmeth.4285"),
    ("https://www.nature.com/articles/nbt.4091", "10.1038/nbt.4091"),
    ("https://www.nature.com/articles/nmat1849", "10.1038/nmat1849"),
    ("https://www.nature.com/articles/nrn3241", "10.1038/nrn3241"),
    ("https://www.nature.com/articles/nprot.2009.97", "10.1038/nprot.2009.97"),
    ("https://www.nature.com/articles/323533a0", "10.1038/323533a0"),
    ("https://www.nature.com/articles/35057062", "10.1038/35057062"),
    ("http://www.nature.com/nature/journal/v521/n7553/full/nature14539.html", "10.1038/nature14539"),
    ("https://www.hindawi.com/journals/cmmm/2022/7028517/", "10.1155/2022/7028517"),
    ("http://downloads.hindawi.com/journals/cmmm/2022/7028517.pdf", "10.1155/2022/7028517"),
    ("https://zenodo.org/record/1234567", "10.5281/zenodo.1234567"),
    ("https://zenodo.org/records/1234567", "10.5281/zenodo.1234567"),
    ("https://zenodo.org/record/1234567#.X0ABCxMzZTY", "10.5281/zenodo.1234567"),
    ("https://www.zenodo.org/records/1234567/files/data.zip?download=1", "10.5281/zenodo.1234567"),
    ("https://elifesciences.org/articles/12345", "10.7554/elife.12345"),
    ("https://elifesciences.org/articles/12345v2", "10.7554/elife.12345"),
    ("https://elifesciences.org/content/5/e12345", "10.7554/elife.12345"),
    ("https://peerj.com/articles/453/", "10.7717/peerj.453"),
    ("https://peerj.com/articles/cs-103.pdf", "10.7717/peerj-cs.103"),
    ("https://pubs.rsc.org/en/content/articlelanding/2020/sc/d0sc01234a", "10.1039/d0sc01234a"),
    ("https://pubs.rsc.org/en/Content/ArticleLanding/2015/NR/C5NR01234A#!divAbstract", "10.1039/c5nr01234a"),
    ("https://papers.ssrn.com/sol3/papers.cfm?abstract_id=3456789", "10.2139/ssrn.3456789"),
    ("https://ssrn.com/abstract=3456789", "10.2139/ssrn.3456789"),
    ("https://www.preprints.org/manuscript/202001.0123/v2", "10.20944/preprints202001.0123.v2"),
    ("https://data.mendeley.com/datasets/rscbjbr9sj/2", "10.17632/rscbjbr9sj.2"),
    ("https://www.ijcai.org/proceedings/2018/487", "10.24963/ijcai.2018/487"),
    ("https://www.ijcai.org/Proceedings/2019/0429.pdf", "10.24963/ijcai.2019/429"),
    ("https://www.biorxiv.org/content/biorxiv/early/2019/03/28/590307.full-text.pdf", "10.1101/590307"),
    ("https://www.biorxiv.org/content/early/2020/01/02/2020.01.01.123456", "10.1101/2020.01.01.123456"),
    ("https://www.medrxiv.org/content/early/2020/03/20/2020.03.20.20039586.full.pdf", "10.1101/2020.03.20.20039586"),
    ("https://www.pnas.org/content/pnas/early/2019/02/14/1804597116.full.pdf", "10.1073/pnas.1804597116"),
    ("https://academic.oup.com/bib/article/22/4/bbaa287/5985290", "10.1093/bib/bbaa287"),
    (
        "https://academic.oup.com/bioinformatics/article/39/2/btad075/7025496?login=false",
        "10.1093/bioinformatics/btad075",
    ),
]

PIIS = [
    ("https://www.sciencedirect.com/science/article/pii/S0022073621001850", "S0022073621001850"),
    ("https://www.sciencedirect.com/science/article/abs/pii/S0022073621001850", "S0022073621001850"),
    ("https://www.sciencedirect.com/science/article/pii/s0022073621001850", "S0022073621001850"),
    ("https://www.sciencedirect.com/science/article/pii/S0022-0736(21)00185-0", "S0022073621001850"),
    ("https://www.sciencedirect.com/science/article/pii/S1361841520300840?via%3Dihub", "S1361841520300840"),
    (
        "https://www.sciencedirect.com/science/article/pii/S1361841520300840/pdfft?md5=0&pid=1-main.pdf",
        "S1361841520300840",
    ),
    ("https://www.sciencedirect.com/science/article/abs/pii/S016786551200102X", "S016786551200102X"),
    ("https://www.sciencedirect.com/science/article/pii/0022000078900144", "0022000078900144"),
    ("https://www.sciencedirect.com/science/article/pii/B9780128200247000013", "B9780128200247000013"),
    ("https://linkinghub.elsevier.com/retrieve/pii/S1361841520300840", "S1361841520300840"),
    ("https://reader.elsevier.com/reader/sd/pii/S1361841520300840?token=abc", "S1361841520300840"),
    ("https://api.elsevier.com/content/article/PII:S1361841520300840?httpAccept=text/xml", "S1361841520300840"),
    ("https://www.cell.com/iscience/fulltext/S2589-0042(21)00361-8", "S2589004221003618"),
    ("https://www.cell.com/cell/pdf/S0092-8674(23)01339-9.pdf", "S0092867423013399"),
    ("https://www.cell.com/action/showPdf?pii=S0092-8674%2823%2901339-9", "S0092867423013399"),
    ("https://www.thelancet.com/journals/landig/article/PIIS2589-7500(23)00050-X/fulltext", "S258975002300050X"),
    ("https://www.thelancet.com/pdfs/journals/landig/PIIS2589-7500%2823%2900050-X.pdf", "S258975002300050X"),
    ("https://www.kidney-international.org/article/S0085-2538(15)54229-4/fulltext", "S0085253815542294"),
]


@pytest.mark.parametrize(("url", "doi"), STATED)
def test_a_doi_that_an_address_states_is_believed(url: str, doi: str) -> None:
    target = identify_url(url)
    assert (target.key, target.page) == (f"doi:{doi}", "")


@pytest.mark.parametrize(("url", "doi"), RULED)
def test_a_doi_that_follows_by_a_rule_keeps_the_page_that_can_be_asked_instead(url: str, doi: str) -> None:
    target = identify_url(url)
    assert (target.key, target.page) == (f"doi:{doi}", url)


@pytest.mark.parametrize(("url", "pii"), PIIS)
def test_elsevier_numbers_its_articles(url: str, pii: str) -> None:
    target = identify_url(url)
    assert (target.kind, target.value) == (TargetKind.PII, pii)
    assert canonical_url(target) == f"https://www.sciencedirect.com/science/article/pii/{pii}"
