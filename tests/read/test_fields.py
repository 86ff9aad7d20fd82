"""Title, authors, venue, date and section, out of the many ways to write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester import read

if TYPE_CHECKING:
    from harvester.model import Entry

X = "https://arxiv.org/abs/2301.00001"


def entry(text: str) -> Entry:
    entries = read.parse(text.encode(), path="list.md").entries
    assert len(entries) == 1, entries
    return entries[0]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (f"[A Plain Linked Title]({X})", "A Plain Linked Title"),
        (f"[**A Bold Linked Title**]({X})", "A Bold Linked Title"),
        (f"**[A Bold Linked Title]({X})**", "A Bold Linked Title"),
        (f'[**"A Quoted Bold Title: With More"**]({X})', "A Quoted Bold Title: With More"),
        (f"[[A Title in Brackets]]({X})", "A Title in Brackets"),
        (f"**A Bold Title.** [paper]({X})", "A Bold Title"),
        (f'"A Quoted Title", *ICRA 2020* [paper]({X})', "A Quoted Title"),
        (f"“A Title in Curly Quotes” [paper]({X})", "A Title in Curly Quotes"),
        (f"``A Title in TeX Quotes'' [paper]({X})", "A Title in TeX Quotes"),
        (f"*A Title in Italics of Some Length* [paper]({X})", "A Title in Italics of Some Length"),
        (f"A Plain Title, AAAI'20. [paper]({X})", "A Plain Title"),
        (f"A Plain Title, in *AAAI* 2024. [paper]({X})", "A Plain Title"),
        (f"A Plain Title in ACL 2021. [paper]({X})", "A Plain Title"),
        (f"A Plain Title. Jane Doe, John Roe. ICML, 2020. [paper]({X})", "A Plain Title"),
        (f"A Plain Title (ICDM 2019) [paper]({X})", "A Plain Title"),
        (f"**A Bold Title (Pattern Recognition Letters 2012)** [paper]({X})", "A Bold Title"),
        (f"[A Linked Title [CVPR 2023]]({X})", "A Linked Title"),
        (f"A Plain Title (with a remark) [paper]({X})", "A Plain Title (with a remark)"),
        (f"A Title: With Commas, Dashes - and More [paper]({X})", "A Title: With Commas, Dashes - and More"),
        (
            f"Anomaly Detection in Streams with Extreme Values, KDD'17. [paper]({X})",
            "Anomaly Detection in Streams with Extreme Values",
        ),
        (
            f"Foundations, Methods, and Open Challenges, in *AAAI* 2021. [paper]({X})",
            "Foundations, Methods, and Open Challenges",
        ),
        (f"Is This a Title? Yes! [paper]({X})", "Is This a Title? Yes!"),
        (
            f'"Why Should I Trust You?": Explaining Any Classifier, KDD 2016 [paper]({X})',
            '"Why Should I Trust You?": Explaining Any Classifier',
        ),
        (
            f"**MUTE-SLAM**: Real-Time Neural SLAM at Scale, *ICRA 2024*. [paper]({X})",
            "MUTE-SLAM: Real-Time Neural SLAM at Scale",
        ),
        (f"**[RON]** RON: Reverse Connection Networks [paper]({X})", "RON: Reverse Connection Networks"),
        (f'**AutoRT**: "Embodied Models for Agents", *arXiv, Jan 2024*. [[Paper]({X})]', "Embodied Models for Agents"),
        (f"3D-GAN - [Learning a Latent Space]({X})", "Learning a Latent Space"),
        (f"[RGAN]({X})", "RGAN"),
        (
            f'[Chen, Minmin, Alex Beutel, and Jane Doe. "Top-k off-policy correction." In WSDM 2019.]({X})',
            "Top-k off-policy correction",
        ),
        (f"[TensorFlow]({X}) - An open source framework.", "TensorFlow"),
        (f":fire: 🌟 **A Marked Title** 🔥 [paper]({X})", "A Marked Title"),
        (f"1️⃣ [A Counted Title]({X})", "A Counted Title"),
        (f"**[12]** A Title Behind a Number, 2020. [paper]({X})", "A Title Behind a Number"),
        (f"(3) A Title Behind a Number [paper]({X})", "A Title Behind a Number"),
        (f"A  Title   with\u00a0odd blanks [paper]({X})", "A Title with odd blanks"),
        (f"论文题目：深度学习综述 [论文]({X})", "论文题目：深度学习综述"),
        (f"Title: A Labelled Title [paper]({X})", "A Labelled Title"),
        (f"[paper]({X})", None),
    ],
)
def test_the_title(written: str, title: str | None) -> None:
    assert entry(f"- {written}\n").title == title


@pytest.mark.parametrize(
    ("written", "venue", "date"),
    [
        ("NeurIPS 2023", "NeurIPS 2023", "2023"),
        ("*NeurIPS, 2023*", "NeurIPS", "2023"),
        ("in ICML, 2017", "ICML", "2017"),
        ("CVPR'24", "CVPR'24", "24"),
        ("CVPR’ 24", "CVPR’ 24", "24"),
        ("TCSVT2026", "TCSVT2026", "2026"),
        ("ICCV-2021", "ICCV-2021", "2021"),
        ("arXiv,20250313", "arXiv", "20250313"),
        ("arXiv, May 2026", "arXiv", "May 2026"),
        ("arXiv, Mar., 2025", "arXiv", "Mar., 2025"),
        ("(2019)", None, "2019"),
        ("2024-05", None, "2024-05"),
        ("2024-05-17", None, "2024-05-17"),
        ("2024.05", None, "2024.05"),
        ("_14 apr 2017_", None, "14 apr 2017"),
        ("August 12, 2026", None, "August 12, 2026"),
        ("[12th Sep., 2023] [arXiv, 2023]", "arXiv", "12th Sep., 2023"),
        ("ICRA, May 17th 2024", "ICRA", "May 17th 2024"),
        ("*Nature Machine Intelligence, Mar 2025*", "Nature Machine Intelligence", "Mar 2025"),
        ("in BioNLP@ACL 2024", "BioNLP@ACL 2024", "2024"),
        ("in ClinicalNLP workshop at EMNLP 2020", "ClinicalNLP workshop at EMNLP 2020", "2020"),
        ("*Journal of Machine Learning Research*, 2014", "Journal of Machine Learning Research", "2014"),
        ("in JAMIA", "JAMIA", None),
        ("bioRxiv", "bioRxiv", None),
        ("`arXiv 2023`", "arXiv 2023", "2023"),
        ("`few/zero-shot`, `PLM`", None, None),
        ("arXiv:1409.1556", "arXiv:1409.1556", None),
        ("", None, None),
    ],
)
def test_venue_and_date_after_the_title(written: str, venue: str | None, date: str | None) -> None:
    found = entry(f"- [A Title of Some Length]({X}), {written}\n")
    assert (found.venue, found.date) == (venue, date)


@pytest.mark.parametrize(
    "title",
    ["Time Series Is Worth 64 Words", "The 1000 Genomes Project", "A Survey of GPT-3.5 and 2010-2020", "Win 2 of 3"],
)
def test_a_number_in_a_title_is_no_date(title: str) -> None:
    assert entry(f"- [{title}]({X})\n").date is None


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Jane Doe, John Roe", "Jane Doe, John Roe"),
        ("Jane Doe, John Roe, and Max Poe", "Jane Doe, John Roe, and Max Poe"),
        ("K. Huang, et al. 2021", "K. Huang, et al."),
        ("S. Lee 2018", "S. Lee"),
        ("Mildenhall et al., ECCV 2020", "Mildenhall et al."),
        ("by Jane Doe and John Roe, ICML 2019", "Jane Doe and John Roe"),
        ("*Zhengliang Liu, Yiwei Li, Duy M. H. Nguyen*", "Zhengliang Liu, Yiwei Li, Duy M. H. Nguyen"),
        (
            "Benoît Gaüzère, Łukasz Żak, and José Miguel Hernández-Lobato",
            "Benoît Gaüzère, Łukasz Żak, and José Miguel Hernández-Lobato",
        ),
        ("Mihaela van der Schaar, Oege de Moor", "Mihaela van der Schaar, Oege de Moor"),
        ("Authors: Doe, J. and Roe, J.", "Doe, J. and Roe, J."),
        ("technical summary, deep learning, summary of public datasets", None),
        ("Prompt Tuning, Large Language Models", None),
        ("May 2025", None),
    ],
)
def test_the_authors_after_the_title(written: str, authors: str | None) -> None:
    assert entry(f"- **A Title of Some Length**, {written} [paper]({X})\n").authors == authors


def test_a_date_that_only_the_heading_has_is_not_the_entrys() -> None:
    found = entry(f"## NeurIPS 2022\n- [A Title of Note]({X})\n")
    assert (found.section, found.date, found.venue) == (("NeurIPS 2022",), None, None)


@pytest.mark.parametrize(
    ("headings", "section"),
    [
        ("", ()),
        ("# **List**\n## Part\n", ("List", "Part")),
        ("# List\n## One\n### Deep\n## Two\n", ("List", "Two")),
        ("## Part\n# Top\n", ("Top",)),
        ("List\n====\n\nPart\n----\n", ("List", "Part")),
        ("# 🌟 List :fire: [![b](https://i.org/b.png)](https://i.org)\n", ("List",)),
        ("### 🗺️ 3.1 Planning Reasoning\n", ("3.1 Planning Reasoning",)),
        ("<h1 align='center'>List</h1>\n\n", ("List",)),
        ("# <p align=center>`List of All`</p>\n", ("List of All",)),
        ("#2 Deep Learning Method\n", ("2 Deep Learning Method",)),
        ("# List ##\n#### Skipped Levels:\n", ("List", "Skipped Levels")),
        ("## 中文标题（大模型）\n", ("中文标题（大模型）",)),
        ("# List\n\n**Density-based sampling:**\n\n", ("List", "Density-based sampling")),
    ],
)
def test_the_section_is_the_path_of_headings(headings: str, section: tuple[str, ...]) -> None:
    assert entry(f"{headings}- [A Title of Note]({X})\n").section == section


def test_the_first_heading_names_the_catalogue() -> None:
    assert read.parse(f"# **My** List\n- [A Title]({X})\n".encode(), path="a/b.md").title == "My List"
    nameless = read.parse(f"- [A Title]({X})\n".encode(), path="a/b.md")
    assert (nameless.title, nameless.name, nameless.path) == ("b", "b", "a/b.md")
