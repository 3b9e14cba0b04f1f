"""Which file names are those of Dockerfiles and workflows, and which directories are never searched for them."""

from __future__ import annotations

import os
import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NAME = re.compile(
    r"(?P<stem>dockerfile|containerfile)(?:[._-].+)?|.+\.(?:dockerfile|containerfile)",
    re.IGNORECASE | re.DOTALL,
)

_TEMPLATES = _set(
    "ctmpl ejs erb ep eex gotmpl handlebars hbs in j2 jinja jinja2 liquid m4 mako mustache template templ tera tmpl tpl"
    " tt twig"
)
_OTHERS = _set(
    "dockerignore containerignore"  # ignore files
    " adoc htm html json md mdx markdown pdf png rst svg xml yaml yml"  # documents and data
    " bak diff orig patch rej swo swp tmp"  # what editors and merges leave behind
    " ps1 sh"
)
# Extensions of program source. `dockerfile.go` is a program about Dockerfiles, `Dockerfile.go` a Dockerfile for Go.
_LANGUAGES = _set(
    "c cc clj cpp cs css dart ex exs go groovy h hpp hs java jl js jsx kt lua ml mjs php pl py pyi r rb rs scala scss"
    " snap sql swift ts tsx vim vue zig"
)

SKIPPED_DIRECTORIES = _set(
    ".cache .direnv .eggs .git .hg .mypy_cache .nox .pnpm-store .pytest_cache .ruff_cache .svn .terraform .tox .venv"
    " .yarn __pycache__ bower_components node_modules site-packages venv virtualenv"
)
"""Directories of other people's files, and of what tools keep for themselves."""


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name (without directories) is a Dockerfile: no template, no document, no program."""
    found = _NAME.fullmatch(name)
    if found is None:
        return False
    extension = name.rpartition(".")[2].lower()
    if extension in _TEMPLATES or extension in _OTHERS or name.endswith("~"):
        return False
    if re.split("[._-]", name.lower())[-1] in ("template", "tmpl", "tpl"):
        return False
    stem = found["stem"]
    return not (extension in _LANGUAGES and stem is not None and stem.islower())


WORKFLOWS = os.path.join(".github", "workflows")
"""The directory of GitHub's workflows in a repository."""


def is_workflow_name(name: str) -> bool:
    """Whether a file of this name in that directory is a workflow."""
    return name.endswith((".yml", ".yaml"))
