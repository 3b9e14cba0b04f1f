"""Commands and options that people know from other linters, and what says the same here.

Source: `hadolint --help` of 2.15, `tally lint --help` of 0.45, `ruff check --help` of 0.14, read in 2026-11.
"""

from __future__ import annotations

COMMANDS = {
    "lint": "dockwright check",
    "scan": "dockwright check",
    "format": "dockwright fix",
    "lsp": "dockwright server",
    "rule": "dockwright explain",
    "version": "dockwright --version",
    "help": "dockwright --help",
}

OPTIONS = {
    "-f": "`--format`",
    "--json": "`--format json`",
    "-o": "`--output`",
    "-c": "`--config`",
    "--rule": "`--preset none --select NAME`",
    "--exclude": "`exclude` in dockwright.toml",
    "--file-path-in-report": "`--stdin-filename`",
    "--dry-run": "`dockwright fix --diff`",
    "--version": "`dockwright --version`",
    "--exit-zero": "`--fail-on never`",
    "--no-fail": "`--fail-on never`",
    "--failure-threshold": "`--fail-on`",
    "--fail-level": "`--fail-on`",
    "-t": "`--fail-on`",
    "--no-color": "`--color never`",
    "-V": "`dockwright --version`",
    "--fix": "the command `dockwright fix`",
    "--fix-unsafe": "`dockwright fix --unsafe-fixes`",
    "--unsafe-fixes": "`dockwright fix --unsafe-fixes`",
    "--diff": "`dockwright fix --diff`",
    "--disable-ignore-pragma": "`suppressions = false` in dockwright.toml",
    "--trusted-registry": "`trusted-registries` in dockwright.toml",
    "--require-label": "`label-schema` in dockwright.toml",
    "--strict-labels": "`strict-labels` in dockwright.toml",
    "--error": "`severity` in dockwright.toml",
    "--warning": "`severity` in dockwright.toml",
    "--info": "`severity` in dockwright.toml",
    "--style": "`severity` in dockwright.toml",
}
