"""From other configurations to dockwright's: the text of a dockwright.toml, and what will differ."""

from dockwright.migrate.hadolint import migrate
from dockwright.migrate.migration import Migration
from dockwright.migrate.tally import migrate_tally

__all__ = ["Migration", "migrate", "migrate_tally"]
