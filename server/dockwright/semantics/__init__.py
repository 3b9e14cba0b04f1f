"""What a Dockerfile means: stages, scopes of variables, base images, and what each instruction finds in effect."""

from __future__ import annotations

from dockwright.semantics.images import ImageName
from dockwright.semantics.links import Reference, Unresolved
from dockwright.semantics.model import SemanticModel
from dockwright.semantics.stages import Stage, with_needed
from dockwright.semantics.state import State

__all__ = ["ImageName", "Reference", "SemanticModel", "Stage", "State", "Unresolved", "with_needed"]
