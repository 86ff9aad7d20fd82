"""What stands between us and a good run: upstreams that keep their contracts, and the machine that asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.doctor import contracts, surroundings
from harvester.doctor.witness import Witness
from harvester.lanes import Clock
from harvester.network import connect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.config import Config
    from harvester.doctor.check import Check

BUDGET_S = 120.0
"""Seconds after which nothing more is asked."""


def examine(config: Config, *, environ: Mapping[str, str], token: str, clock: Clock | None = None) -> list[Check]:
    """Ask each upstream one harmless question, and look at what every run depends on.

    Args:
        environ: Where proxies, certificates and the token's name are looked up, as the user set them.
        token: For GitHub; it stands in no check.
        clock: Time.
    """
    clock = clock or Clock()
    witness = Witness(clock)
    hurried = config.model_copy(update={"budget_s": BUDGET_S})
    with connect(hurried, token=token, clock=clock, client=witness.client) as network:
        held = contracts.examine(network, witness, configured=contracts.configured(config))
    return [
        *(contract.check for contract in held),
        surroundings.token(token, next((one.seen for one in held if one.check.name == "github"), None), environ),
        surroundings.proxies(config),
        *surroundings.certificates(environ),
        surroundings.clock([one.seen for one in held if one.seen is not None]),
        *surroundings.folders(config),
        surroundings.versions(),
    ]
