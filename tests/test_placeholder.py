"""What was never meant, and what is no address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.placeholder import flaw, placeholder_text, placeholder_url

MEANT = [
    "https://arxiv.org/abs/2407.00116",
    "https://arxiv.org/abs/math/0309136",
    "https://xxx.lanl.gov/abs/hep-th/9901001",
    "https://doi.org/10.1038/s41746-022-00705-7",
    "https://notexample.com/paper",
    "https://myexample.org/paper",
    "https://example.community/paper",
    "https://nottwitter.com/status",
    "https://latest.io/x",
    "https://github.com/xmed-lab/FSDiffReg",
    "https://github.com/xxayt/MMTrack",
    "https://github.com/mycroftai/mycroft",
    "https://github.com/Yourui/code",
    "https://github.com/user-tools/awesome-thing",
    "https://github.com/org/very-real-thing",
    "https://huggingface.co/openai/clip",
    "https://www.youtube.com/watch?v=Pm5DZhCOJJ0",
    "https://openreview.net/forum?id=mDwURmlapW",
    "yES",
]

NEVER_MEANT = [
    ("", "empty target"),
    ("#", "bare #"),
    ("TODO", "placeholder word"),
    ("-", "placeholder word"),
    ("https://example.com", "reserved example host"),
    ("https://a.b.example.com/x", "reserved example host"),
    ("http://paper.example/x", "reserved example host"),
    ("https://lab.test/a", "reserved example host"),
    ("https://x.invalid", "reserved example host"),
    ("http://localhost:8000/", "reserved example host"),
    ("http://127.0.0.1/", "address of one's own machine"),
    ("https://your-website.com/paper", "template host"),
    ("https://", "nothing after the scheme"),
    ("https://github.com", "prefix without an identifier"),
    ("https://github.com/", "prefix without an identifier"),
    ("https://doi.org/", "prefix without an identifier"),
    ("https://arxiv.org/abs/", "prefix without an identifier"),
    ("https://openreview.net/forum?id=", "prefix without an identifier"),
    ("https://github.com/example", "template repository"),
    ("https://github.com/example/repo", "template repository"),
    ("https://github.com/user/repo", "template repository"),
    ("https://github.com/username/project", "template repository"),
    ("https://github.com/your-username/your-repo", "template repository"),
    ("https://gitlab.com/yourname/code", "template repository"),
    ("https://arxiv.org/abs/xxxx.xxxxx", "template address never filled in"),
    ("https://arxiv.org/abs/2401.XXXXX", "template address never filled in"),
    ("https://www.youtube.com/watch?v=xxxx", "template address never filled in"),
    ("https://lab.org/<paper>", "template address never filled in"),
    ("https://lab.org/TODO", "template address never filled in"),
]


@pytest.mark.parametrize("url", MEANT)
def test_an_address_that_is_meant_is_no_placeholder(url: str) -> None:
    assert placeholder_url(url) == ""


@pytest.mark.parametrize(("url", "why"), NEVER_MEANT)
def test_a_placeholder_is_named(url: str, why: str) -> None:
    assert placeholder_url(url) == why


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GAN",
        "yES",
        "None of the above",
        "Nothing but Nets",
        "MRI/CT",
        "A-Z",
        "U, F",
        "2023-09",
        "Todorov et al.",
        "x",
    ],
)
def test_text_that_says_something_is_no_placeholder(text: str) -> None:
    assert placeholder_text(text) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-", "dash or cross"),
        ("--", "dash or cross"),
        ("—", "dash or cross"),
        ("❌", "dash or cross"),
        ("✗", "dash or cross"),
        (":heavy_minus_sign:", "placeholder word"),
        ("TODO", "placeholder word"),
        ("tba", "placeholder word"),
        ("TBD.", "placeholder word"),
        ("N/A", "placeholder word"),
        ("NA", "placeholder word"),
        ("null", "placeholder word"),
        ("No", "placeholder word"),
        ("Coming soon!", "placeholder word"),
        ("code coming soon", "placeholder word"),
        ("(to appear)", "placeholder word"),
        ("no code", "placeholder word"),
        ("Paper Title", "placeholder word"),
        ("Venue Year", "placeholder word"),
        ("即将开源", "placeholder word"),
        ("xxxx.xxxxx", "template text never filled in"),
    ],
)
def test_text_that_stands_for_nothing_is_named(text: str, why: str) -> None:
    assert placeholder_text(text) == why


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2407.00116",
        "http://arxiv.org/abs/2304.03941v1 ",
        " https://arxiv.org/abs/2304.03941",
        "https://github.com/AgaMiko/debiasing-effect-of-gans.",
        "https://doi.org/10.1016/s0140-6736(26)00693-8",
        "https://doi.org/10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2",
        "https://web.archive.org/web/20220426115606/https://dl.acm.org/doi/10.1145/1",
        "https://translate.google.com/?u=https://lab.org",
        "https://lab.org/login?next=https://lab.org/paper",
        "https://dl.acm.org/doi/10.1145/3690624#:~:text=In%20this%20paper",
        "https://people.lab.org/~doe/paper.pdf",
        "https://lab.org:8443/paper?x=1&y=2",
        "ftp://ftp.cs.princeton.edu/techreports/1990/267.pdf",
        "https:\\/\\/arxiv.org\\/abs\\/2301.00001",
        "https://zh.wikipedia.org/wiki/机器学习",
        "http://localhost/x",
        "http://[2001:db8::1]/x",
        "https://lab.org/x(y)",
    ],
)
def test_an_address_is_left_alone(url: str) -> None:
    assert flaw(url) == ("", None)


@pytest.mark.parametrize(
    ("url", "why", "mended"),
    [
        ("", "empty target", None),
        ("yES", "a word in place of an address", None),
        ("todo", "a word in place of an address", None),
        ("hhttps://arxiv.org/pdf/2303.12644.pdf", "misspelt scheme", "https://arxiv.org/pdf/2303.12644.pdf"),
        ("htps://lab.org/x", "misspelt scheme", "https://lab.org/x"),
        ("ttp://lab.org/x", "misspelt scheme", "http://lab.org/x"),
        ("https//lab.org/x", "misspelt scheme", "https://lab.org/x"),
        ("https:/arxiv.org/abs/2301.00001", "misspelt scheme", "https://arxiv.org/abs/2301.00001"),
        ("https:arxiv.org/abs/2301.00001", "misspelt scheme", "https://arxiv.org/abs/2301.00001"),
        ("github.com/lab/code", "scheme missing", "https://github.com/lab/code"),
        ("www.lab.org", "scheme missing", "https://www.lab.org"),
        ("//lab.org/x", "scheme missing", "https://lab.org/x"),
        ("10.1145/3583593", "a DOI without its resolver", "https://doi.org/10.1145/3583593"),
        ("doi:10.1145/3583593", "a DOI without its resolver", "https://doi.org/10.1145/3583593"),
        ("arXiv:2301.00001", "an arXiv id without its site", "https://arxiv.org/abs/2301.00001"),
        (
            "https://doi.org/https://doi.org/10.21203/rs.3.rs-722389/v1",
            "prefix written twice",
            "https://doi.org/10.21203/rs.3.rs-722389/v1",
        ),
        ("https://doi.org/doi.org/10.1093/btac625", "prefix written twice", "https://doi.org/10.1093/btac625"),
        ("https://github.com/https://github.com/lab/code", "prefix written twice", "https://github.com/lab/code"),
        ("https://dx.doi.org/https://doi.org/10.1093/b", "prefix written twice", "https://doi.org/10.1093/b"),
        ("https://https://lab.org/x", "scheme written twice", "https://lab.org/x"),
        ("https://https://doi.org/doi.org/10.1093/b", "scheme written twice", "https://doi.org/10.1093/b"),
        ("https://https://lab.org/x)", "scheme written twice", None),
        ("https://lab.org/https://lab.org/x)", "prefix written twice", None),
        ("https://lab.org/x}{https://b.org/y", "two addresses glued together", None),
        ("https://lab.org/xhttps://b.org/y", "two addresses glued together", None),
        ("https://lab.org/x.pdf%20(http://b.org/y)", "two addresses glued together", None),
        ("http://lab.org/x%5Cnhttp://b.org/y", "two addresses glued together", None),
        ("https://lab.org/x https://b.org/y", "two addresses glued together", None),
        ("https://github.com/sun- umn/Deep", "blank inside the address", "https://github.com/sun-umn/Deep"),
        ("https://arxiv.org/abs/190 8.08530", "blank inside the address", "https://arxiv.org/abs/1908.08530"),
        ("https://lab.org/a b", "blank inside the address", None),
        ("https://github.com/lab/code (unofficial)", "a remark inside the target", "https://github.com/lab/code"),
        ("[https://lab.org/x](https://lab.org/x)", "a link inside the target", "https://lab.org/x"),
        ("https://lab.org/x](https://lab.org/y", "two addresses glued together", None),
        ("https://lab.org/x)]", "markup inside the address", None),
        ("https://lab.org/x)", "markup inside the address", None),
        ("see the appendix", "words in place of an address", None),
        ("/home/ubuntu/Code/x", "a path on somebody's machine", None),
        ("file:///tmp/x.pdf", "a path on somebody's machine", None),
        ("javascript:alert(1)", "a path on somebody's machine", None),
        ("https://link", "no such host name", None),
        ("https:///lab.org/x", "no host", None),
        ("htps:///lab.org/x/", "misspelt scheme", "https://lab.org/x/"),
        ("https://[broken", "not an address", None),
        ("gopher://lab.org", "unknown scheme", None),
        ("README.md", "a word in place of an address", None),
    ],
)
def test_a_flaw_is_named_and_mended_where_that_is_safe(url: str, why: str, mended: str | None) -> None:
    assert flaw(url) == (why, mended)


@given(st.text(max_size=80) | st.from_regex(r"h?t?t?p?s?:?/{0,3}[a-z.]{0,12}/?\S{0,20}", fullmatch=True))
def test_no_text_is_too_odd(text: str) -> None:
    why, mended = flaw(text)
    assert isinstance(placeholder_url(text), str)
    assert isinstance(placeholder_text(text), str)
    assert mended is None or (why and flaw(mended) == ("", None))
