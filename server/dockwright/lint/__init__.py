"""lint() and fix(): which rule sees which node, what is reported, and the gate that every fix must pass."""

from __future__ import annotations

from dockwright.lint.breaks import with_result, without_breaks
from dockwright.lint.fixing import (
    MAX_PASSES,
    Applied,
    FixResult,
    UnstableFixError,
    fix,
    fix_in_passes,
    rules_name,
)
from dockwright.lint.linting import analyse, lint
from dockwright.lint.profile import Inspector, Profile, default_profile
from dockwright.lint.proving import Objection, Proposal, compatible, gate, prove_all, proves_alone
from dockwright.lint.report import Diagnostic, Fault, Report, told

__all__ = [
    "MAX_PASSES",
    "Applied",
    "Diagnostic",
    "Fault",
    "FixResult",
    "Inspector",
    "Objection",
    "Profile",
    "Proposal",
    "Report",
    "UnstableFixError",
    "analyse",
    "compatible",
    "default_profile",
    "fix",
    "fix_in_passes",
    "gate",
    "lint",
    "prove_all",
    "proves_alone",
    "rules_name",
    "told",
    "with_result",
    "without_breaks",
]
