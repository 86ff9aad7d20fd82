from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester import legend, read
from harvester.model import Catalogue, Entry, Span

ROWS = """
| Title | Evaluation | Paper |
|---|---|---|
| One | F, D | [Paper](https://doi.org/10.1000/1) |
| Two | F+C | [Paper](https://doi.org/10.1000/2) |
| Three | FID | [Paper](https://doi.org/10.1000/3) |
"""


@pytest.mark.parametrize(
    "text",
    [
        "Codes are explained in the paper.",
        "- **Utility (U)**: no row uses it\n- **Quality (Q)**: nor this",
        "- F: Fidelity",  # alone it may be a remark: "CT: coming soon"
        "- F: Fidelity\n- D: fidelity",  # one meaning for two codes
        "- F: Fidelity\n- D: Diversity\n- F: Fairness\n- D: Depth",  # two meanings for one code
        "- F: https://example.org/fidelity\n- D: 12 papers",
        "- F: F\n- D: D",
        "Fidelity (F) and diversity (D) matter here.",  # how many words before the bracket belong to it?
        "```\nF = fidelity, D = diversity\n```",
        "| F | Fidelity |\n|---|---|\n| D | Diversity |",
        "- [F](https://example.org) D\n- D [C](https://example.org)",
        "- Paper: where to read it\n- Title: what it is called",
    ],
)
def test_nothing_is_explained(text: str) -> None:
    assert explained(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1. **Fidelity (F)**: how close they come.\n2. **Clinical Validity (C)**: whether clinicians agree.",
            {"F": "Fidelity", "C": "Clinical Validity"},
        ),
        ("- Fidelity (F): …\n- Diversity (D)", {"F": "Fidelity", "D": "Diversity"}),
        ("- **F**: Fidelity, how close\n- **D**: Diversity – how broad", {"F": "Fidelity", "D": "Diversity"}),
        ("* F = Fidelity", {"F": "Fidelity"}),
        (
            "Codes: F = fidelity, D = diversity; C = clinical validity.",
            {"F": "fidelity", "D": "diversity", "C": "clinical validity"},
        ),
        ("- FID: Fréchet inception distance\n- F: fidelity", {"FID": "Fréchet inception distance", "F": "fidelity"}),
        ("**Fidelity (F)**, **Diversity (D)**", {"F": "Fidelity", "D": "Diversity"}),
        ("<ul><li><b>F</b>: Fidelity</li>\n<li><b>D</b>: Diversity</li></ul>", {"F": "Fidelity", "D": "Diversity"}),
        ("- [Fidelity (F)](#f)\r\n- [Diversity (D)](#d)\r", {"F": "Fidelity", "D": "Diversity"}),
        ("- F: Fidelity\n- D: Diversity\n- F: fidelity", {"F": "Fidelity", "D": "Diversity"}),
        ("- **Utility (U)**: unused\n- F: Fidelity\n- D: Diversity", {"F": "Fidelity", "D": "Diversity"}),
    ],
)
def test_what_the_list_says(text: str, expected: dict[str, str]) -> None:
    assert explained(text) == expected


def test_rows_explain_nothing() -> None:
    listed = "- F: Fidelity [Paper](https://doi.org/10.1000/4)\n- D: Diversity [Paper](https://doi.org/10.1000/5)\n"
    assert explained(listed) == {}


def explained(text: str) -> dict[str, str]:
    return legend.learn(read.parse(f"# List\n\n{text}\n\n## Papers\n{ROWS}".encode()))


@given(st.lists(st.text(max_size=40), max_size=6), st.lists(st.text("ABFD,;/ x=(:*)", max_size=8), max_size=6))
def test_it_never_fails_and_explains_only_codes_in_use(lines: list[str], cells: list[str]) -> None:
    entry = Entry(
        line=1,
        end_line=1,
        section=(),
        title=None,
        authors=None,
        date=None,
        venue=None,
        links=(),
        malformed=(),
        fields=tuple(("Column", cell) for cell in cells),
        span=Span(0, 0),
    )
    text = "\n".join(["row", *lines, *(f"- {cell}: meaning {cell}" for cell in cells)])
    catalogue = Catalogue(name="x", path="x.md", title="X", text=text, entries=(entry,), placeholders=(), skipped=())
    for code, meaning in legend.learn(catalogue).items():
        assert any(code in cell for cell in cells)
        assert meaning
        assert meaning in " ".join(text.replace("*", "").split())  # a meaning is told with single blanks


def test_a_long_line_costs_little() -> None:
    assert explained("- " + "(" * 100_000 + "\n- " + "a = b " * 50_000 + "\n" + "**" * 50_000) == {}
