"""``style``: addresses that are well written, then those that could be better, and what would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.model import Certainty, Record, Severity, Suggestion
from harvester.rules.rule import Conventions

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Finding

HABIT = "".join(f"- Some work. [paper](https://arxiv.org/abs/2302.{number:05})\n" for number in range(1, 7))


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/pdf/2301.00001#page=3",
        "https://doi.org/10.1000/182",
        "http://lab.test-site.net/page",
        "https://lab.test-site.net/page?utmost=1&ref=2",
        "http://htps://x",
        "http://[x",
        "http://arxiv.org:80/abs/2301.00001",
        "http://github.com.lab.test-site.net/a/b",
        "http://docs.github.com/a/b",
    ],
)
def test_what_is_well_written_or_not_known_to_be_better(found: Callable[..., list[Finding]], url: str) -> None:
    assert found("style", f"# L\n\n{HABIT}- Some work. [paper]({url})\n") == []


def test_a_list_of_pdfs_has_its_habit(found: Callable[..., list[Finding]]) -> None:
    pdf = "- Some work. [paper](https://arxiv.org/pdf/2301.00001)\n"
    assert found("style", f"# L\n\n- Other work. [paper](https://arxiv.org/abs/2301.00002)\n{pdf}") == []
    assert found("style", f"# L\n\n{HABIT}{pdf.replace('[paper]', '[PDF]')}") == []
    assert len(found("style", f"# L\n\n{HABIT}{pdf}")) == 1


@pytest.mark.parametrize(
    ("url", "kinds", "better", "certainty"),
    [
        (
            "http://arxiv.org/abs/2301.00001",
            ["http:// where https:// serves the same"],
            "https://arxiv.org/abs/2301.00001",
            Certainty.CERTAIN,
        ),
        (
            "HTTP://www.arXiv.org/abs/2301.00001",
            ["http:// where https:// serves the same"],
            "https://www.arXiv.org/abs/2301.00001",
            Certainty.CERTAIN,
        ),
        (
            "http://dx.doi.org/10.1000/182",
            ["http:// where https:// serves the same", "an old name of doi.org"],
            "https://doi.org/10.1000/182",
            Certainty.CERTAIN,
        ),
        (
            "http://github.com/rowanz/PIGLeT/tree/main/a",
            ["http:// where https:// serves the same"],
            "https://github.com/rowanz/PIGLeT/tree/main/a",
            Certainty.CERTAIN,
        ),
        (
            "https://arxiv.org/pdf/2301.00001.pdf",
            ["/pdf/ of arXiv in a list that links to /abs/"],
            "https://arxiv.org/abs/2301.00001",
            Certainty.CERTAIN,
        ),
        (
            "https://lab.test-site.net/page?a=1&utm_source=x&utm_medium=y#part",
            ["tracking parameters"],
            "https://lab.test-site.net/page?a=1#part",
            Certainty.LIKELY,
        ),
        (
            "https://lab.test-site.net/page?fbclid=x",
            ["tracking parameters"],
            "https://lab.test-site.net/page",
            Certainty.LIKELY,
        ),
    ],
)
def test_what_could_be_written_better(
    found: Callable[..., list[Finding]], url: str, kinds: list[str], better: str, certainty: Certainty
) -> None:
    findings = found("style", f"# L\n\n{HABIT}- Some work. [paper]({url})\n")
    assert [finding.cause for finding in findings] == kinds
    for finding in findings:
        assert (finding.severity, finding.what) == (Severity.NOTE, url)
        assert finding.suggestion is not None
        assert (finding.suggestion.replacement, finding.suggestion.certainty) == (better, certainty)
        assert finding.suggestion.text == f"write {better}"


PINNED = "- Some work. [paper](https://arxiv.org/abs/2301.00001v2)\n"


def test_a_pinned_version_where_the_list_has_none(found: Callable[..., list[Finding]]) -> None:
    assert found("style", f"# L\n\n{PINNED}") == []
    assert found("style", f"# L\n\n{PINNED}- Other work. [paper](https://arxiv.org/abs/2301.00002)\n") == []
    (finding,) = found("style", f"# L\n\n{HABIT}{PINNED}")
    assert finding.cause == "a pinned version in a list that mostly links without one"
    assert finding.suggestion is not None
    assert finding.suggestion == Suggestion("write https://arxiv.org/abs/2301.00001", Certainty.LIKELY)


@pytest.mark.parametrize(
    ("pinned", "plain"),
    [
        ("https://arxiv.org/pdf/2301.00001v2", "https://arxiv.org/pdf/2301.00001"),
        ("https://arxiv.org/pdf/2301.00001v2.pdf", "https://arxiv.org/pdf/2301.00001.pdf"),
        ("https://arxiv.org/abs/2301.00001v12?context=cs", "https://arxiv.org/abs/2301.00001?context=cs"),
        ("http://arxiv.org/abs/math/0309136v1", "https://arxiv.org/abs/math/0309136"),
        ("https://doi.org/10.48550/arXiv.2301.00001v2", "https://doi.org/10.48550/arXiv.2301.00001"),
    ],
)
def test_without_its_version_an_address_leads_to_the_same_page(
    found: Callable[..., list[Finding]], pinned: str, plain: str
) -> None:
    mixed = "- Work. [pdf](https://arxiv.org/pdf/2301.00005)\n- Work. [pdf](https://arxiv.org/pdf/2301.00006)\n"
    findings = found("style", f"# L\n\n{HABIT}{mixed}- Some work. [link]({pinned})\n")
    texts = [one.suggestion.text for one in findings if one.cause.startswith("a pinned") and one.suggestion]
    assert texts == [f"write {plain}"]


def test_a_version_that_is_not_the_newest_is_told_by_another_rule(found: Callable[..., list[Finding]]) -> None:
    newest = {"arxiv:2301.00001": Record(source="arXiv", version=3)}
    text = f"# L\n\n{HABIT}{PINNED}"
    assert found("style", text, newest) == []
    assert len(found("newer-version", text, newest)) == 1


PDF = "https://arxiv.org/pdf/2301.00001v2"
ABS = "https://arxiv.org/abs/2301.00001v2"


@pytest.mark.parametrize(
    ("page", "link", "better"),
    [
        ("abs", f"[paper]({ABS})", None),
        ("pdf", f"[paper]({PDF})", None),
        ("abs", f"[PDF]({PDF})", None),
        ("pdf", f"[Abs]({ABS})", None),
        ("abs", f"[paper]({PDF}#page=3)", None),
        ("pdf", f"[arXiv]({ABS}) [PDF]({PDF})", None),
        ("pdf", "[paper](https://arxiv.org/abs/xxxx.xxxxx)", None),
        ("pdf", "[paper](https://lab.test-site.net/abs/x)", None),
        ("abs", f"[paper]({PDF}.pdf)", ABS),
        ("pdf", f"[paper]({ABS})", PDF),
        ("pdf", "[paper](http://arxiv.org/abs/math/0309136)", "https://arxiv.org/pdf/math/0309136"),
    ],
)
def test_the_page_of_arxiv_that_the_configuration_prefers(
    found: Callable[..., list[Finding]], page: str, link: str, better: str | None
) -> None:
    findings = found("style", f"# L\n\n- Some work. {link}\n", conventions=Conventions(arxiv=page))
    assert {finding.suggestion and finding.suggestion.replacement for finding in findings} == (
        {better} if better else set()
    )
    for finding in findings:
        assert finding.suggestion is not None
        assert finding.suggestion.certainty is Certainty.CERTAIN


def test_the_configuration_goes_before_the_habit(found: Callable[..., list[Finding]]) -> None:
    findings = found("style", f"# L\n\n{HABIT}", conventions=Conventions(arxiv="pdf"))
    assert {finding.cause for finding in findings} == {"/abs/ of arXiv in a list that links to /pdf/"}
    assert len(findings) == HABIT.count("\n")


@pytest.mark.parametrize(
    ("link", "known", "certainty"),
    [
        ("[paper]({} )", True, Certainty.CERTAIN),
        ("[paper]( {})", True, Certainty.CERTAIN),
        ("[paper]({} )", False, Certainty.LIKELY),
        ('<a href=" {} ">paper</a>', True, Certainty.CERTAIN),
        ('[paper]({} "a title")', True, None),
        ("[paper](<{}>)", True, None),
        ("<{}>", True, None),
        ("<a href={} >paper</a>", True, None),
    ],
)
def test_a_blank_beside_the_destination_may_go_where_the_link_is_alive(
    found: Callable[..., list[Finding]], link: str, known: bool, certainty: Certainty | None
) -> None:
    url = "https://arxiv.org/abs/2301.00001"
    records = {"arxiv:2301.00001": Record(source="arxiv")} if known else {}
    findings = found("style", f"# L\n\n- Some work. {link.format(url)}\n", records)
    assert [finding.cause for finding in findings] == (["a blank in the destination"] if certainty else [])
    for finding in findings:
        assert finding.suggestion is not None
        assert (finding.suggestion.replacement, finding.suggestion.certainty) == (url, certainty)
        assert finding.suggestion.text == f"write {url} without the blank"


def test_what_stands_beside_a_placeholder_has_its_style(found: Callable[..., list[Finding]]) -> None:
    links = "[paper](https://arxiv.org/abs/xxxx.xxxxx) [again](http://arxiv.org/abs/2301.00001)"
    (finding,) = found("style", f"# L\n\n- Some work. {links}\n")
    assert finding.what == "http://arxiv.org/abs/2301.00001"


def test_what_was_never_a_link_has_no_style(found: Callable[..., list[Finding]]) -> None:
    assert found("style", "# L\n\n- Some work. [paper](http://arxiv.org/abs/xxxx.xxxxx)\n") == []
