"""A finished run becomes one rolling pull request and one tracking issue, and nothing at all on a quiet night."""

from __future__ import annotations

from harvester.publish.publish import Place, publish
from harvester.publish.trouble import PublishError

__all__ = ["Place", "PublishError", "publish"]
