"""Which command of a stage made a program, and whether that is linked against the C library of the stage, for certain.

Sources: https://pkg.go.dev/cmd/cgo, https://doc.rust-lang.org/reference/linkage.html#static-and-dynamic-c-runtimes,
https://sourceware.org/glibc/wiki/Release/2.34 (November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, normpath
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import sites
from dockwright.semantics.filesystem import Entry, files_of
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Run
from dockwright.values import NamedTuple

if TYPE_CHECKING:
    from dockwright.projects.go_packages import Layout

C_COMPILERS = words("gcc cc clang g++ c++ clang++")
BUILDERS = C_COMPILERS | words("cargo go")
"""Programs whose output is followed."""

CGO_STANDARD = words(
    "C crypto/tls crypto/x509 expvar log/syslog mime/multipart net net/http net/http/cgi net/http/cookiejar net/http/fcgi "
    "net/http/httptest net/http/httptrace net/http/httputil net/http/pprof net/mail net/rpc net/rpc/jsonrpc net/smtp "
    "net/textproto os/user plugin runtime/cgo"
)
"""Packages of Go's standard library that are cgo, or import `net`, whose resolver is cgo where there is a C compiler."""

_COMPILER_PACKAGES = words("gcc g++ clang build-base build-essential")
_PASSED = words("account directory mode packages restore unknown")
"""Kinds of entries that put no program at the path."""

_JAVA_TOOLS = words("mvn mvnw gradle gradlew")
_NATIVE_WORD = re.compile(
    r"(?::?[\w:-]*:)?nativeCompile|native:compile(?:-no-fork)?|-Dnative(?:=true)?|-Dquarkus\.native\.enabled=true"
)
_NATIVE_PLACE = re.compile(r"/build/native/nativeCompile/[\w.-]+\Z|/(?:target|build)/[\w.-]+-runner\Z|/target/(?!classes\Z|lib\Z|dependency\Z|site\Z)[\w-]+\Z")  # fmt: skip
_NATIVE_SETTINGS = words("pom.xml build.gradle build.gradle.kts application.properties application.yml native-image.properties maven.config")  # fmt: skip
"""Files that may tell GraalVM to link without the C library."""

_DEPTH = 12  # copies of copies that are followed


class Linked(NamedTuple):
    """A program that does not start without the C library it was built with."""

    stage: Stage  # where it was built
    command: Command
    why: str  # a clause: what ties it to that library
    drops_cgo: bool = False  # of Go: only packages that also work without cgo


def linked(model: SemanticModel, stage: Stage, context: BuildContext, path: str) -> Linked | None:
    """How the program at a path of the stage is linked; None: statically, or nobody can tell."""
    made = _made(model, stage, context, normpath(path))
    if made is None:
        return None
    builder, command, place = made
    if command.is_conditional or builder.facts is None or not builder.facts.libc:
        return None
    if command.name == "cargo":
        return _rust(model, builder, context, command, place)
    if command.name == "go":
        return _go(model, builder, context, command)
    return _c(builder, command)


def compiles(model: SemanticModel) -> bool:
    """Whether a compiler is run whose output is followed: a quick look."""
    return model.keep((compiles,), lambda: any(command.name in BUILDERS for command in model.all_commands()))


def _made(
    model: SemanticModel, stage: Stage, context: BuildContext, path: str, depth: int = _DEPTH
) -> tuple[Stage, Command, str] | None:
    """The stage and command that made what is at the path, and where that command put it."""
    entries = files_of(model, stage, context).entries
    position = len(entries)
    while position and depth:
        position -= 1
        entry = entries[position]
        if entry.kind in _PASSED or entry.is_anywhere or not _holds(entry, path):
            continue
        if entry.kind == "artifact" and entry.command is not None:
            owner = model.stage_of(entry.instruction)
            return (owner, entry.command, path) if owner is not None and entry.command.name in BUILDERS else None
        source = _source(entry, path)
        if source is None:
            return None
        if entry.kind == "stage" and entry.stage is not None:
            return _made(model, entry.stage, context, source, depth - 1)
        if entry.kind not in ("copy", "move"):
            return None
        path, depth = source, depth - 1
    return None


def native_image(model: SemanticModel, stage: Stage, context: BuildContext, source: str) -> Linked | None:
    """The build of Maven or Gradle whose program of GraalVM is at a path; None: there is none, or it may be static."""
    if not context.is_known or _NATIVE_PLACE.search(source) is None:
        return None
    for one in stage.lineage:
        for command in one.commands:
            if command.name in _JAVA_TOOLS and any(_NATIVE_WORD.fullmatch(word.value) for word in command.arguments):
                names = (path for path in context.files("") if basename(path) in _NATIVE_SETTINGS)
                texts = (model.dockerfile.text, *(context.read(path) or "" for path in names))
                is_static = any("--static" in text or "StaticExecutable" in text for text in texts)
                return None if is_static else Linked(one, command, f"`{command.name}` makes a program that is linked")
    return None


def with_runtime(model: SemanticModel, stage: Stage, source: str) -> Linked | None:
    """The command of Bun or Deno that put its own runtime and a program into one file at a path. Both link what they make for glibc
    dynamically, unless Bun is told otherwise. Source: `bun build --help`, `deno compile --help`. Date: 2026-11."""
    for one in stage.lineage:
        for run in one.of(Run):
            for site in sites(model, run) if "compile" in run.text else ():
                command = site.command
                is_bun = command.name == "bun" and command.subcommand == "build" and command.has_flag("compile")
                if not is_bun and (command.name != "deno" or command.subcommand != "compile"):
                    continue
                names = ("outfile",) if is_bun else ("output", "o")
                output = next((word for word in command.flag_values(*names) if word is not None), None)
                targets = [word.value for word in command.flag_values("target") if word is not None]
                is_other = any("linux" not in target or "musl" in target for target in targets)
                if output is not None and not is_other and site.place(output) == (normpath(source), True):
                    verb = "bun build --compile" if is_bun else "deno compile"
                    return Linked(one, command, f"`{verb}` links it dynamically")
    return None


def _holds(entry: Entry, path: str) -> bool:
    return entry.path == path or (entry.is_tree and path.startswith(entry.path.rstrip("/") + "/"))


def _source(entry: Entry, path: str) -> str | None:
    """Where what is now at the path was before a copy."""
    if len(entry.sources) != 1:
        return None
    source = "/" + entry.sources[0].lstrip("/")
    inner = path[len(entry.path.rstrip("/")) :].strip("/")
    if not inner or (inner == basename(source) and entry.kind in ("copy", "move")):
        return source
    return f"{source.rstrip('/')}/{inner}"


def _value(model: SemanticModel, command: Command, name: str) -> tuple[bool, str]:
    """Whether a variable is set for a command, and its value; "?" when that is computed."""
    for assignment in reversed(command.assignments):
        if assignment.name == name:
            value = assignment.value
            return True, "" if value is None else value.value if value.is_literal else "?"
    for other in reversed(model.commands(command.instruction)):
        for word in other.arguments if other.name == "export" else ():
            key, equals, value_text = word.value.partition("=")
            if key == name and equals:
                return True, value_text if "$" not in value_text else "?"
        for assignment in other.assignments if not other.words else ():
            if assignment.name == name:
                return True, "?"
    variables = model.state_before(command.instruction).variables
    return (True, "?" if (known := variables[name]) is None else known) if name in variables else (False, "")


def _c(stage: Stage, command: Command) -> Linked | None:
    values = [word.value for word in command.arguments]
    bare = ("-static", "-shared", "-nostd", "-nolibc", "-ffreestanding", "--target", "-target", "-c", "-r", "-Wl,-static", "-E", "-S")  # fmt: skip
    if any(value.startswith(bare) for value in values) or not all(word.is_literal for word in command.arguments):
        return None
    return Linked(stage, command, f"`{command.name}` links it dynamically")


def _rust(model: SemanticModel, stage: Stage, context: BuildContext, command: Command, place: str) -> Linked | None:
    from dockwright.refactorings.split.rust.commands import BUILDS, arguments_of

    facts = stage.facts
    arguments = arguments_of(command)
    if facts is None or facts.libc != "glibc" or arguments is None or arguments.verb not in (*BUILDS, "install"):
        return None
    target = arguments.last("target") or ""
    is_set, told = _value(model, command, "CARGO_BUILD_TARGET")
    if (target and not target.endswith("-linux-gnu")) or (is_set and not told.endswith("-linux-gnu")):
        return None
    if "-musl" in place or "crt-static" in model.dockerfile.text or _rust_settings(context):
        return None
    for name in ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"):
        if _value(model, command, name)[1] == "?":
            return None
    return Linked(stage, command, f"`cargo {arguments.verb}` links it dynamically")


def _rust_settings(context: BuildContext) -> bool:
    """Whether a settings file of cargo's may choose another target or linkage."""
    if not context.is_known:
        return False
    paths = (*context.glob("**/.cargo/config.toml"), *context.glob("**/.cargo/config"))
    texts = [context.read(path) or "" for path in paths]
    return any("musl" in text or "crt-static" in text or "target" in text for text in texts)


def _go(model: SemanticModel, stage: Stage, context: BuildContext, command: Command) -> Linked | None:
    from dockwright.refactorings.split.go.commands import arguments_of

    arguments = arguments_of(command)
    if arguments is None or arguments.verb not in ("build", "install"):
        return None
    flags = arguments.flags
    if any(mark in flags.get("tags", "") for mark in ("netgo", "osusergo", "static", "$")):
        return None
    if "static" in flags.get("ldflags", "") or "$" in flags.get("ldflags", "") or "buildmode" in flags:
        return None
    if any(one.name == "go" and one.subcommand == "env" and one.has_flag("w") for one in stage.commands):
        return None
    for name in ("GOOS", "GOARCH", "GOFLAGS", "GOARM", "CC"):
        is_set, value = _value(model, command, name)
        if is_set and (name, value) != ("GOOS", "linux"):
            return None
    is_set, enabled = _value(model, command, "CGO_ENABLED")
    if (is_set and enabled != "1") or not (_has_compiler(stage) or enabled == "1"):
        return None
    if not context.is_known:
        return Linked(stage, command, "`CGO_ENABLED=1` links it dynamically") if enabled == "1" else None
    return _imported(model, stage, context, command, arguments.packages)


def _has_compiler(stage: Stage) -> bool:
    """Whether the stage has a C compiler, without which Go builds without cgo."""
    from dockwright.refactorings.split.packages import installed

    facts = stage.facts
    commands = [command for one in stage.lineage for command in one.commands]
    has_it = facts is not None and facts.provides("gcc") is True
    return has_it or any(one.name in _COMPILER_PACKAGES for one in installed(commands)[0])


def _imported(
    model: SemanticModel, stage: Stage, context: BuildContext, command: Command, packages: tuple[str, ...]
) -> Linked | None:
    """A package that is linked against the C library, as the sources of the program import it."""
    from dockwright.knowledge.go_modules import needs_cgo
    from dockwright.projects.go import module_of
    from dockwright.projects.go_packages import Layout, packages_of
    from dockwright.refactorings.split.sources import Sources

    run = command.instruction
    if not isinstance(run, Run) or len(packages) > 1 or any("..." in one or "$" in one for one in packages):
        return None
    cwd = next((site.cwd for site in sites(model, run) if site.command is command), None)
    source = Sources(model, stage, context).context_path(cwd, run) if cwd is not None else None
    module = module_of(context, source) if source is not None else None
    if source is None or module is None:
        return None
    layout = Layout(((module.path, module.directory),))
    main = _main(packages[0] if packages else ".", source, layout)
    found = packages_of(context, layout, main) if main is not None else None
    if found is None or not found.has_main:
        return None
    imported = sorted({one.path for file in found.files for one in file.imports})
    hard = next((path for path in imported if path in ("C", "plugin", "runtime/cgo") or needs_cgo(path)), None)
    why = hard or next((path for path in imported if path in CGO_STANDARD), None)
    return Linked(stage, command, f'`import "{why}"` links it dynamically', hard is None) if why is not None else None


def _main(package: str, source: str, layout: Layout) -> str | None:
    """The context directory of the main package."""
    if package.endswith(".go"):
        package = dirname(package) or "."
    if package.startswith("/"):
        return None
    if package.startswith("."):
        return normpath(f"/{source}/{package}").lstrip("/")
    return layout.directory(package)


def programs_of(model: SemanticModel, stage: Stage, entry: Entry, source: str) -> Iterator[str]:
    """Where a copied program was before: the source itself, and of a directory what the container starts in it."""
    yield source
    below, inner = entry.path.rstrip("/") + "/", source.rstrip("/") + "/"
    for path in started_paths(model, stage) if entry.is_tree else ():
        if path.startswith(below):
            yield inner + path.removeprefix(below)


def started_paths(model: SemanticModel, stage: Stage) -> Iterator[str]:
    """The absolute paths of programs that ENTRYPOINT and CMD start by their path."""
    state = stage.final_state
    for start in (stage.effective(Entrypoint), stage.effective(Cmd)):
        for command in model.commands(start) if start is not None else ():
            if command.words and "/" in command.words[0].value and "$" not in command.words[0].value:
                path = state.resolve(command.words[0].value)
                if path is not None:
                    yield path
