"""On which days something is looked at that is not looked at every day."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def last_turn(name: str, today: date, every: int) -> date:
    """The last day, today included, on which it was the turn of this name; it comes round ``every`` so many days.

    The name's digest decides, so that nothing need be stored and each day has its share.
    """
    turn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
    return today - timedelta(days=(today.toordinal() - turn) % every)
