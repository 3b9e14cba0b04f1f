"""A final stage that starts one dynamically linked program, as a stage that gathers what it needs, and one on scratch.

The loader itself says, at build time, which libraries it would load (`ldd`); so that holds for whatever release the image is
of. It cannot say what the program opens by itself while it runs: that is refused as far as the files tell, and noted.

Sources: the manual pages of ld.so(8), ldd(1), nsswitch.conf(5); the GNU C library's release notes of 2.34, since when `files`
and `dns` of the name service switch are part of libc; read in 2026-11.
"""

from __future__ import annotations

from posixpath import basename, join

from dockwright.assist import Change, Refusal
from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.refactorings.keyword_case import as_keyword, like
from dockwright.refactorings.split import accounts
from dockwright.refactorings.split.commands import is_cleaning, is_quiet
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.packages import installed, is_install
from dockwright.refactorings.split.render import line_edits
from dockwright.refactorings.split.start import Start, read_start
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import Entry, entries_of
from dockwright.syntax import (
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    Healthcheck,
    Instruction,
    Label,
    Run,
    Stopsignal,
    Transfer,
    User,
    Volume,
    Workdir,
)
from dockwright.text import Edit, Span, apply, whole_number
from dockwright.values import NamedTuple

TREE = "/rootfs"
_SHARED_SYSTEM = ("/", "/bin", "/etc", "/home", "/lib", "/lib64", "/opt", "/root", "/sbin", "/srv", "/tmp", "/usr", "/usr/bin",
                  "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/local/sbin", "/usr/sbin", "/usr/share",
                  "/var", "/var/lib", "/var/log", "/run", "/mnt", "/media")  # fmt: skip
"""Directories that hold more than one program's files."""

_MAKERS = frozenset({"mkdir", "chown", "chgrp", "chmod", "ln", "touch", "update-ca-certificates"})
_INTERPRETERS = words("java node python python3 ruby perl php php-fpm dotnet deno bun nginx sh bash env")
_RELEASES = lazy_pattern(r"/_build/\w+/rel/|/build/install/\w")
"""Where Mix and Gradle lay out what runs: programs of it are scripts, which start the virtual machine."""

_PACKAGES = frozenset({"ca-certificates", "tzdata", "gcompat", "zlib1g", "zlib", "openssl"})
_MOVED = (Cmd, Entrypoint, Expose, Healthcheck, Label, Stopsignal, Volume)
_REPEATED = (Arg, Env, Workdir, User)
_ACCOUNTS = ("/etc/passwd", "/etc/group", "/etc/nsswitch.conf")
_LOADER = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d")
_CERTIFICATES = (
    "/etc/ssl/certs",
    "/etc/ssl/cert.pem",
    "/etc/ssl/openssl.cnf",
    "/usr/lib/ssl",
    "/usr/share/ca-certificates",
)
_ZONES = ("/usr/share/zoneinfo", "/etc/localtime", "/etc/timezone")
_SYSTEM_FILES = (*_ACCOUNTS, *_LOADER, *_CERTIFICATES, *_ZONES)
"""What libraries look for, as far as the image has it: base images bring some of it, too."""

_LOADERS_OF_CODE = (
    "dlopen(", "dlmopen(", "g_module_open(", "lt_dlopen", "libloading", '"plugin"', "ebitengine/purego", "miekg/pkcs11",
    "ctypes.CDLL", "LoadLibrary(",
)  # fmt: skip
_SOURCES = (
    ".c",
    ".cc",
    ".cpp",
    ".cxx",
    ".h",
    ".hpp",
    ".go",
    ".mod",
    ".rs",
    ".toml",
    ".zig",
    ".d",
    ".nim",
    ".v",
    ".swift",
    ".cr",
)
_MOST_SOURCES = 2_000


class _Subject(NamedTuple):
    model: SemanticModel
    stage: Stage
    start: Start
    program: str  # absolute
    context: BuildContext


def plan(model: SemanticModel, context: BuildContext) -> Change | Refusal | None:
    """The change; None where the final stage is no runtime stage of a system that starts a program of another stage."""
    stage = model.target
    if stage is None or stage.from_ is None or stage.base_stage is not None or len(model.stages) < 2:
        return None
    facts = stage.facts
    if facts is None or facts.kind != "os" or facts.os not in ("debian", "ubuntu", "alpine") or not facts.has_shell:
        return None
    if not any(one.from_ is not None for one in stage.of(Copy)):
        return None
    if model.dockerfile.escape != "\\":
        return Refusal("the file has another escape character than the shell", stage.from_.keyword_span)
    start = read_start(model, stage)
    if isinstance(start, Obstacle):
        return Refusal(start.reason, start.span)
    program = _program(model, stage, start)
    if isinstance(program, Refusal):
        return program
    subject = _Subject(model, stage, start, program, context)
    kept = _kept(subject)
    refusal = _start_refusal(subject) or _system_refusal(subject) or _code_refusal(subject)
    if refusal is not None or isinstance(kept, Refusal):
        return refusal or (kept if isinstance(kept, Refusal) else None)
    return _change(subject, kept)


def _program(model: SemanticModel, stage: Stage, start: Start) -> str | Refusal:
    """Where the program is that another stage made."""
    name = basename(start.program)
    if name in _INTERPRETERS:
        return Refusal(f"`{name}` starts what it finds by itself", start.span)
    for copy in stage.of(Copy):
        for entry in entries_of(model, copy):
            if entry.kind not in ("stage", "image") or entry.is_anywhere or not entry.sources:
                continue
            if start.path is None:
                if basename(entry.sources[0]) == name:
                    return entry.path if basename(entry.path) == name else join(entry.path, name)
            elif entry.path == start.path or (entry.is_tree and start.path.startswith(f"{entry.path.rstrip('/')}/")):
                if _RELEASES.search(f"{entry.sources[0]}/"):
                    return Refusal(f"`{name}` of a release is a script", start.span)
                return start.path
    return Refusal(f"`{name}` is not what another stage makes", start.span)


def _start_refusal(subject: _Subject) -> Refusal | None:
    start = subject.start
    if start.needs_shell or not start.instruction.is_exec:
        return Refusal("the start command runs through a shell", start.span)
    if start.prefixes:
        return Refusal(f"`{start.prefixes[0]}`, which starts the program, belongs to the system", start.span)
    if start.program.endswith((".sh", ".py", ".pl", ".rb", ".jar", ".dll")):
        return Refusal("what starts is a script", start.span)
    check = subject.stage.last(Healthcheck)
    if check is not None and check.command is not None:
        words = check.exec_words
        if not words or subject.start.program != words[0].value:
            return Refusal("the health check needs a shell or another program", check.keyword_span)
    for instruction in subject.stage.instructions:
        if isinstance(instruction, (Cmd, Entrypoint)) and not instruction.is_exec:
            return Refusal("a start command is in shell form", instruction.keyword_span)
    return None


def _system_refusal(subject: _Subject) -> Refusal | None:
    """What the C library would load or look up while the program runs."""
    facts, stage = subject.stage.facts, subject.stage
    assert facts is not None
    assert stage.from_ is not None
    assert stage.from_.image is not None
    if facts.libc == "glibc" and facts.libc_version and _numbers(facts.libc_version) < (2, 34):
        return Refusal(
            f"the C library {facts.libc_version} loads its name services while it runs", stage.from_.image.span
        )
    for name in ("LC_ALL", "LANG", "LC_CTYPE"):
        value = stage.final_state.env.get(name, "C")
        if value is None or value.partition(".")[0] not in ("", "C", "POSIX"):
            return Refusal(f"`{name}` asks for a locale of the system", _last_env(stage, name))
    for name in (
        "LD_PRELOAD",
        "OPENSSL_CONF",
        "OPENSSL_ENGINES",
        "OPENSSL_MODULES",
        "GCONV_PATH",
        "NSS_WRAPPER_PASSWD",
    ):
        if name in stage.final_state.env:
            return Refusal(f"`{name}` names something that is loaded while it runs", _last_env(stage, name))
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(whole_number(part) for part in version.split(".") if part.isdecimal())


def _last_env(stage: Stage, name: str) -> Span:
    pairs = [pair.span for env in stage.of(Env) for pair in env.pairs if pair.key.value == name]
    assert stage.from_ is not None
    return pairs[-1] if pairs else stage.from_.keyword_span


def _code_refusal(subject: _Subject) -> Refusal | None:
    """Whether the sources load code while they run: plugins, and whatever else no loader knows of."""
    context = subject.context
    if not context.is_known:
        return None
    for count, path in enumerate(context.sent_files()):
        if count >= _MOST_SOURCES:
            break
        if path.endswith(_SOURCES) and not path.endswith(("_test.go", "Cargo.lock")):
            text = context.read(path) or ""
            found = next((word for word in _LOADERS_OF_CODE if word in text), None)
            if found is not None:
                return Refusal(f"`{path}` loads code while it runs: `{found.strip('(')}`", subject.start.span)
    return None


def _kept(subject: _Subject) -> tuple[str, ...] | Refusal:
    """The paths that go along as they are: what is copied, what RUNs made, certificates, zones, users."""
    paths: dict[str, None] = {}
    for instruction in subject.stage.instructions:
        if isinstance(instruction, (Transfer, Workdir)):
            for entry in entries_of(subject.model, instruction, subject.context):
                refusal = _keep(subject, entry, paths)
                if refusal is not None:
                    return refusal
        elif isinstance(instruction, Run):
            refusal = _keep_of_run(subject, instruction, paths)
            if refusal is not None:
                return refusal
        elif not isinstance(instruction, (*_MOVED, *_REPEATED)):
            return Refusal(
                f"{instruction.keyword} has a meaning that another stage would lose", instruction.keyword_span
            )
    outer = sorted(path for path in paths if not any(path != one and path.startswith(f"{one}/") for one in paths))
    return (*outer, *_SYSTEM_FILES)


def _keep(subject: _Subject, entry: Entry, paths: dict[str, None]) -> Refusal | None:
    path = entry.path
    if entry.is_anywhere:
        return Refusal("where something is put is not known", entry.instruction.keyword_span)
    if path not in _SHARED_SYSTEM:
        paths[path] = None
    elif entry.kind != "directory":
        name = basename(entry.sources[0]) if len(entry.sources) == 1 else ""
        if not entry.is_tree or not name or entry.is_directory or join(path, name) != subject.program:
            return Refusal(f"what `{path}` gets is not told apart from what it has", entry.instruction.keyword_span)
        paths[subject.program] = None
    return None


def _keep_of_run(subject: _Subject, run: Run, paths: dict[str, None]) -> Refusal | None:
    script = subject.model.script(run)
    if script.dialect != "posix" or script.has_errors or run.heredocs or run.mounts:
        return Refusal("a RUN of the final stage is not understood", run.keyword_span)
    for command in script.commands:
        known = command.name in accounts.PROGRAMS or command.name in _MAKERS or is_install(command)
        if command.words and not (known or is_cleaning(command) or is_quiet(command)):
            return Refusal(
                f"what `{command.name or command.words[0].value}` leaves behind is not known", command.name_span
            )
    for entry in entries_of(subject.model, run):
        if (
            entry.kind in ("directory", "file", "link", "mode")
            and entry.command is not None
            and entry.command.name in _MAKERS
        ):
            if entry.command.name == "update-ca-certificates" or (
                entry.kind == "mode" and entry.path in _SHARED_SYSTEM
            ):
                continue
            refusal = _keep(subject, entry, paths)
            if refusal is not None:
                return refusal
    for command in script.commands:
        if command.name in accounts.PROGRAMS and (command.has_flag("m", "create-home") or command.name == "adduser"):
            operands = [word.value for word in command.arguments if word.is_literal and not word.value.startswith("-")]
            if operands and not command.has_flag("H", "no-create-home", "M"):
                paths.setdefault(f"/home/{operands[-1]}", None)
    found, computed = installed(script.commands)
    if computed is not None:
        return Refusal("which packages are installed is computed", computed.span)
    for package in found:
        if package.name not in _PACKAGES and not package.name.startswith("lib"):
            return Refusal(f"nobody can tell what the program does with `{package.name}`", package.word.span)
    return None


def collector(program: str, programs: tuple[str, ...], kept: tuple[str, ...]) -> tuple[str, ...]:
    """The RUN that gathers the tree, line by line."""
    return (
        "RUN set -eu; \\",
        f"    head -c 4 {program} | grep -q ELF; \\",
        "    command -v ldd > /dev/null; \\",
        f"    mkdir -p {TREE}; \\",
        f"    find {' '.join(programs)} -type f \\( -perm -100 -o -name '*.so*' \\) \\",
        "        -exec ldd '{}' ';' > /tmp/ldd 2> /dev/null; \\",
        "    if grep 'not found' /tmp/ldd; then exit 1; fi; \\",
        "    libraries=$(grep -o '/[^ :]*' /tmp/ldd | sort -u); \\",
        f'    if [ -n "$libraries" ]; then tar -chf - $libraries | tar -xpf - -C {TREE}; fi; \\',
        f"    tar -cf - $(ls -d {' '.join(kept)} 2> /dev/null) \\",
        f"        | tar -xpf - -C {TREE}; \\",
        f"    mkdir -p {TREE}/tmp && chmod 1777 {TREE}/tmp",
    )


def _change(subject: _Subject, kept: tuple[str, ...]) -> Change:
    from dockwright.refactorings.stage_names import free_name

    model, stage = subject.model, subject.stage
    dockerfile = model.dockerfile
    assert stage.from_ is not None
    old = stage.from_.alias
    name = free_name(model, stage, ()) if old is None else _free(model, f"{old.value}-files")
    edits = [
        Edit(old.span, name)
        if old is not None
        else Edit(Span(stage.from_.span.end, stage.from_.span.end), f" {as_keyword(stage.from_)} {name}")
    ]
    moved: list[str] = []
    for instruction in stage.instructions:
        if isinstance(instruction, _MOVED):
            edits.append(Edit(_whole(instruction), ""))
            moved.append(_whole(instruction).of(dockerfile.text))
        elif isinstance(instruction, _REPEATED):
            moved.append(instruction.line_span.of(dockerfile.text))
    own = tuple(path for path in kept if path not in _SYSTEM_FILES)
    programs = (
        own
        if any(subject.program == one or subject.program.startswith(f"{one}/") for one in own)
        else (subject.program,)
    )
    lines = [
        "# Libraries as the loader lists them, and what else the program needs, in one tree",
        *(() if stage.final_state.is_root else ("USER root",)),
        *collector(subject.program, programs, kept),
        "",
        f"FROM scratch{f' {as_keyword(stage.from_)} {old.value}' if old is not None else ''}",
        f"COPY --from={name} {TREE} /",
    ]
    lines = [like(stage.from_, one) for one in lines]
    newline = dockerfile.newline
    before = apply(dockerfile.text, edits).rstrip("\r\n") + newline
    tail = "".join(text if text.endswith("\n") else text + newline for text in moved)
    after = before + newline.join(lines) + newline + tail
    notes = ["what the program opens or loads by itself while it runs, the system's files too, is not in the image"]
    if not subject.context.is_known:
        notes.append("nobody could look for plugins in the sources")
    notes.append("the image has no shell and no package manager, `docker exec` none of their programs")
    return Change(
        "Gather the program and its libraries for a stage on `scratch`", line_edits(dockerfile.text, after), Safety.UNSAFE, (),
        tuple(notes),
    )  # fmt: skip


def _free(model: SemanticModel, name: str) -> str:
    taken = {one.name for one in model.stages}
    return next(one for one in (name, *(f"{name}-{number}" for number in range(2, 99))) if one.lower() not in taken)


def _whole(instruction: Instruction) -> Span:
    """The instruction's lines with the comments that stand directly above."""
    above = instruction.comments_above
    text = instruction.dockerfile.text
    start = text.rfind("\n", 0, above[0].span.start) + 1 if above else instruction.line_span.start
    return Span(start, instruction.line_span.end)
