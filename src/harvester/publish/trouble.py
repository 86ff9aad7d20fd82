"""What can go wrong while publishing, in words that hold no secret."""

from __future__ import annotations

import base64

from harvester.errors import HarvesterError, UpstreamsIllError


class PublishError(HarvesterError):
    """GitHub or git does not let us (exit code 2)."""


class UnreachedError(UpstreamsIllError):
    """GitHub gives no answer that counts; what was done by then stays, and the next run goes on (exit code 3)."""


class RacedError(HarvesterError):
    """Somebody else was faster; look again and decide anew."""


def without(token: str, text: str) -> str:
    """The text with the token taken out, as it is and as git sends it."""
    if not token:
        return text
    sent = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return text.replace(token, "***").replace(sent, "***")
