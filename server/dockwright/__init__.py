"""dockwright: a Dockerfile language server, pre-commit hook and command line in one engine."""

__version__ = "0.1.0"
