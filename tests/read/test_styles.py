"""Ways in which public lists write bullets and paragraphs, none of them taken from the corpus."""

from __future__ import annotations

import pytest

from harvester import read
from reading_cases import A, B, C, D, P, Work, seen

STYLES = [
    (
        "one bullet: title, year, authors, pdf",
        (
            f"## Papers\n- Distilling the knowledge in a neural network (2015), G. Hinton et al. [[pdf]]({A})\n"
            f"- Deep neural networks are easily fooled (2015), A. Nguyen et al. [[pdf]]({B})\n"
        ),
        [
            Work(
                title="Distilling the knowledge in a neural network",
                paper=(A,),
                authors="G. Hinton et al.",
                date="2015",
            ),
            Work(title="Deep neural networks are easily fooled", paper=(B,), authors="A. Nguyen et al.", date="2015"),
        ],
    ),
    (
        "numbered in bold brackets, authors first, bold inside quotes",
        (
            f'## 1.1 Book\n\n**[0]** Bengio, Yoshua, Ian J. Goodfellow, and Aaron Courville. "**Deep learning**." An MIT Press book. (2015). [[html]]({A}) '
            f"**(Deep Learning Bible, you can read this book while reading following papers.)** :star::star:\n\n"
            f'**[1]** LeCun, Yann, Yoshua Bengio, and Geoffrey Hinton. "**Deep learning for all**." Nature 521.7553 (2015): 436-444. [[pdf]]({B}) :star:\n'
        ),
        [
            Work(
                title="Deep learning",
                paper=(A,),
                authors="Bengio, Yoshua, Ian J. Goodfellow, and Aaron Courville",
                date="2015",
            ),
            Work(
                title="Deep learning for all",
                paper=(B,),
                authors="LeCun, Yann, Yoshua Bengio, and Geoffrey Hinton",
                date="2015",
            ),
        ],
    ),
    (
        "short name, dash, linked title",
        f"* 3D-ED-GAN - [Shape Inpainting using 3D Generative Adversarial Network]({A}) ([github]({C}))\n* ABC-GAN - [ABC-GAN: Adaptive Blur]({B})\n",
        [
            Work(title="Shape Inpainting using 3D Generative Adversarial Network", paper=(A,), code=(C,)),
            Work(title="ABC-GAN: Adaptive Blur", paper=(B,)),
        ],
    ),
    (
        "bullets with pipes and code-span labels",
        (
            f"- **[R-CNN]** Rich feature hierarchies for accurate object detection | Ross Girshick, et al. | **[CVPR' 14]** |[`[pdf]`]({A}) [`[official code - caffe]`]({C})\n"
            f"- **[OverFeat]** OverFeat: Integrated Recognition, Localization and Detection | Pierre Sermanet, et al. | **[ICLR' 14]** |[`[pdf]`]({B})\n"
        ),
        [
            Work(
                title="Rich feature hierarchies for accurate object detection",
                paper=(A,),
                code=(C,),
                authors="Ross Girshick, et al.",
                date="14",
            ),
            Work(
                title="OverFeat: Integrated Recognition, Localization and Detection",
                paper=(B,),
                authors="Pierre Sermanet, et al.",
            ),
        ],
    ),
    (
        "block of lines joined by backslashes",
        (
            f"**Generative Intelligence in Imaging: Foundations and Progress** \\\n*Xuanru Zhou, Cheng Li, Shuqiang Wang* \\\narXiv 2025. [[Paper]({A})] [[Github]({C})] \\\n7 Aug 2025\n\n"
            f"**Second Work of the List** \\\n*Jane Doe, John Roe* \\\nMICCAI 2024. [[Paper]({B})] \\\n1 Jul 2024\n"
        ),
        [
            Work(
                title="Generative Intelligence in Imaging: Foundations and Progress",
                paper=(A,),
                code=(C,),
                authors="Xuanru Zhou, Cheng Li, Shuqiang Wang",
            ),
            Work(title="Second Work of the List", paper=(B,), authors="Jane Doe, John Roe"),
        ],
    ),
    (
        "block of lines with two blanks at their ends, plain title",
        f"Learning Things Without Labels  \nJane Doe, John Roe  \n*ICLR 2021* [[paper]]({A}) [[code]]({C})\n\nAnother Way of Doing It  \nMax Mustermann, Erika Mustermann  \n*ICML 2020* [[paper]]({B})\n",
        [
            Work(
                title="Learning Things Without Labels",
                paper=(A,),
                code=(C,),
                authors="Jane Doe, John Roe",
                venue="ICLR 2021",
            ),
            Work(title="Another Way of Doing It", paper=(B,), venue="ICML 2020"),
        ],
    ),
    (
        "bold title paragraph, then label lines",
        f"## Detection\n\n**Dynamic Head: Unifying Object Detection Heads with Attentions**\n\n- Paper: {A}\n- Code: {C}\n\n**Second Thing of Note**\n\n- Homepage: {P}\n- Paper(Oral): {B}\n- Code: None\n",
        [
            Work(title="Dynamic Head: Unifying Object Detection Heads with Attentions", paper=(A,), code=(C,)),
            Work(title="Second Thing of Note", paper=(B,), other=(P,)),
        ],
    ),
    (
        "title as a heading, labels below it",
        (
            f"## Avatars\n\n### 1. Animatable Gaussians for Human Avatars\n**Authors**: Jane Doe, John Roe\n\n<details>\n<summary>Abstract</summary>\nWe do it.\n</details>\n\n[📄 Paper]({A}) | [🌐 Project Page]({P}) | [💻 Code]({C})\n\n"
            f"### 2. Second Avatar Work\n**Authors**: Max Mustermann\n\n[📄 Paper]({B})\n"
        ),
        [
            Work(
                title="Animatable Gaussians for Human Avatars",
                paper=(A,),
                code=(C,),
                other=(P,),
                authors="Jane Doe, John Roe",
            ),
            Work(title="Second Avatar Work", paper=(B,), authors="Max Mustermann"),
        ],
    ),
    (
        "numbered items with bold title, authors in the next paragraph",
        f"1. **Introduction to Graph Neural Networks.** Synthesis Lectures on Artificial Intelligence, 2020. [book]({A})\n\n   *Zhiyuan Liu, Jie Zhou.*\n\n2. **Graph Neural Networks: A Review of Methods.** AI Open 2020. [paper]({B})\n\n   *Jie Zhou, Ganqu Cui, Zhengyan Zhang.*\n",
        [
            Work(
                title="Introduction to Graph Neural Networks", paper=(A,), authors="Zhiyuan Liu, Jie Zhou", date="2020"
            ),
            Work(
                title="Graph Neural Networks: A Review of Methods",
                paper=(B,),
                authors="Jie Zhou, Ganqu Cui, Zhengyan Zhang",
            ),
        ],
    ),
    (
        "Chinese headings and full-width marks",
        f"## 综述论文\n\n- 《[A Survey of Large Models]({A})》，张三、李四，ACL 2023，[代码]({C})\n- **Second Study of Models**（NeurIPS 2022）：[论文]({B})｜[代码]({D})\n",
        [
            Work(title="A Survey of Large Models", paper=(A,), code=(C,)),
            Work(title="Second Study of Models", paper=(B,), code=(D,), date="2022"),
        ],
    ),
    (
        "date first, bold title, pipes",
        f"- 2022-11-30, **MVRackLay: Layout Estimation for Warehouse Racks** | [Paper]({A}) | [Code]({C})\n- 2022-10-01, **Second of the Kind** | [Paper]({B})\n",
        [
            Work(title="MVRackLay: Layout Estimation for Warehouse Racks", paper=(A,), code=(C,), date="2022-11-30"),
            Work(title="Second of the Kind", paper=(B,), date="2022-10-01"),
        ],
    ),
    (
        "badges as links, venue in a badge",
        (
            f"- **Alpha: A First Model** ![](https://img.shields.io/badge/CVPR-2024-blue) [![arXiv](https://img.shields.io/badge/arXiv-2301.00001-b31b1b)]({A}) "
            f"[![Star](https://img.shields.io/github/stars/lab/alpha.svg?style=social&label=Star)]({C})\n- **Beta: A Second Model** [![arXiv](https://img.shields.io/badge/arXiv-2302.00002-b31b1b)]({B})\n"
        ),
        [
            Work(title="Alpha: A First Model", paper=(A,), code=(C,), venue="CVPR 2024"),
            Work(title="Beta: A Second Model", paper=(B,)),
        ],
    ),
    (
        "HTML list and anchors",
        f'<h2>Papers</h2>\n<ul>\n<li><b>First of Them</b>, <i>CVPR 2020</i> [<a href="{A}">Paper</a>] [<a href="{C}">Code</a>]</li>\n<li><a href="{B}">Second of Them All</a>, ICCV 2021</li>\n</ul>\n',
        [
            Work(title="First of Them", paper=(A,), code=(C,), venue="CVPR 2020"),
            Work(title="Second of Them All", paper=(B,), venue="ICCV 2021"),
        ],
    ),
    (
        "reference-style links",
        f'- Learning to Learn by Gradient Descent, *NIPS 2016* [[paper][p1]] [[code][c1]]\n- [Second Learning Work][p2]\n\n[p1]: {A}\n[c1]: {C} "Code"\n[p2]: <{B}>\n',
        [
            Work(title="Learning to Learn by Gradient Descent", paper=(A,), code=(C,), venue="NIPS 2016"),
            Work(title="Second Learning Work", paper=(B,)),
        ],
    ),
    (
        "venue in front, in brackets of all kinds",
        f"- (*NeurIPS 2020*) Graph Contrastive Learning with Augmentations, [[paper]]({A})\n* [2018, ICML] Second Contrastive Study [[pdf]]({B})\n* [ICML, 2017] Third Contrastive Study [[pdf]]({A})\n* [ACL'21][Long] Fourth Contrastive Study [[pdf]]({B})\n",
        [
            Work(title="Graph Contrastive Learning with Augmentations", paper=(A,), venue="NeurIPS 2020"),
            Work(title="Second Contrastive Study", paper=(B,), venue="ICML", date="2018"),
            Work(title="Third Contrastive Study", paper=(A,), venue="ICML", date="2017"),
            Work(title="Fourth Contrastive Study", paper=(B,), venue="ACL'21"),
        ],
    ),
    (
        "groups as bullets, entries one level deeper",
        f"- Surveys\n  - [A Survey of Everything]({A}), Jane Doe, John Roe, 2020\n  - [A Second Survey]({B}), 2021\n- Methods\n  - [Method One]({A})\n",
        [
            Work(title="A Survey of Everything", paper=(A,), authors="Jane Doe, John Roe", date="2020"),
            Work(title="A Second Survey", paper=(B,), date="2021"),
            Work(title="Method One", paper=(A,)),
        ],
    ),
    (
        "bullet with br lines",
        f"* **Scaling Laws for Transfer**<br>Danny Hernandez, Jared Kaplan<br>arXiv,20210202 [[Paper]]({A})\n* **Second Scaling Study**<br>Jane Doe, John Roe<br>TCSVT2026 [[Paper]]({B}) [[Code]]({C})\n",
        [
            Work(
                title="Scaling Laws for Transfer",
                paper=(A,),
                authors="Danny Hernandez, Jared Kaplan",
                venue="arXiv",
                date="20210202",
            ),
            Work(title="Second Scaling Study", paper=(B,), code=(C,), venue="TCSVT2026", date="2026"),
        ],
    ),
    (
        "bullet whose next lines hold badges and a remark",
        f"- **Alpha Planner for Robots**\n  [![Paper](https://img.shields.io/badge/Paper-red)]({A}) [![Code](https://img.shields.io/badge/Code-blue)]({C})\n  > A planner that plans.\n- **Beta Planner for Robots**\n  [![Paper](https://img.shields.io/badge/Paper-red)]({B})\n",
        [
            Work(title="Alpha Planner for Robots", paper=(A,), code=(C,)),
            Work(title="Beta Planner for Robots", paper=(B,)),
        ],
    ),
    (
        "sub-bullets for authors, venue and links",
        f"- [Alpha: Policies from Pixels]({A})\n  - Jane Doe, John Roe\n  - Publisher: CoRL 2022\n  - Keyword: pixels, policies\n  - Code: [official]({C})\n- [Beta: Policies from Points]({B})\n  - Max Mustermann, Erika Mustermann\n",
        [
            Work(
                title="Alpha: Policies from Pixels",
                paper=(A,),
                code=(C,),
                authors="Jane Doe, John Roe",
                venue="CoRL 2022",
            ),
            Work(title="Beta: Policies from Points", paper=(B,), authors="Max Mustermann, Erika Mustermann"),
        ],
    ),
    (
        "whole citations, plain",
        (
            f"1. Vaswani, A., Shazeer, N., Parmar, N. (2017). Attention is all you need. Advances in Neural Information Processing Systems, 30. [[PDF]({A})]\n"
            f"2. Kipf, T. N., & Welling, M. (2016). Semi-supervised classification with graph networks. arXiv preprint arXiv:1609.02907. {B}\n"
        ),
        [
            Work(
                title="Attention is all you need",
                paper=(A,),
                authors="Vaswani, A., Shazeer, N., Parmar, N",
                date="2017",
            ),
            Work(title="Semi-supervised classification with graph networks", paper=(B,), date="2016"),
        ],
    ),
    (
        "venue as the label of the link",
        f"- Neural Ordinary Equations of the Mind, [NeurIPS 2018]({A}), [Code]({C})\n- Second Neural Equation Study [[2020]]({B})\n- Third Neural Equation Study [*]({B})\n",
        [
            Work(title="Neural Ordinary Equations of the Mind", paper=(A,), code=(C,)),
            Work(title="Second Neural Equation Study", paper=(B,)),
            Work(title="Third Neural Equation Study", paper=(B,)),
        ],
    ),
    (
        "tasks, emoji and short codes before the title",
        f"- [x] [Alpha Study of Marks]({A})\n- [ ] :fire: **Beta Study of Marks** [[paper]({B})]\n- 🌟 [Gamma Study of Marks]({A}) :star:\n",
        [
            Work(title="Alpha Study of Marks", paper=(A,)),
            Work(title="Beta Study of Marks", paper=(B,)),
            Work(title="Gamma Study of Marks", paper=(A,)),
        ],
    ),
    (
        "bullets without a blank and paragraphs with bullet signs",
        f"-[Alpha of the Unspaced]({A}) - in ACL 2020\n\n-[Beta of the Unspaced]({B}) - JAMIA, 2018\n\n• [Gamma of the Unspaced]({A}), 2019\n",
        [
            Work(title="Alpha of the Unspaced", paper=(A,), venue="ACL 2020"),
            Work(title="Beta of the Unspaced", paper=(B,), venue="JAMIA", date="2018"),
            Work(title="Gamma of the Unspaced", paper=(A,), date="2019"),
        ],
    ),
    (
        "one paper on each line of a paragraph, numbered by hand",
        f"(1) First Hand-Numbered Work, AAAI 2019. [paper]({A})\n(2) Second Hand-Numbered Work, AAAI 2020. [paper]({B}) [code]({C})\n",
        [
            Work(title="First Hand-Numbered Work", paper=(A,), venue="AAAI 2019"),
            Work(title="Second Hand-Numbered Work", paper=(B,), code=(C,), venue="AAAI 2020"),
        ],
    ),
    (
        "table without a delimiter row under a heading",
        f"| Title | Venue | Paper |\n| Alpha in a Loose Table | ICML 2020 | [pdf]({A}) |\n| Beta in a Loose Table | ICML 2021 | [pdf]({B}) |\n",
        [
            Work(title="Alpha in a Loose Table", paper=(A,), venue="ICML 2020"),
            Work(title="Beta in a Loose Table", paper=(B,), venue="ICML 2021"),
        ],
    ),
    (
        "label before title, authors and year after it",
        f"- [[pdf]({A})] - **Deep Things in Health**, K. Huang, et al. 2021.\n- [[ref]({B})] - **Second Health Thing**, A. Esteva et al. 2019.\n",
        [
            Work(title="Deep Things in Health", paper=(A,), authors="K. Huang, et al.", date="2021"),
            Work(title="Second Health Thing", paper=(B,), authors="A. Esteva et al.", date="2019"),
        ],
    ),
    (
        "link text over two lines with italics in it",
        f'- [Deep learning–enabled discovery of *antibiotics*\n  against all odds]({A}) (2023)\n- <a href="{B}">A second\n  broken title</a>, 2024\n',
        [
            Work(title="Deep learning–enabled discovery of antibiotics against all odds", paper=(A,), date="2023"),
            Work(title="A second broken title", paper=(B,), date="2024"),
        ],
    ),
    (
        "links in brackets that no parser sees",
        f"- Alpha of the Broken, ICRA 2020. [[Paper][{A}]] [[Code] ({C})]\n- Beta of the Broken. [Paper]（{B}）\n- Gamma of the Broken [[Paper]({A} [[Code]({D})]\n",
        [
            Work(title="Alpha of the Broken", paper=(A,), code=(C,)),
            Work(title="Beta of the Broken", paper=(B,)),
            Work(title="Gamma of the Broken", paper=(A,), code=(D,)),
        ],
    ),
]


@pytest.mark.parametrize(("text", "works"), [pytest.param(text, works, id=name) for name, text, works in STYLES])
def test_every_style_is_understood(text: str, works: list[Work]) -> None:
    catalogue = read.parse(text.encode(), path="README.md")
    pairs = zip(catalogue.entries, works, strict=False)
    assert [seen(entry, asked) for entry, asked in pairs] == works
    assert len(catalogue.entries) == len(works)
