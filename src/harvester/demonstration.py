"""What a demonstration can say anything about, so that it accuses nobody of what it merely does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.identify import canonical_url, near
from harvester.model import TargetKind
from harvester.sandbox.world import page_key

if TYPE_CHECKING:
    from harvester.model import Target
    from harvester.sandbox.world import World


def knows(world: World, target: Target) -> bool:
    """Whether the world holds this target, or the near spelling of it, as something that is there or is gone."""
    other = near(target)
    return _holds(world, target) or (other is not None and _holds(world, other))


def _holds(world: World, target: Target) -> bool:
    name = target.value
    match target.kind:
        case TargetKind.DOI:
            return world.handle(name) is not None
        case TargetKind.ARXIV:
            return name in world.preprints
        case TargetKind.PII:
            return name.lower() in world.alternative_ids
        case TargetKind.PMID:
            return name in world.pmids
        case TargetKind.PMCID:
            return name in world.pmcids
        case TargetKind.OPENREVIEW:
            return name in world.forums
        case TargetKind.GITHUB:
            return name.lower() in world.repositories
        case TargetKind.GITHUB_USER:
            return name.lower() in world.owners
        case TargetKind.GIST:
            return name in world.gists
        case _:
            return page_key(canonical_url(target)) in world.pages
