"""Manifest-first: copy what a dependency restore reads, restore, and only then copy the sources.

answer(model, context, copy)       what is to say about one COPY or ADD: its restores, a plan, refusals
plan_stage(model, context, stage)  the plan for a stage, for other refactorings
edits(plan)                        its edits of the Dockerfile, disjoint
change(plan, context)              the whole change
"""

from __future__ import annotations

from dockwright.refactorings.reorder.answers import Answer, answer, plan_stage
from dockwright.refactorings.reorder.candidates import Candidate
from dockwright.refactorings.reorder.plan import Plan
from dockwright.refactorings.reorder.render import change, edits, title

__all__ = ["Answer", "Candidate", "Plan", "answer", "change", "edits", "plan_stage", "title"]
