"""Links as people write them: every form, whole or broken, with its exact span."""

from __future__ import annotations

import pytest

from harvester import read
from harvester.model import Role

X = "https://arxiv.org/abs/2301.00001"
C = "https://github.com/lab/code"


def targets(text: str) -> list[tuple[str, str]]:
    """Label and address of every link of every entry, the proof of its span included."""
    catalogue = read.parse(text.encode(), path="list.md")
    links = [link for entry in catalogue.entries for link in (*entry.links, *entry.malformed)]
    for link in links:
        assert catalogue.text[link.span.start : link.span.end] == link.url
        assert link.outer.start <= link.outer.end
    return [(link.label, link.url) for link in links]


@pytest.mark.parametrize(
    ("written", "label", "url"),
    [
        (f"[paper]({X})", "paper", X),
        (f"[[paper]]({X})", "paper", X),
        (f"[[paper]({X})]", "paper", X),
        (rf"[\[paper\]]({X})", "paper", X),
        (f"[`pdf`]({X})", "pdf", X),
        (f"[**pdf**]({X})", "pdf", X),
        (f"[paper]( {X})", "paper", X),
        (f"[paper]({X} )", "paper", X),
        (f"[paper](<{X}>)", "paper", X),
        (f'[paper]({X} "Title — Doe et al.")', "paper", X),
        (f"[![arXiv](https://img.shields.io/badge/arXiv-2301.00001-b31b1b.svg)]({X})", "arXiv", X),
        (f"[![](https://img.shields.io/badge/arXiv-red)]({X})", "", X),
        (f'<a href="{X}">paper</a>', "paper", X),
        (f"<a target=_blank href='{X}'><b>paper</b></a>", "paper", X),
        (f"<a href={X}>paper</a>", "paper", X),
        (f"<{X}>", X, X),
        (X, X, X),
        (f"({X})", X, X),
        (f"{X}.", X, X),
        (f"Paper: {X}", X, X),
        (f"[paper]: {X}", X, X),
        (
            "[doi](https://doi.org/10.1016/s0140-6736(26)00693-8)",
            "doi",
            "https://doi.org/10.1016/s0140-6736(26)00693-8",
        ),
        ("[paper](https://lab.org/a_b?x=1&y=2#c)", "paper", "https://lab.org/a_b?x=1&y=2#c"),
        ("[paper](https://lab.org/?x=1&amp;y=2)", "paper", "https://lab.org/?x=1&amp;y=2"),
        ("[paper](https://zh.wikipedia.org/wiki/机器学习)", "paper", "https://zh.wikipedia.org/wiki/机器学习"),
        (f"[论文]({X})", "论文", X),
        # Broken, and understood all the same.
        (f"[paper] ({X})", "paper", X),
        (f"[[paper] ({X})]", "paper", X),
        (f"[paper]（{X}）", "paper", X),
        (f"[[paper][{X}]]", "paper", X),
        (f"[paper]({X}", "paper", X),
        (rf"[\[paper\]]({X}", "paper", X),
        (f"[[paper]({X})", "paper", X),
        (rf"[official paper\]]({X})", "official paper]", X),
        (f"[[{X})]", X, X),
        (f"[paper]({X}))", "paper", X),
        (f"(paper & pdf)]({X})", "paper & pdf", X),
        (f"论文：{X}，代码待公开", X, X),
    ],
)
def test_a_link_is_found_with_its_label(written: str, label: str, url: str) -> None:
    assert targets(f"- A Title of Some Length, ICML 2020. {written}\n") == [(label, url)]


@pytest.mark.parametrize(
    ("written", "url", "mended"),
    [
        ("[paper](hhttps://arxiv.org/abs/2301.00001)", "hhttps://arxiv.org/abs/2301.00001", X),
        ("[code](github.com/lab/code)", "github.com/lab/code", C),
        ("[paper](10.1145/3583593)", "10.1145/3583593", "https://doi.org/10.1145/3583593"),
        (
            "[doi](https://doi.org/https://doi.org/10.1/x)",
            "https://doi.org/https://doi.org/10.1/x",
            "https://doi.org/10.1/x",
        ),
        (
            "[code](https://github.com/lab umn/code)",
            "https://github.com/lab umn/code",
            "https://github.com/labumn/code",
        ),
        (
            "[paper](https://arxiv.org/abs/190 8.08530)",
            "https://arxiv.org/abs/190 8.08530",
            "https://arxiv.org/abs/1908.08530",
        ),
        ("[paper](https://lab.org/a b)", "https://lab.org/a b", None),
        ("[paper](https://lab.org/x}{https://b.org/y)", "https://lab.org/x}{https://b.org/y", None),
        (f"[(paper)]([{X}]({X}))", f"[{X}]({X})", X),
        ("[code](yES)", "yES", None),
        ("[paper](Todo)", "Todo", None),
        ("[paper](tba)", "tba", None),
        ("[code](coming soon)", "coming soon", None),
        ("[code](/home/ubuntu/Code/x)", "/home/ubuntu/Code/x", None),
    ],
)
def test_a_target_that_is_no_address_is_malformed(written: str, url: str, mended: str | None) -> None:
    text = f"- A Title of Some Length, ICML 2020. {written}\n"
    entry = read.parse(text.encode(), path="list.md").entries[0]
    assert entry.links == ()
    assert [(link.url, link.mended) for link in entry.malformed] == [(url, mended)]
    assert all(link.flaw for link in entry.malformed)


def test_links_stand_in_source_order_with_line_and_column() -> None:
    text = f"# List\n\n- 𝔸 **Title** [a]({X})\n  [code]({C})\n"
    entry = read.parse(text.encode(), path="list.md").entries[0]
    assert [(link.url, link.line, link.column) for link in entry.links] == [(X, 3, 15), (C, 4, 3)]


def test_a_reference_link_points_at_its_definition() -> None:
    text = f"- [A Title of Note][one] [[code][two]]\n\n[one]: {X}\n[Two]: <{C}> 'the code'\n[three]: https://lab.org/unused\n"
    catalogue = read.parse(text.encode(), path="list.md")
    assert [
        (link.url, link.line, catalogue.text[link.span.start : link.span.end]) for link in catalogue.entries[0].links
    ] == [
        (X, 1, X),
        (C, 1, C),
    ]
    assert [(link.url, link.why) for link in catalogue.skipped] == [("https://lab.org/unused", "reference definition")]


@pytest.mark.parametrize("mark", ["\ufeff", "\u00a0", "\u200b", "𝔸😀", "ﬁ", "\t"])
def test_odd_characters_shift_no_span(mark: str) -> None:
    text = f"{mark}# List {mark}\r\n\r\n- {mark}**Title of {mark} It** [paper]({X}) {mark}[code]({C})\r\n"
    assert [url for _, url in targets(text)] == [X, C]


@pytest.mark.parametrize(
    ("label", "url", "role"),
    [
        ("Paper", X, Role.PAPER),
        ("PDF", "https://lab.org/x", Role.PAPER),
        ("PUB.", "https://lab.org/x", Role.PAPER),
        ("arXiv(v1)", X, Role.PAPER),
        ("HTML", "https://lab.org/x", Role.PAPER),
        ("Code", C, Role.CODE),
        ("code", "https://lab.github.io/x", Role.CODE),
        ("official implementation", "https://lab.org/x", Role.CODE),
        ("PyTorch", "https://lab.org/x", Role.CODE),
        ("Python Reference", C, Role.CODE),
        ("Original", C, Role.CODE),
        ("code1", C, Role.CODE),
        ("💻 Code", C, Role.CODE),
        ("代码", C, Role.CODE),
        ("Project Page", "https://lab.github.io/x", Role.PROJECT),
        ("GitHub Page", "https://lab.github.io/x", Role.PROJECT),
        ("project", C, Role.CODE),
        ("Website", C, Role.CODE),
        ("link", C, Role.CODE),
        ("link", X, Role.PAPER),
        ("Dataset", C, Role.DATA),
        ("Video", "https://youtu.be/x", Role.OTHER),
        ("Slides", "https://lab.org/x.pdf", Role.OTHER),
        ("leaderboard on paper with code", "https://paperswithcode.com/x", Role.OTHER),
        ("supp", "https://lab.org/x.pdf", Role.OTHER),
        ("bib", "https://lab.org/x", Role.OTHER),
        ("scholar", "https://scholar.google.com/scholar?q=x", Role.OTHER),
    ],
)
def test_the_label_names_the_role_then_the_host(label: str, url: str, role: Role) -> None:
    text = f"- **A Title of Some Length** [{label}]({url})\n"
    assert [link.role for link in read.parse(text.encode(), path="list.md").entries[0].links] == [role]


@pytest.mark.parametrize(
    ("header", "cell", "role"),
    [
        ("Paper", f"[link]({X})", Role.PAPER),
        ("Paper", "[Foo et al. 2020](https://lab.org/x)", Role.PAPER),
        ("Code", f"[link]({C})", Role.CODE),
        ("Code", "[link](https://lab.github.io/x)", Role.CODE),
        ("Code", "[Project Page](https://lab.github.io/x)", Role.PROJECT),
        ("Code", "[🤗](https://huggingface.co/lab/x)", Role.CODE),
        ("Code Link", f"[Original]({C})", Role.CODE),
        ("Official_Code", C, Role.CODE),
        ("arXiv link", X, Role.PAPER),
        ("Repo", f"[![GitHub](https://img.shields.io/github/stars/a/b)]({C})", Role.CODE),
        ("Project", "[page](https://lab.github.io/x)", Role.PROJECT),
        ("Dataset link", "[here](https://lab.org/d)", Role.DATA),
        ("Video", "[link](https://youtu.be/x)", Role.OTHER),
        ("Paper", f"[code]({C})", Role.CODE),
        ("代码", f"[链接]({C})", Role.CODE),
        ("Materials", "[[PUB](https://lab.org/x)]", Role.PAPER),
        ("Veneue", "[CVPR 2020](https://lab.org/x)", Role.PAPER),
    ],
)
def test_the_column_names_the_role_first(header: str, cell: str, role: Role) -> None:
    text = f"| Title | {header} |\n|--|--|\n| A Title of Some Length | {cell} |\n"
    assert [link.role for link in read.parse(text.encode(), path="list.md").entries[0].links] == [role]


def test_beside_a_repository_a_model_page_is_not_the_code() -> None:
    text = f"| Title | Code |\n|--|--|\n| A Title of Note | [GitHub]({C}), [🤗](https://huggingface.co/lab/x) |\n"
    assert [link.role for link in read.parse(text.encode(), path="list.md").entries[0].links] == [Role.CODE, Role.OTHER]
