"""Whether a RUN may do more to the packages of the system than its text says."""

from __future__ import annotations

from dockwright.knowledge.package_managers import manager_of
from dockwright.rules._layers import is_opaque
from dockwright.semantics import SemanticModel
from dockwright.semantics.deeds import Site, deed, sites
from dockwright.syntax import Run


def may_install(model: SemanticModel, run: Run) -> bool:
    """Whether something in the RUN may install packages that its text does not name."""
    script = model.script(run)
    if script.dialect != "posix" or script.has_errors:
        return True
    return any(is_opaque(site.command) or _is_unknown(site) for site in sites(model, run))


def _is_unknown(site: Site) -> bool:
    """Package managers of languages leave those of the system alone, whatever they run for a project."""
    return deed(site).is_barrier and manager_of(site.command.name) is None
