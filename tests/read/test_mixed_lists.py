"""Two lists that mix everything: tables, bullets, blocks, HTML, badges, news, menus. Each work was checked by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester import read
from harvester.model import Role

LISTS = Path(__file__).parent / "lists"
LETTERS = {Role.PAPER: "P", Role.CODE: "C", Role.PROJECT: "W", Role.DATA: "D", Role.OTHER: "o"}

# Line, title, authors, venue, date, and one letter for each link: its role, or ! for a target that is no address.
WORKS = {
    "mixed_one.md": [
        (7, "Attention Is All You Need", None, None, "2017-06", "P"),
        (8, "Improving Language Understanding by Generative Pre-Training", None, None, "2018-06", "P"),
        (14, "Qwen-VL: A Frontier Model with Versatile Abilities", None, "arXiv", "2023-08-24", "PCo"),
        (15, "Kosmos-2.5: A Multimodal Literate Model", None, "arXiv", "2023-09-20", "P"),
        (16, "Third Thing of Multimodality", None, "ICLR", "2023-09-20", "Po"),
        (23, "NeRF: Representing Scenes as Neural Radiance Fields", "Mildenhall et al.", "ECCV 2020", "2020", "PC"),
        (25, "Fast NeRF at 200FPS", "Garbin et al.", "Arxiv 2021", "2021", "P"),
        (31, "Dynamically Expandable Representation", None, "CVPR 2021", "2021", "PC"),
        (32, "Title of Another One", None, "TPAMI 2022", "2022", "P"),
        (33, "Adaptive Things", "Jane Doe, John Roe", "NeurIPS", "2021", "P"),
        (39, "Federated disentangled representation learning for brain", None, "Nat. Mach. Intell.", "2022", "PPC"),
        (40, "Shifting machine learning for healthcare", None, "Nature Medicine", "2022", "P"),
        (48, "Diverse Part Discovery: Occluded Person Re-identification with Transformer", None, None, None, "P"),
        (52, "Combined Depth Space based Architecture Search", None, None, None, "PCo"),
        (62, "Inception Convolution with Efficient Dilation Search", None, None, None, "PCWo"),
        (63, "Neural Architecture Search with Random Labels", None, None, "2021.03", "P"),
        (64, "Second Architecture Study", "Jane Doe, John Roe", "NeurIPS 2021", "2021", "PC"),
        (65, "Third Architecture Study of Search", None, "NeurIPS", "2020", "P"),
        (66, "Fourth Architecture Study", "Jane Doe and John Roe", "ICML 2019", "2019", "PC"),
        (
            67,
            "Fifth Architecture Study",
            "Jane Doe, John Roe, and Max Poe",
            "International Conference on Machine Learning",
            "2018",
            "P",
        ),
        (68, "Sixth Architecture Study", "Jane Doe, John Roe", "ICCV", "2019", "P"),
        (69, "Seventh Architecture Study of Everything", None, None, None, "P"),
        (70, "Eighth Architecture Study", None, "CVPR2020", "2020", "PC"),
        (72, "Ninth Architecture Study", "Jane Doe, John Roe", "ICLR 2018", "2018", "P"),
        (74, "Tenth Architecture Study", "Jane Doe, John Roe", "arXiv:2101.11843", None, "PC"),
        (80, "HTML study one", "Jane Doe", "CVPR", None, "P"),
        (81, "HTML study two", None, "ICCV", None, "P"),
        (90, "TensorFlow", None, None, None, "C"),
        (91, "scikit-learn", None, None, None, "PC"),
        (94, "A Survey on Things", "Jane Doe and John Roe", "arXiv 2023", "2023", "P"),
        (95, "A Second Survey on Things", None, None, None, "PC"),
        (98, "A Third Survey on Things", "Jane Doe, John Roe", "ACM Computing Surveys 2022", "2022", "P"),
    ],
    "mixed_two.md": [
        (19, "Tree of Thoughts: Deliberate Problem Solving with Large Language Models", None, "NeurIPS'23", "23", "PC"),
        (20, "Graph of Thoughts", "Besta et al.", "ICLR 2024", "2024", "P"),
        (21, "Voyager: An Open-Ended Embodied Agent", None, None, "2023/05", "PC"),
        (22, "AutoGen", "Qingyun Wu et al.", None, "2023/08", "P"),
        (
            23,
            "Reflexion: Language Agents with Verbal Reinforcement Learning",
            "Noah Shinn et al.",
            "NeurIPS 2023",
            "2023",
            "PC",
        ),
        (24, "AgentTuning: Enabling Generalized Agent Abilities", None, None, "2023-10", "P"),
        (25, "Second Agent Study", None, "arXiv 2310", None, "P"),
        (26, "Third Agent Study", None, None, None, "P"),
        (27, "Fourth Agent Study", None, "ICML 2022", "2022", "P"),
        (28, "Fifth Agent Study", None, "CVPR 2023", "2023", "PW"),
        (29, "Sixth Agent Study", None, "arXiv'24", "24", "PC"),
        (30, "Seventh Agent Study", None, None, None, "Po"),
        (31, "Eighth Agent Study", "Jane Doe, John Roe", None, "2021", "P"),
        (32, "Ninth Agent Study", "Jane Doe, John Roe", None, "2022", "P"),
        (33, "Tenth Agent Study", "Doe, J., & Roe, J", "Nature Methods", "2020", "P"),
        (34, "Eleventh: A Study of Agents", None, "ICRA 2024", "2024", "C!"),
        (35, "Twelfth: A Study of More Agents", None, "ICRA 2025", "2025", "!!"),
        (36, "Thirteenth Study", None, None, None, "P"),
        (37, "Fourteenth Study", None, "ICLR 2023", "2023", "P"),
        (38, "Fifteenth Study", "Jane Doe, John Roe", None, None, "PC"),
        (43, "Toolformer: Language Models Can Teach Themselves", None, "NeurIPS", "2023", "PC"),
        (44, "ToolLLM", None, "ICLR", "2024", "PC"),
        (49, "CoT", None, None, None, "P"),
        (56, "GSM8K", None, None, None, "PDo"),
    ],
}


@pytest.mark.parametrize("name", WORKS)
def test_every_work_of_a_mixed_list_is_read(name: str) -> None:
    catalogue = read.load(LISTS / name)
    assert [
        (
            entry.line,
            entry.title,
            entry.authors,
            entry.venue,
            entry.date,
            "".join(LETTERS[link.role] for link in entry.links) + "!" * len(entry.malformed),
        )
        for entry in catalogue.entries
    ] == WORKS[name]


def test_what_else_stands_in_a_mixed_list_is_told() -> None:
    catalogue = read.load(LISTS / "mixed_two.md")
    told = {(link.line, link.why) for link in catalogue.skipped if link.why != "picture"}
    assert told == {
        (5, "badge"),
        (5, "prose"),
        (5, "relative link"),
        (9, "quoted remark"),
        (12, "news"),
        (13, "news"),
        (17, "in-page anchor"),
        (53, "table that lists no papers"),
        (59, "badge"),
    }
    assert [(gap.line, gap.why) for gap in catalogue.placeholders] == [
        (35, "empty target"),
        (36, "bare #"),
        (45, "template row never filled in"),
    ]
