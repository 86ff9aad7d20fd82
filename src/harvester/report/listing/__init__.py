"""The catalogue for its readers: ``NAME.md`` and ``NAME.html``."""

from __future__ import annotations

from harvester.report.listing.html import html
from harvester.report.listing.markdown import markdown

__all__ = ["html", "markdown"]
