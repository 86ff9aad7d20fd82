"""Stand-in upstreams on a loopback port, in their true wire shapes, seeded from a world file.

They stand in for the internet and know nothing of the rest of harvester.
"""

from __future__ import annotations

from harvester.sandbox.faults import Fault
from harvester.sandbox.limits import Limit
from harvester.sandbox.server import Logged, Sandbox
from harvester.sandbox.world import World

__all__ = ["Fault", "Limit", "Logged", "Sandbox", "World"]
