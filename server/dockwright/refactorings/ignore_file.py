"""What an ignore file should leave out: what is really in the context, and what neither a COPY names nor the build needs.

Sources: https://docs.docker.com/build/concepts/context/#dockerignore-files and what the tools of each ecosystem leave in a
working directory (September 2025).
"""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext, clean, join
from dockwright.ignore import IgnoreFile, is_literal
from dockwright.refactorings.reorder.sites import written
from dockwright.rule import NewFile
from dockwright.semantics import SemanticModel
from dockwright.syntax import Instruction, Run, Transfer

# Directories and files that nothing but a developer's machine needs.
_LOCAL = (
    ".idea", ".vscode", ".vs", ".DS_Store", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nox", ".coverage",
    "htmlcov", ".nyc_output", ".terraform", ".gradle", "npm-debug.log", "yarn-error.log",
)  # fmt: skip
_ANYWHERE = ("__pycache__",)

# Installed packages: left out when the image installs its own. Programs that do so.
_INSTALLED = {"node_modules": ("npm", "yarn", "pnpm", "bun")}

# What builds leave behind: left out when the image builds it itself. Words of a RUN that tell so.
_BUILT = {
    "target": ("mvn", "cargo", "sbt"),
    "build": ("gradle", "npm run build", "yarn build", "yarn run build", "pnpm build", "pnpm run build"),
    "dist": ("npm run build", "yarn build", "yarn run build", "pnpm build", "pnpm run build", "ng build", "vite build"),
    ".next": ("npm run build", "yarn build", "yarn run build", "pnpm build", "next build"),
    ".output": ("npm run build", "yarn build", "yarn run build", "pnpm build", "nuxt build"),
    "bin": ("dotnet",),
    "obj": ("dotnet",),
}
_VERSIONED = ("git ", ".git", "setuptools_scm", "setuptools-scm", "hatch-vcs", "versioneer", "buildvcs=true")


def proposal(model: SemanticModel, context: BuildContext) -> tuple[str, ...]:
    """The patterns, in the order they are written; empty when there is nothing worth leaving out."""
    runs = " \n".join(one.text for one in model.dockerfile.instructions if isinstance(one, Run))
    patterns = tuple(dict.fromkeys(_patterns(context, runs)))
    return tuple(one for one in patterns if not _is_needed(model, context, one))


def _patterns(context: BuildContext, runs: str) -> Iterator[str]:
    names = context.list()
    inner = [(name, child) for name in names if name[:1] != "." and name not in _INSTALLED and context.is_dir(name)
             for child in (*_INSTALLED, *_ANYWHERE) if context.is_dir(join(name, child))]  # fmt: skip
    nested = {child for _, child in inner}
    if ".git" in names and not any(mark in runs for mark in _VERSIONED):
        yield ".git"
    for name, programs in _INSTALLED.items():
        if any(program in runs for program in programs):
            if name in nested:
                yield f"**/{name}"
            elif name in names:
                yield name
    for name in names:
        if context.is_file(join(name, "pyvenv.cfg")):
            yield name
    for name, words in _BUILT.items():
        if name in names and context.is_dir(name) and any(word in runs for word in words):
            yield name
    for name in _ANYWHERE:
        if name in names or name in nested:
            yield f"**/{name}"
    yield from (name for name in _LOCAL if name in names)


def _is_needed(model: SemanticModel, context: BuildContext, pattern: str) -> bool:
    """Whether an instruction names what the pattern would leave out."""
    rules = IgnoreFile(f"{pattern}\n")
    name = pattern.removeprefix("**/")
    for instruction in model.dockerfile.instructions:
        if isinstance(instruction, Transfer) and instruction.from_ is None:
            if any(_reaches(context, rules, clean(written(model, word, instruction))) for word in instruction.sources):
                return True
        elif _mounts(instruction, name) or (
            name not in _INSTALLED and name not in _BUILT and _speaks_of(instruction, name)
        ):
            return True
    return False


def _reaches(context: BuildContext, rules: IgnoreFile, source: str) -> bool:
    """Whether a COPY source, perhaps a pattern, is or leads into what is left out."""
    if is_literal(source):
        return source != "" and rules.ignores(source)
    return any(rules.ignores(path) for path in context.glob(source))


def _mounts(instruction: Instruction, name: str) -> bool:
    return isinstance(instruction, Run) and any(
        f"source={name}" in mount.span.of(instruction.dockerfile.text) for mount in instruction.mounts
    )


def _speaks_of(instruction: Instruction, name: str) -> bool:
    return f"{name}/" in instruction.text


def ignore_file(context: BuildContext, patterns: tuple[str, ...]) -> NewFile:
    """The ignore file in effect with these patterns at its end; a new one when there is none."""
    path = context.ignore_file or ".dockerignore"
    text = context.read(path) or ""
    newline = "\r\n" if "\r\n" in text else "\n"
    if text and not text.endswith("\n"):
        text += newline
    return NewFile(path, text + "".join(f"{pattern}{newline}" for pattern in patterns))
