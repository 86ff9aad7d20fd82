"""Markup, titles and names, out of which all records are made."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import Author
from harvester.upstream.markup import CAP, plain
from harvester.upstream.names import author, person
from harvester.upstream.titles import Title, tidy

MATH = "<mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'>{}</mml:math>"
MOS2 = "<mml:mrow>\n <mml:mi>Mo</mml:mi><mml:msub><mml:mi>S</mml:mi>\n<mml:mn>2</mml:mn></mml:msub></mml:mrow>"
ALPHA = "<semantics><mrow><mi>α</mi></mrow><annotation encoding='application/x-tex'>\\alpha</annotation></semantics>"
ONLY_TEX = "<semantics><annotation encoding='application/x-tex'>\\alpha</annotation></semantics>"
SQUARE = "<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup>"

TEXTS: list[tuple[str, object, str]] = [
    ("nothing", None, ""),
    ("no text", 7, ""),
    ("plain", "ECG synthesis", "ECG synthesis"),
    ("white space", " A\n  B\t", "A B"),
    ("signs that are no tags", "p < 0.05 and q > 3, Vec<T>, a <b and c> d", "p < 0.05 and q > 3, Vec<T>, a <b and c> d"),
    ("entities", "A &amp; B &#8211; C", "A & B – C"),
    ("entities of entities", "A &amp;amp; B", "A & B"),
    ("escaped tags", "&lt;i&gt;E. coli&lt;/i&gt; growth", "E. coli growth"),
    ("escaped signs", "p &lt; 0.05", "p < 0.05"),
    ("within a word", "H<sub>2</sub>O <scp>DNA</scp>-based", "H2O DNA-based"),
    ("two words", "<i>X</i><b>Y</b>", "X Y"),
    ("a word and its ending", "<i>E. coli</i><i>-like</i>", "E. coli-like"),
    ("a power", "10<sup>6</sup> cells and 10<sup>−3</sup>", "10^6 cells and 10^−3"),
    ("an isotope and an ion", "<sup>18</sup>F-FDG and Ca<sup>2+</sup>", "18F-FDG and Ca2+"),
    ("paragraphs", "<jats:p>One</jats:p><jats:p>Two</jats:p>", "One Two"),
    ("a line break", "One<br/>Two", "One Two"),
    ("attributes", '<span class="a>b">X</span>', "X"),
    ("a footnote", 'X<fn id="f1"><p>Thanks</p></fn>', "X"),
    ("a comment", "A<!-- b -->C", "AC"),
    ("a formula", f"Films of {MATH.format(MOS2)}: a study", "Films of MoS2: a study"),
    ("a formula with its source", f"The <math>{ALPHA}</math>-divergence", "The α-divergence"),
    ("a formula that is only its source", f"The <math>{ONLY_TEX}</math>-divergence", "The \\alpha-divergence"),
    ("a formula beside its source", f"<alternatives><tex-math>$x^2$</tex-math>{MATH.format(SQUARE)}</alternatives> loss", "x^2 loss"),
    ("a source alone", "A <inline-formula><tex-math>$\\ell_1$</tex-math></inline-formula> norm", "A \\ell_1 norm"),
    ("a fraction", MATH.format("<mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac>"), "1/2"),
    ("a formula with a sign", MATH.format("<mml:mi>p</mml:mi><mml:mo>&lt;</mml:mo><mml:mn>5</mml:mn>"), "p<5"),
    ("a formula cut off", "The <mml:math><mml:mi>x</mml:mi> norm", "The x norm"),
    ("control characters", "a\x1b[31mb\u202e\u00ad\u200b", "a[31mb"),
    ("decomposed letters", "e\u0301tude", "étude"),
    ("half a character", "x\ud800y", "xy"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(text, out, id=name) for name, text, out in TEXTS])
def test_markup_becomes_what_a_reader_would_see(text: object, expected: str) -> None:
    assert plain(text) == expected


fragments = st.lists(
    st.sampled_from(
        ["<i>", "</i>", "<mml:math>", "</mml:math>", "<msup>", "</msup>", "<mn>", "</mn>", "&lt;", "&amp;", "<", ">", "a=", '"', "<fn>", "x", " ", "\n", "2"]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)  # fmt: skip


@given(fragments)
def test_any_text_becomes_one_clean_line(text: str) -> None:
    out = plain(text)
    assert out == " ".join(out.split())
    assert unicodedata.is_normalized("NFC", out)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in out)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), max_size=40))
def test_letters_and_figures_stay(text: str) -> None:
    assert plain(text) == unicodedata.normalize("NFC", text)


def test_a_text_without_end_is_cut() -> None:
    assert len(plain("<" * 10 * CAP)) == CAP


TITLES: list[tuple[str, Title]] = [
    ("Deep learning for ECG", Title("Deep learning for ECG")),
    ("Anytime A*", Title("Anytime A*")),
    ("Motion planning with RRT*", Title("Motion planning with RRT*")),
    ("Lazy Theta*", Title("Lazy Theta*")),
    ("Made in the U.S.", Title("Made in the U.S.")),
    ("On signals, noise etc.", Title("On signals, noise etc.")),
    ("And then…", Title("And then…")),
    ("Wait for it...", Title("Wait for it...")),
    ("Retracted papers in medicine", Title("Retracted papers in medicine")),
    ("Retraction: Deep ECG", Title("Retraction: Deep ECG")),
    ("Withdrawn: a memoir", Title("Withdrawn: a memoir")),
    ("RETRACTED:", Title("RETRACTED:")),
    ("Neural networks*", Title("Neural networks")),
    ("Neural networks †‡", Title("Neural networks")),
    ("Deep learning for ECG.☆", Title("Deep learning for ECG")),
    ("Of mice (and men).", Title("Of mice (and men)")),
    ("RETRACTED: Deep ECG", Title("Deep ECG", "retraction")),
    ("RETRACTED ARTICLE: Deep ECG", Title("Deep ECG", "retraction")),
    ("[Retracted] Deep ECG", Title("Deep ECG", "retraction")),
    ("Deep ECG (Retracted article. See vol. 3, 2020)", Title("Deep ECG", "retraction")),
    ("WITHDRAWN: Deep ECG", Title("Deep ECG", "withdrawal")),
    ("TEMPORARY REMOVAL: Deep ECG", Title("Deep ECG", "expression_of_concern")),
]


@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_a_title_is_cited_without_marks_and_notices(title: str, expected: Title) -> None:
    assert tidy([title]) == expected


@given(st.lists(st.text(max_size=30), max_size=3), st.lists(st.text(max_size=30), max_size=2))
def test_a_title_never_raises_and_is_never_made_up(titles: list[str], subtitles: list[str]) -> None:
    title = tidy(titles, subtitles)
    words = " ".join([*titles[:1], *subtitles[:1]])
    assert set(title.text) - set(": ") <= set(words)


PARTS: list[tuple[str, dict[str, str], Author | None]] = [
    ("nobody", {}, None),
    ("only marks", {"family": "*"}, None),
    ("others", {"family": "et al."}, None),
    ("none given", {"literal": "(:unav)"}, None),
    ("a person", {"family": "Lovelace", "given": "Ada"}, Author("Lovelace", "Ada")),
    ("a family name alone", {"family": "Plato"}, Author("Plato")),
    ("a given name alone", {"given": "Madonna"}, Author(literal="Madonna")),
    ("a group", {"literal": "IEEE Working Group"}, Author(literal="IEEE Working Group")),
    ("a group in capitals", {"literal": "CERN"}, Author(literal="CERN")),
    ("a short name in capitals", {"family": "LI", "given": "Y."}, Author("LI", "Y.")),
    ("a family of one letter", {"family": "E", "given": "Weinan"}, Author("E", "Weinan")),
    ("another script", {"family": "王", "given": "伟"}, Author("王", "伟")),
    ("capitals", {"family": "SMITH", "given": "JOHN A."}, Author("Smith", "John A.")),
    ("a family in capitals", {"family": "SMITH", "given": "John"}, Author("Smith", "John")),
    ("initials without dots", {"family": "SMITH", "given": "JR"}, Author("Smith", "JR")),
    ("a short family, spelt out", {"family": "LI", "given": "XIAOMING"}, Author("Li", "Xiaoming")),
    ("Mc", {"family": "MCDONALD", "given": "RONALD"}, Author("McDonald", "Ronald")),
    ("an apostrophe", {"family": "O'BRIEN", "given": "ÉLISE"}, Author("O'Brien", "Élise")),
    ("a hyphen", {"family": "GARCIA-LOPEZ", "given": "ANNE-MARIE"}, Author("Garcia-Lopez", "Anne-Marie")),
    ("particles", {"family": "VAN DER BERG", "given": "J. P."}, Author("van der Berg", "J. P.")),
    ("the wrong way round", {"family": "J. R.", "given": "Smith"}, Author("Smith", "J. R.")),
    ("both in the family name", {"family": "Smith, John"}, Author("Smith", "John")),
    ("footnotes", {"family": "Smith1,2*", "given": "Ada†"}, Author("Smith", "Ada")),
    ("a suffix", {"family": "Smith", "given": "J.", "suffix": "Jr."}, Author("Smith", "J. Jr.")),
]


@pytest.mark.parametrize(("parts", "expected"), [pytest.param(parts, out, id=name) for name, parts, out in PARTS])
def test_the_parts_of_a_name_become_an_author(parts: dict[str, str], expected: Author | None) -> None:
    assert author(**parts) == expected


NAMES = [
    ("Plato", Author(literal="Plato")),
    ("The X Collaboration", Author(literal="The X Collaboration")),
    ("University of X, Department of Y", Author(literal="University of X, Department of Y")),
    ("Ada Lovelace", Author("Lovelace", "Ada")),
    ("Lovelace, Ada", Author("Lovelace", "Ada")),
    ("Vincent van Gogh", Author("van Gogh", "Vincent")),
    ("Martin Luther King Jr.", Author("King", "Martin Luther Jr.")),
    ("JOHN SMITH", Author("Smith", "John")),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_a_name_in_one_piece_becomes_an_author(name: str, expected: Author) -> None:
    assert person(name) == expected


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=5), st.text(max_size=30))
def test_an_author_has_a_name(family: str, given_name: str, suffix: str, literal: str) -> None:
    found = author(family=plain(family), given=plain(given_name), suffix=plain(suffix), literal=plain(literal))
    assert found is None or found.display.strip()


@given(st.text(min_size=1, max_size=30).filter(str.strip))
def test_a_name_loses_none_of_its_letters(name: str) -> None:
    found = person(name)
    told = sorted(letter for letter in found.display.casefold() if letter.isalnum())
    assert told == sorted(letter for letter in name.casefold() if letter.isalnum())
