"""What a Dockerfile means: stages, scopes of variables, base images, and what each instruction finds in effect."""

from __future__ import annotations

from dockwright.semantics.images import ImageName
from dockwright.semantics.model import Reference, SemanticModel, Stage, Unresolved, with_needed
from dockwright.semantics.state import State

__all__ = ["ImageName", "Reference", "SemanticModel", "Stage", "State", "Unresolved", "with_needed"]
