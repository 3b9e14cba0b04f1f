"""Pages that a program of Python makes, and a server shows that needs nothing but files: nginx needs no Python for it.

Sources: https://www.mkdocs.org/user-guide/cli/ (1.6; its server: mkdocs/livereload), https://www.sphinx-doc.org/en/master/man/sphinx-build.html
(8.2), https://docs.getpelican.com/en/latest/publish.html (4.11). Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.projects.command_line import flag_value, without_flags
from dockwright.projects.mkdocs import Pages, pages_of
from dockwright.projects.static_servers import Serving
from dockwright.projects.static_site import port_of
from dockwright.refactorings.split.model import Build, Obstacle
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.static_site import Examiner, Output
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Run

_OF_SERVER = words("--dirtyreload --dirty --livereload --no-livereload --watch-theme -q --quiet -v --verbose")
_VALUED = ("-a", "--dev-addr", "-w", "--watch", "-f", "--config-file", "-t", "--theme")
_OF_BOTH = words("-c --clean -s --strict --no-strict --use-directory-urls --no-directory-urls")
_VALUED_OF_BUILD = ("-f", "--config-file", "-t", "--theme", "-d", "--site-dir")
_VALUED_OF_SPHINX = (
    "-b",
    "--builder",
    "-M",
    "-d",
    "--doctree-dir",
    "-c",
    "--conf-dir",
    "-D",
    "-A",
    "-t",
    "--tag",
    "-w",
    "-j",
    "--jobs",
)
_VALUED_OF_PELICAN = ("-o", "--output", "-s", "--settings", "-t", "--theme-path", "-e", "--extra-settings")


def examine_pages(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, settings: Settings
) -> Build | None:
    """The pages on nginx; None where the stage makes none that are known, or its container does more than to show them."""
    argv = _argv((start.program, *start.arguments))
    if start.prefixes or start.before or start.beside:
        return None
    examiner = Examiner(model, stage, context, start, settings)
    if argv[:2] == ["mkdocs", "serve"]:
        return _shown(examiner, argv)
    found = examiner.serving(None)
    if isinstance(found, Obstacle):
        return None
    served = normpath(join(start.directory, found.directory))
    if served not in _written(model, stage, context):
        return None
    build = examiner.build(found, Output(served, None))
    return build._replace(ecosystem="python") if isinstance(build, Build) else None


def _argv(given: Sequence[str]) -> list[str]:
    """The words of a command, without what runs it as a module: `python -m mkdocs serve`."""
    is_module = given[0].rpartition("/")[2].startswith("python") and given[1:2] == ("-m",) and len(given) > 2
    return [*given[2:]] if is_module and given[2] in ("mkdocs", "sphinx", "pelican") else [*given]


# What a build has written


def _written(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[str]:
    """The directories, absolute, that programs of the stage write pages to."""
    sources = Sources(model, stage, context)
    for run in stage.of(Run):
        for command, directory in located(model, run):
            argv = _argv(tuple(word.value for word in command.words) or ("",))
            name = argv[0].rpartition("/")[2]
            if "$" in " ".join(argv):
                continue
            if name == "mkdocs" and argv[1:2] == ["build"]:
                yield from _by_mkdocs(context, sources, argv[2:], directory)
            elif name in ("sphinx-build", "sphinx"):
                yield from _by_sphinx(argv[1:], directory)
            elif name == "pelican" and (output := flag_value(argv, "-o", "--output")):
                yield normpath(join(directory, output))


def _by_mkdocs(context: BuildContext, sources: Sources, given: Sequence[str], directory: str) -> Iterator[str]:
    config = flag_value(given, "-f", "--config-file") or ""
    output = flag_value(given, "-d", "--site-dir")
    found = _pages(context, sources, directory, config) if context.is_known else Pages()
    if output is not None:
        yield normpath(join(directory, output))
    elif found is not None:
        yield normpath(join(directory, dirname(config), found.directory))


def _by_sphinx(given: Sequence[str], directory: str) -> Iterator[str]:
    operands = without_flags(given, _VALUED_OF_SPHINX)
    builder = flag_value(given, "-b", "--builder") or "html"
    mode = flag_value(given, "-M")
    if len(operands) > 1 and (mode or builder) in ("html", "dirhtml", "singlehtml"):
        yield normpath(join(directory, operands[1], mode or ""))


def _pages(context: BuildContext, sources: Sources, directory: str, config: str) -> Pages | None:
    """What the configuration of MkDocs says that lies in a directory of the image."""
    for name in (config,) if config else ("mkdocs.yml", "mkdocs.yaml"):
        path = sources.context_path(normpath(join(directory, name)))
        if path is not None:
            return pages_of(context, "", path)
    return None


# What the server of MkDocs builds itself


def _shown(examiner: Examiner, argv: Sequence[str]) -> Build | None:
    """Pages that `mkdocs serve` would build when the container starts: the builder does."""
    start, context = examiner.start, examiner.context
    flags = [one.partition("=")[0] for one in argv[2:] if one.startswith("-")]
    known = {*_VALUED, *_OF_SERVER, *_OF_BOTH}
    if start.needs_shell and not start.converts:
        return None
    if not context.is_known or start.state.is_root is False or not all(flag in known for flag in flags):
        return None
    config = flag_value(argv, "-f", "--config-file") or ""
    pages = _pages(context, examiner.sources, start.directory, config)
    port = port_of(flag_value(argv, "-a", "--dev-addr") or pages.address) if pages is not None else None
    if pages is None or port is None or "$" in " ".join(argv):
        return None
    output = normpath(join(start.directory, dirname(config), pages.directory))
    note = "the container ran `mkdocs serve`, which builds anew: see that nobody mounts other pages into it"
    found = Serving(
        "mkdocs serve",
        output,
        port,
        False,
        False,
        redirects=True,
        base=pages.base.strip("/") and pages.base,
        notes=(note,),
    )
    build = examiner.build(found, Output(output, None))
    if not isinstance(build, Build) or examiner.model.state_after(build.last).workdir != start.directory:
        return None
    return build._replace(ecosystem="python", closing=(" ".join(["RUN", *_building(start, argv)]),))


def _building(start: Start, argv: Sequence[str]) -> list[str]:
    """The words of the command that builds what the server would show."""
    given = (start.program, *start.arguments)
    kept: list[str] = []
    rest = iter(argv[2:])
    for word in rest:
        name, equals, _ = word.partition("=")
        value = [] if equals or name not in _VALUED else [next(rest, "")]
        if name in _VALUED_OF_BUILD or name in _OF_BOTH:
            kept += [word, *value]
    return [*given[: len(given) - len(argv) + 1], "build", *kept]
