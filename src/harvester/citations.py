"""A catalogue's links with their targets, and its entries with names that survive the night."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.identify import identify
from harvester.model import Cited, Role, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.model import Catalogue, Entry, Target

_NOTHING = frozenset({TargetKind.PLACEHOLDER, TargetKind.MALFORMED})


@dataclass(frozen=True, slots=True)
class Citations:
    """All links of one catalogue, in source order, and the id of each of its entries."""

    cited: tuple[Cited, ...]
    ids: tuple[str, ...]


def cite(catalogue: Catalogue, inside: Iterable[Cited] = ()) -> Citations:
    """Identify every link of a catalogue, those of template rows included.

    Args:
        inside: Links into its own repository (``harvester.local``), which belong to no entry.
    """
    cited: list[Cited] = []
    ids: list[str] = []
    seen: Counter[str] = Counter()
    for entry in catalogue.entries:
        links = sorted((*entry.links, *entry.malformed), key=lambda link: link.span)
        targets = [identify(link) for link in links]
        name = _entry_id(entry, [(link.role, target) for link, target in zip(links, targets, strict=True)])
        seen[name] += 1
        ids.append(name if seen[name] == 1 else f"{name}~{seen[name]}")
        cited += [
            Cited(catalogue=catalogue.path, section=entry.section, entry_id=ids[-1], link=link, target=target)
            for link, target in zip(links, targets, strict=True)
        ]
    owners = {line: name for entry, name in zip(catalogue.entries, ids, strict=True) for line in (entry.line,)}
    for placeholder in catalogue.placeholders:
        cited += [
            Cited(
                catalogue=catalogue.path,
                section=placeholder.section,
                entry_id="" if placeholder.whole_row else owners.get(placeholder.line, ""),
                link=link,
                target=identify(link),
                template=placeholder.whole_row,
            )
            for link in placeholder.links
        ]
    cited += inside
    return Citations(tuple(sorted(cited, key=lambda item: item.link.span)), tuple(ids))


def _entry_id(entry: Entry, links: list[tuple[Role, Target]]) -> str:
    """The target of its first paper link, else of its first link, else a digest of its title or text."""
    real = [(role, target) for role, target in links if target.kind not in _NOTHING]
    papers = [target for role, target in real if role is Role.PAPER]
    if papers or real:
        return (papers or [target for _, target in real])[0].key
    words = entry.title or " ".join(text for _, text in entry.fields) or str(entry.line)
    return "entry:" + hashlib.sha256(words.encode()).hexdigest()[:12]
