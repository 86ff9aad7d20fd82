from __future__ import annotations

import errno
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from harvester import guard as guard_module
from harvester.guard import LONGEST_URL, MOST_ADDRESSES, ForbiddenAddressError, Guard, is_public, origin
from harvester.transport import GuardedAdapter

if TYPE_CHECKING:
    from harvester.sandbox import Sandbox

PUBLIC = ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e", "2002:5db8:d70e::1"]
PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.88.99.1", "198.18.0.1", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "5f00::1", "3fff::1",
    "2001:db8::1", "100::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:0:4136:e378:8000:63bf:a247:28f1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_all_other_addresses_do_not(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_in_every_dress(address: Any) -> None:
    bits = f"{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"
    dresses = {is_public(dress) for dress in (f"::ffff:{bits}", f"64:ff9b::{bits}", f"2002:{bits}::")}
    assert dresses == {is_public(str(address))}


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2407.00116",
        "http://host.org:8080/x",
        "https://host.org:8443/x",
        "http://host.org:49152/~me?q=a@b#frag",
        "https://[2606:4700::1111]/",
        "http://93.184.215.14/",
        "https://münchen.de/straße",
        "https://xn--mnchen-3ya.de/",
        "https://host.org./x",
        "HTTPS://HOST.ORG/x",
        "https://under_score.host.org/",
        "https://localhost.org/",
        "https://internal.host.org/",
        "https://host.org/" + "a" * 7000,
    ],
)
def test_ordinary_urls_pass(url: str) -> None:
    Guard().check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        # schemes
        "ftp://arxiv.org/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://host.org:70/_x",
        "//host.org/x",
        "http://",
        "https:///etc/passwd",
        # credentials
        "http://user:secret@arxiv.org/",
        "http://user@arxiv.org/",
        "https://arxiv.org:80@127.0.0.1/",
        "https://@arxiv.org/",
        # names of one's own network
        "http://localhost/",
        "http://LOCALHOST./",
        "http://printer.localhost/",
        "http://printer.local/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://router.home.arpa/",
        "http://intranet/",
        "http://kubernetes.default.svc.cluster.local/",
        # literal addresses, in all their spellings
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://10.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[0:0:0:0:0:ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://127%2e0%2e0%2e1/",
        "http://１２７.0.0.1/",
        "http://①②⑦.0.0.1/",
        "http://127。0。0。1/",
        "http://ⓛocalhost/",
        "http://08.8.8.8/",
        "http://1.2.3.4.5/",
        "http://host.0x/",
        # ports
        "http://host.org:22/",
        "http://host.org:25/",
        "http://host.org:81/",
        "https://host.org:6379/",
        "https://host.org:11211/",
        "https://host.org:6667/",
        "http://host:99999/",
        "http://host.org:-1/",
        "http://host.org:8o/",
        # spellings that readers disagree about
        "http://host.org\\@127.0.0.1/",
        "http://127.0.0.1\\@host.org/",
        "http://host.org\r\nHost: 127.0.0.1/",
        "http://ho\tst.org/",
        "http://host.org/\x00",
        "http://host.org/a b",
        "http://[::1/",
        "http://host.org]/",
        "https://host.org/" + "a" * LONGEST_URL,
        "",
    ],
)
def test_hostile_urls_do_not(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        Guard().check_url(url)


@given(st.text(max_size=60))
def test_no_text_makes_the_guard_stumble(text: str) -> None:
    try:
        Guard().check_url(f"http://{text}")
    except ForbiddenAddressError:
        return
    assert origin(f"http://{text}")[0]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://host.org/x", ("host.org", 443)),
        ("http://HOST.org.:8080", ("host.org", 8080)),
        ("https://MÜNCHEN.de/", ("xn--mnchen-3ya.de", 443)),
    ],
)
def test_a_host_has_one_name_however_it_is_spelt(url: str, place: tuple[str, int]) -> None:
    assert origin(url) == place


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Each look-up gets the next answer; the last one stays."""
    left = list(answers)

    def lookup(_host: str, port: int, **_: Any) -> list[Any]:
        now = left.pop(0) if len(left) > 1 else left[0]
        return [(2, 1, 6, "", (address, port)) for address in now]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


@pytest.mark.parametrize(
    "answer", [["10.0.0.7"], ["93.184.215.14", "10.0.0.7"], ["::1", "2606:4700::1111"], ["169.254.169.254"]]
)
def test_a_name_that_leads_to_a_private_address_is_refused_at_the_connection(
    monkeypatch: pytest.MonkeyPatch, answer: list[str]
) -> None:
    resolves_to(monkeypatch, answer)
    with pytest.raises(ForbiddenAddressError, match=r"list\.example\.org leads to .*, which is not a public address"):
        Guard().connect("list.example.org", 80)


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    tried: list[Any] = []
    monkeypatch.setattr(guard_module, "create_connection", lambda place, **_: tried.append(place))
    Guard().connect("rebind.example.org", 80)
    assert tried == [("93.184.215.14", 80)]


def test_a_name_that_answers_differently_the_second_time_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    monkeypatch.setattr(guard_module, "create_connection", lambda *_, **__: None)
    guard = Guard()
    guard.connect("rebind.example.org", 80)
    with pytest.raises(ForbiddenAddressError):
        guard.connect("rebind.example.org", 80)


@pytest.mark.parametrize(
    ("numbers", "raised"),
    [
        ([errno.ENETUNREACH, errno.ECONNREFUSED], errno.ECONNREFUSED),
        ([errno.ECONNREFUSED, errno.ENETUNREACH], errno.ECONNREFUSED),
        ([errno.ENETUNREACH, errno.EADDRNOTAVAIL], errno.ENETUNREACH),
        ([errno.ETIMEDOUT] * 9, errno.ETIMEDOUT),
    ],
)
def test_of_several_failures_the_telling_one_is_raised(
    monkeypatch: pytest.MonkeyPatch, numbers: list[int], raised: int
) -> None:
    resolves_to(monkeypatch, [f"93.184.215.{last}" for last in range(len(numbers))])
    failures = iter(numbers)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(next(failures), "no")

    monkeypatch.setattr(guard_module, "create_connection", refuse)
    with pytest.raises(OSError, match="no") as caught:
        Guard().connect("list.example.org", 80)
    assert caught.value.errno == raised
    assert len(numbers) - len(list(failures)) <= MOST_ADDRESSES


@pytest.mark.parametrize("trusted", [(), ("http://slow.example.org",)])
def test_a_resolver_that_never_answers_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, trusted: tuple[str, ...]
) -> None:
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: never.wait(30))
    monkeypatch.setattr(guard_module, "NAME_S", 0.05)
    try:
        with pytest.raises(socket.gaierror) as caught:
            Guard(trusted).connect("slow.example.org", 80)
    finally:
        never.set()
    assert caught.value.errno == socket.EAI_AGAIN


def session(guard: Guard) -> requests.Session:
    made = requests.Session()
    made.mount("http://", GuardedAdapter(guard))
    return made


def test_only_what_the_configuration_names_may_be_private(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/doi/doiRA/10.1145/3583593"
    with session(Guard([sandbox.url])) as trusted, trusted.get(url, timeout=5) as reply:
        assert reply.json()[0]["RA"] == "Crossref"
    with session(Guard()) as distrusted, pytest.raises(ForbiddenAddressError):
        distrusted.get(url, timeout=5)


def test_trust_in_one_port_is_no_trust_in_another(sandbox: Sandbox) -> None:
    guard = Guard([sandbox.url])
    guard.check_url(f"{sandbox.url}/x")
    for url in ("http://127.0.0.1:1/", "http://127.0.0.1/", "http://localhost:8080/"):
        with pytest.raises(ForbiddenAddressError):
            guard.check_url(url)


def test_the_url_is_looked_at_in_the_spelling_that_is_sent() -> None:
    prepared = requests.Request("GET", "http://host.example.org/").prepare()
    prepared.url = "http://127.0.0.1/"  # whatever a library may make of a host on the way
    with session(Guard()) as sender, pytest.raises(ForbiddenAddressError, match=r"127\.0\.0\.1 is not a public"):
        sender.send(prepared)
