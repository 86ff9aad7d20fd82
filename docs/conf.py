"""How Sphinx builds the documentation: Markdown by MyST, laid out by Furo."""

from __future__ import annotations

project = "harvester"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "harvester"
html_copy_source = False
exclude_patterns = ["_build"]
myst_heading_anchors = 3
# what lies in the repository and not in these pages is checked by `harvester check --offline`, not by Sphinx
suppress_warnings = ["myst.xref_missing"]
