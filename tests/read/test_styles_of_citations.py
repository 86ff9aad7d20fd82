"""Ways in which public lists cite a work in running text: journal styles, bare commas, dates in front."""

from __future__ import annotations

import pytest

from harvester import read
from reading_cases import A, B, C, Work, seen

STYLES = [
    (
        "reference styles of journals: APA, IEEE, Vancouver, MLA",
        (
            f"- Smith, J., & Jones, B. (2020). A theory of synthetic data. *Journal of Data*, 3(2), 1-9. {A}\n"
            f'- A. Smith and B. Jones, "Fast learning of slow things," in Proc. IEEE CVPR, 2020, pp. 1–9. [Online]. Available: {B}\n'
            f'- C. Doe, "Slow learning of fast things," IEEE Trans. Pattern Anal., vol. 3, 2021, doi: [10.1109/def]({A})\n'
            f"- Smith J, Jones B. Federated learning for hospitals. Nat Med. 2020;3(2):1-9. doi: {B}\n"
            f'- Vaswani, Ashish, et al. "Attention is all we had." Advances in neural information processing systems 30 (2017). [[pdf]]({A})\n'
        ),
        [
            Work(title="A theory of synthetic data", paper=(A,), venue="Journal of Data", date="2020"),
            Work(
                title="Fast learning of slow things",
                paper=(B,),
                authors="A. Smith and B. Jones",
                venue="Proc. IEEE CVPR",
                date="2020",
            ),
            Work(
                title="Slow learning of fast things",
                paper=(A,),
                authors="C. Doe",
                venue="IEEE Trans. Pattern Anal",
                date="2021",
            ),
            Work(
                title="Federated learning for hospitals",
                paper=(B,),
                authors="Smith J, Jones B",
                venue="Nat Med",
                date="2020",
            ),
            Work(
                title="Attention is all we had",
                paper=(A,),
                authors="Vaswani, Ashish, et al",
                venue="Advances in neural information processing systems 30",
                date="2017",
            ),
        ],
    ),
    (
        "title, people and venue with nothing but commas or full stops between them",
        (
            f"- A plain study of many things, Jane Doe, John Roe, ACL 2020 [[pdf]({A})]\n"
            f"- A plain study of more things. Jane Doe, John Roe and Max Power. ACL 2020. [[pdf]({B})]\n"
            f"- A plain study of other things. Jane Doe et al. NeurIPS 2020 [pdf]({A})\n"
            f"- Jane Doe, John Roe: A colon study of things. ICML 2019: 1-10 [[link]({B})]\n"
        ),
        [
            Work(
                title="A plain study of many things",
                paper=(A,),
                authors="Jane Doe, John Roe",
                venue="ACL 2020",
                date="2020",
            ),
            Work(
                title="A plain study of more things",
                paper=(B,),
                authors="Jane Doe, John Roe and Max Power",
                venue="ACL 2020",
            ),
            Work(title="A plain study of other things", paper=(A,), authors="Jane Doe et al.", venue="NeurIPS 2020"),
            Work(title="A colon study of things", paper=(B,), authors="Jane Doe, John Roe", venue="ICML 2019"),
        ],
    ),
    (
        "year or a remark in front, in every dress",
        (
            f"- (2020) First of the years [pdf]({A})\n- 2020: Second of the years [pdf]({B})\n"
            f"- **2020** Third of the years [pdf]({A})\n- (**Oral**) Fourth of the years, *ICCV 2023*, [Paper]({B})/[Code]({C})\n"
            f"- **MedGAN** | Fifth of the many years | *MLHC 2017* | [Paper]({A})\n- [x] [Sixth of the years]({B}) - NeurIPS'23\n"
        ),
        [
            Work(title="First of the years", paper=(A,), date="2020"),
            Work(title="Second of the years", paper=(B,), date="2020"),
            Work(title="Third of the years", paper=(A,), date="2020"),
            Work(title="Fourth of the years", paper=(B,), code=(C,), venue="ICCV 2023"),
            Work(title="Fifth of the many years", paper=(A,), venue="MLHC 2017"),
            Work(title="Sixth of the years", paper=(B,), venue="NeurIPS'23"),
        ],
    ),
    (
        "Chinese, with tags, people and labels",
        f"## 论文\n- [2023] 【医学图像】一种基于扩散模型的医学图像合成方法，张三，李四。[论文]({A}) [代码]({C})\n- 《基于深度学习的病历生成》 [PDF]({B})\n",
        [
            Work(title="一种基于扩散模型的医学图像合成方法", paper=(A,), code=(C,), authors="张三，李四", date="2023"),
            Work(title="基于深度学习的病历生成", paper=(B,)),
        ],
    ),
    (
        "people on a line of their own below a numbered item",
        (
            f"1. **Graphs for Everything.** NeurIPS 2017. [paper]({A}) [code]({C})\n\n   *Jane Doe, John Roe, Max Mustermann.*\n\n"
            f"2. **Another Graph Study.** ICLR 2018. [paper]({B})\n\n   *Jane Doe.*\n"
        ),
        [
            Work(
                title="Graphs for Everything",
                paper=(A,),
                code=(C,),
                authors="Jane Doe, John Roe, Max Mustermann",
                venue="NeurIPS 2017",
            ),
            Work(title="Another Graph Study", paper=(B,), authors="Jane Doe", venue="ICLR 2018"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "works"), [pytest.param(text, works, id=name) for name, text, works in STYLES])
def test_every_citation_is_understood(text: str, works: list[Work]) -> None:
    catalogue = read.parse(text.encode(), path="README.md")
    pairs = zip(catalogue.entries, works, strict=False)
    assert [seen(entry, asked) for entry, asked in pairs] == works
    assert len(catalogue.entries) == len(works)
