from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import responses

from harvester.http import Http, Reply
from harvester.lanes import Lane, Pace, Trouble
from harvester.model import Found, Unavailable
from harvester.upstream.journey import MAX_HOPS, follow
from harvester.upstream.web import Page, WebPages

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.model import Answer
    from harvester.upstream.journey import Way
    from support import FakeTime

OLD = "https://old.test-site.net/item/a"
NEW = "https://new.test-site.net/item/a"


@pytest.fixture
def lanes() -> dict[str, Lane]:
    return {}


@pytest.fixture
def page(lanes: dict[str, Lane], time: FakeTime) -> Callable[[str], Answer[Page]]:
    def lane_of(host: str) -> Lane:
        return lanes.setdefault(host, Lane(host, Pace(1.0, waits=(1.0,)), clock=time.clock()))

    return WebPages(http=Http(), lane_of=lane_of, remap={}, clock=time.clock()).page


def redirect(url: str, to: str, status: int = 301, **headers: str) -> None:
    responses.get(url, status=status, headers={"Location": to, **headers})


def chain(*steps: str | int) -> str:
    """Addresses with statuses between them; the last one answers. Gives the first address."""
    urls, statuses = [str(step) for step in steps[::2]], steps[1::2]
    for url, status, target in zip(urls, statuses, urls[1:], strict=False):
        redirect(url, target, int(status))
    responses.get(urls[-1], body="here")
    return urls[0]


@pytest.mark.parametrize(
    ("steps", "end", "moved"),
    [
        # no move
        ((OLD, 302, NEW), NEW, None),
        ((OLD, 303, NEW), NEW, None),
        ((OLD, 307, NEW), NEW, None),
        ((OLD, 302, f"{OLD}?s=1", 301, NEW), NEW, None),
        (("https://doi.org/10.1/x", 301, NEW), NEW, None),
        (("https://bit.ly/3abc", 301, NEW), NEW, None),
        (("https://w3id.org/thing", 301, NEW), NEW, None),
        (("https://old.test-site.net/a?y=1&x=2", 301, "https://old.test-site.net/a?x=2&y=1"), None, None),
        # what a server says for one visit only
        ((OLD, 301, f"{NEW};jsessionid=AB12"), f"{NEW};jsessionid=AB12", None),
        ((OLD, 301, f"{NEW}?error=cookies_not_supported"), f"{NEW}?error=cookies_not_supported", None),
        # moves
        ((OLD, 301, NEW), NEW, NEW),
        ((OLD, 308, NEW), NEW, NEW),
        (("http://old.test-site.net/item/a", 301, OLD), OLD, OLD),
        ((OLD, 301, f"{OLD}/"), f"{OLD}/", f"{OLD}/"),
        ((OLD, 301, NEW, 308, f"{NEW}/b"), f"{NEW}/b", f"{NEW}/b"),
        # up to the first temporary hop
        ((OLD, 308, NEW, 302, f"{NEW}?session=1", 301, f"{NEW}/c"), f"{NEW}/c", NEW),
    ],
)
@responses.activate
def test_a_move_is_what_is_permanent_from_the_start(
    page: Callable[[str], Answer[Page]], steps: tuple[str | int, ...], end: str | None, moved: str | None
) -> None:
    start = chain(*steps)
    assert page(start) == Found(Page(end or str(steps[-1]), moved, 200))


@pytest.mark.parametrize(
    ("link", "location", "moved"),
    [
        (f"{OLD}#part", NEW, f"{NEW}#part"),
        (f"{OLD}#part", f"{NEW}#other", f"{NEW}#other"),
        (OLD, f"{NEW}#other", f"{NEW}#other"),
    ],
)
@responses.activate
def test_a_fragment_goes_along(page: Callable[[str], Answer[Page]], link: str, location: str, moved: str) -> None:
    redirect(OLD, location)
    responses.get(NEW, body="here")
    assert page(link) == Found(Page(NEW, moved, 200))


@pytest.mark.parametrize("status", [404, 410, 403, 500, 202])
@responses.activate
def test_a_move_to_what_is_no_success_is_none(page: Callable[[str], Answer[Page]], status: int) -> None:
    redirect(OLD, NEW)
    responses.get(NEW, status=status, body="x")
    assert not isinstance(page(OLD), Found)


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/item/b", "https://old.test-site.net/item/b"),
        ("b", "https://old.test-site.net/item/b"),
        ("?q=1", "https://old.test-site.net/item/a?q=1"),
        ("//new.test-site.net/x", "https://new.test-site.net/x"),
        ("  https://new.test-site.net/x  ", "https://new.test-site.net/x"),
        ("/my file", "https://old.test-site.net/my%20file"),
        ("/caf\xc3\xa9", "https://old.test-site.net/caf%C3%A9"),
        ("/caf\xe9", "https://old.test-site.net/caf%C3%A9"),
        ("/100%", "https://old.test-site.net/100%25"),
        ("\\\\new.test-site.net\\x", "https://new.test-site.net/x"),
        ("https://NEW.test-site.net./x", "https://new.test-site.net./x"),
    ],
)
@responses.activate
def test_a_location_is_read_as_browsers_read_it(page: Callable[[str], Answer[Page]], location: str, asked: str) -> None:
    redirect(OLD, location, 302)
    responses.get(asked, body="here")
    assert isinstance(page(OLD), Found)


@pytest.mark.parametrize(
    ("location", "answer"),
    [
        ("", Unavailable("HTTP 302 that leads nowhere", failing=True)),
        ("https://new.test-site.net/\x00", Unavailable("HTTP 302 to what is no address", failing=True)),
        ("https://new.test-site.net/\x7fx", Unavailable("HTTP 302 to what is no address", failing=True)),
        ("http://[::1", Unavailable("HTTP 302 to what is no address", failing=True)),
        ("http://169.254.169.254/latest/meta-data/", Unavailable("169.254.169.254 is not a public address")),
        ("http://[::ffff:127.0.0.1]/", Unavailable("::ffff:7f00:1 is not a public address")),
        ("http://2130706433/", Unavailable("127.0.0.1 is not a public address")),
        ("//localhost:8000/", Unavailable("localhost is not a public address")),
        ("https://new.test-site.net:22/", Unavailable("port 22 is not one that pages are served from")),
        ("https://a:b@new.test-site.net/", Unavailable("a user name in the address is not followed")),
        ("javascript:alert(document.cookie)", Unavailable("only http and https are followed")),
        ("data:text/html,<h1>x", Unavailable("only http and https are followed")),
        ("file:///etc/passwd", Unavailable("only http and https are followed")),
        ("ftp://new.test-site.net/x", Unavailable("only http and https are followed")),
        ("https://new.test-site.net/" + "a" * 9000, Unavailable("longer than 8000 characters")),
    ],
)
@responses.activate
def test_a_hostile_location_is_not_followed(
    page: Callable[[str], Answer[Page]], location: str, answer: Unavailable
) -> None:
    redirect(OLD, location, 302)
    assert page(OLD) == answer
    assert len(responses.calls) == 1


@responses.activate
def test_each_hop_waits_in_its_own_host_s_lane(page: Callable[[str], Answer[Page]], lanes: dict[str, Lane]) -> None:
    chain(OLD, 301, NEW)
    for _ in range(3):
        page(OLD)
    assert {host: lane.requests for host, lane in lanes.items()} == {"old.test-site.net": 3, "new.test-site.net": 3}


@responses.activate
def test_a_circle_ends_where_it_closes(page: Callable[[str], Answer[Page]]) -> None:
    redirect(OLD, NEW)
    redirect(NEW, OLD)
    assert page(OLD) == Unavailable("a redirect in a circle", failing=True)
    assert len(responses.calls) == 2


@responses.activate
def test_a_circle_that_hands_out_cookies_is_a_refusal(page: Callable[[str], Answer[Page]]) -> None:
    redirect(OLD, NEW, 302, **{"Set-Cookie": "session=1"})
    redirect(NEW, OLD, 302)
    assert page(OLD) == Unavailable("a page for those who keep its cookies", refused=True)


@responses.activate
def test_a_way_without_end_ends(page: Callable[[str], Answer[Page]]) -> None:
    for number in range(MAX_HOPS + 3):
        redirect(f"{OLD}{number}", f"{OLD}{number + 1}", 302)
    assert page(f"{OLD}0") == Unavailable(f"more than {MAX_HOPS} redirects", failing=True)
    assert len(responses.calls) == MAX_HOPS + 1


ROOT = Unavailable("HTTP 200, but redirected to a front page", failing=True)
LOGIN = Unavailable("HTTP 200, but redirected to a login", failing=True)
ERROR = Unavailable("HTTP 200, but redirected to an error page", failing=True)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # pages that are where their links lead
        ("https://lab.test-site.net/", "https://www.lab.test-site.net/", None),
        ("https://lab.test-site.net/index.html", "https://lab.test-site.net/", None),
        ("https://lab.test-site.net/en/home", "https://lab.test-site.net/", None),
        ("https://lab.test-site.net/", "https://lab.test-site.net/en/", None),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/?p=3", None),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/#/paper/3", None),
        ("https://lab.test-site.net/papers", "https://lab.test-site.net/#papers", None),
        ("https://uni.test-site.edu/~ahlquist/", "https://ahlquist.test-site.net/", None),
        ("https://lab.test-site.net/medgen/", "https://med-gen.test-site.net/", None),
        ("https://doe.github.io/thing/", "https://thing-page.test-site.net/", None),
        ("https://tinyurl.com/abcd", "https://lab.test-site.net/", None),
        ("https://lab.test-site.net/login", "https://lab.test-site.net/users/sign_in", None),
        ("https://lab.test-site.net/old-auth-docs", "https://lab.test-site.net/docs/auth/", None),
        ("https://lab.test-site.net/errors/404", "https://lab.test-site.net/404.html", None),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/sso-for-labs", None),
        # pages that are not
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/", ROOT),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net", ROOT),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/index.php", ROOT),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/en-us/", ROOT),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/?utm_source=old", ROOT),
        ("https://lab.test-site.net/paper/3", "https://buyer.test-site.com/", ROOT),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/login?next=/paper/3", LOGIN),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/users/sign_in", LOGIN),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/wp-login.php?redirect_to=x", LOGIN),
        ("https://lab.test-site.net/paper/3", "https://accounts.test-site.net/ServiceLogin?continue=x", LOGIN),
        ("https://lab.test-site.net/paper/3", "https://idp.test-site.net/profile/SAML2/POST/SSO?SAMLRequest=x", LOGIN),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/404.html", ERROR),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/page-not-found", ERROR),
        ("https://lab.test-site.net/paper/3", "https://lab.test-site.net/error/404/", ERROR),
    ],
)
@pytest.mark.parametrize("status", [301, 302])
@responses.activate
def test_a_redirect_that_loses_the_page_is_a_strike(
    page: Callable[[str], Answer[Page]], start: str, end: str, expected: Unavailable | None, status: int
) -> None:
    chain(start, status, end)
    answer = page(start)
    assert isinstance(answer, Found) if expected is None else answer == expected


@responses.activate
def test_neither_login_nor_front_page_is_ever_a_new_address(page: Callable[[str], Answer[Page]]) -> None:
    login = "https://old.test-site.net/login?next=/item/a"
    chain(OLD, 301, login, 302, NEW)
    assert page(OLD) == Found(Page(NEW, None, 200))
    responses.reset()
    chain(OLD, 301, "https://old.test-site.net/", 302, NEW)
    assert page(OLD) == Found(Page(NEW, None, 200))


@pytest.mark.parametrize(
    ("location", "answer"),
    [
        (
            "https://validate.perfdrive.com/captcha?x=1",
            Unavailable("sent to a page for people only (Radware)", refused=True),
        ),
        (
            "https://old.test-site.net/crawlprevention/governor?content=%2fitem",
            Unavailable("sent to a page for people only (a publisher's crawler check)", refused=True),
        ),
        ("https://www.google.com/sorry/index?continue=x", Unavailable("sent to a page for people only (Google)", refused=True)),
        ("https://www.hugedomains.com/domain_profile.cfm?d=x", Unavailable("parked domain (www.hugedomains.com)", failing=True)),
        (
            "https://paperswithcode.com/sota",
            Unavailable(
                "sent to a retired host: paperswithcode.com closed on 2025-07-24; "
                "paper and dataset pages went to huggingface.co, leaderboards went nowhere",
                failing=True,
            ),
        ),
    ],
)  # fmt: skip
@responses.activate
def test_some_addresses_say_enough_by_themselves(
    page: Callable[[str], Answer[Page]], location: str, answer: Unavailable
) -> None:
    redirect(OLD, location, 302)
    assert page(OLD) == answer
    assert len(responses.calls) == 1


@pytest.mark.parametrize("location", ["/next\r\nSet-Cookie: a=1", "/next\r\n more", "/ne\txt", "\x00"])
def test_a_line_end_in_a_location_is_no_way_into_a_request(location: str) -> None:
    asked: list[str] = []

    def ask(way: Way) -> Reply:
        asked.extend(way.hops)
        return Reply(way.hops[-1], 302, {"location": location}, b"")

    with pytest.raises(Trouble, match="to what is no address") as caught:
        follow(OLD, ask)
    assert caught.value.failing
    assert asked == [OLD]
