"""COPY and ADD above the boundary: sources stay, what is meant for the run goes along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from posixpath import basename, dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.commands import PYTHON_TOOL_INSTALLERS
from dockwright.knowledge.table import words
from dockwright.refactorings.split.commands import CHANGERS
from dockwright.refactorings.split.model import Copied, Obstacle
from dockwright.refactorings.split.places import absolute, located
from dockwright.refactorings.split.sources import Brought, brought_by, inside, keyword_unpacks
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.syntax import Add, Run, Transfer

_LIST_OF_PACKAGES = re.compile(
    r"[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|(?:poetry|uv|pdm)\.lock|Pipfile(?:\.lock)?"
)
_MAY_NAME_FILES = re.compile(r"\.(?:py|sh|toml|cfg|ini|conf|ya?ml|json)\Z|(?:\A|/)(?!Dockerfile|Pipfile)[^./]+\Z")
"""Sources, settings, and scripts without an ending."""

AUTHORITIES = "/usr/local/share/ca-certificates"
"""Where certificates of one's own authorities wait for update-ca-certificates."""

BUILD_PLACES = (
    "/root/.ssh", "/root/.netrc", "/root/.gitconfig", "/root/.npmrc", "/root/.docker", "/root/.cache", "/root/.config",
    "/root/go", "/root/.m2", "/root/.gradle", "/usr/share/maven", "/opt/maven", "/opt/gradle", "/etc/apt", "/etc/apk", "/etc/ssh",
    "/usr/local/go", "/go", "/tmp", AUTHORITIES,
)  # fmt: skip
"""Places that only a build looks at."""

PROGRAM_PLACES = frozenset({"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"})
"""Where a shell looks for programs."""

_LIBRARY_PLACES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/include", "/usr/local/lib", "/usr/local/include",
                   "/usr/share/pkgconfig", "/etc/gitconfig", "/etc/ld.so.conf.d", "/etc/pki", "/etc/pip.conf", "/etc/ssl")  # fmt: skip
"""Where compilers, linkers and downloads look without being told."""

_ROOTS = frozenset({"/", "/usr", "/usr/local", "/etc", "/opt"})

_ASSET_SUFFIXES = (
    ".yml", ".yaml", ".json", ".toml", ".html", ".tmpl", ".tpl", ".gohtml", ".conf", ".cfg", ".ini", ".env", ".pem",
    ".crt", ".key", ".css", ".js", ".properties", ".xml", ".csv", ".sql", ".txt", ".db", ".mmdb",
)  # fmt: skip
_ASSET_DIRECTORIES = words(
    "assets config configs conf data etc html i18n lang locale locales migrations public resources static templates ui "
    "views web webapp www"
)
_RUN_SUFFIXES = (".sh", ".conf", ".cfg", ".ini", ".env", ".pem", ".crt", ".key", ".jar", ".html", ".service")
"""Files that no build looks for outside of its project."""

_PLACES_OF_SERVICES = ("/etc", "/usr", "/var", "/run")
_SOURCE_SUFFIXES = (".go", ".mod", ".sum", ".work", ".proto", ".s", ".c", ".h", ".cc", ".cpp", ".lock", ".mk")
_TOOLS = words("uv uvx poetry pdm")
_SOURCE_NAMES = words(
    "Makefile Dockerfile vendor Gopkg.toml glide.yaml go.mod go.sum Godeps .git package.json package-lock.json yarn.lock pnpm-lock.yaml "
    "pnpm-workspace.yaml bun.lock bun.lockb .npmrc .yarnrc.yml tsconfig.json tailwind.config.js postcss.config.js vite.config.js "
    "vite.config.ts buf.yaml buf.gen.yaml buf.work.yaml sqlc.yaml sqlc.yml sqlc.json gqlgen.yml Taskfile.yml Taskfile.yaml justfile "
    ".golangci.yml .goreleaser.yml .goreleaser.yaml .air.toml"
)
"""Files and directories that tools of a build read: what a program reads of them its sources name."""


def carry_transfer(subject: Subject, draft: Draft, transfer: Transfer) -> Obstacle | None:
    """Leave the transfer to the builder, or move it, or do what it does in both stages."""
    destination = subject.destination(transfer)
    if destination is None:
        return Obstacle("where files are copied to is not known", transfer.keyword_span, ships=True)
    if subject.build.shared:
        _share(subject, draft, transfer, destination)
        return None
    root = subject.build.sources
    if inside(destination, root) is not None or inside(root, destination) is not None:
        archive = next((word for word in transfer.sources if keyword_unpacks(transfer, word.value)), None)
        if archive is not None and subject.build.ecosystem == "go":
            return Obstacle(f"what `{archive.value}` unpacks among the sources is not known", archive.span, ships=True)
        if subject.build.ecosystem == "go":
            _carry_assets(subject, draft, transfer, destination)
        return None
    if is_build_place(destination) or draft.brings(destination):
        return None
    text = _moved(subject, transfer, destination)
    others = (one for one in subject.before if one is not transfer and one not in draft.deleted)
    is_named = any(destination in one.text for one in others)
    use = _use_of(subject, transfer, destination)
    if use is _Use.BUILD:
        return None
    changed = _changed_by_run(subject, transfer) if is_named else None
    if changed is not None:
        draft.copies += changed
        return None
    is_free = subject.opaque is None and not is_named and use is _Use.RUN
    if is_free and not _may_be_read(subject, transfer, destination):
        draft.move(transfer, text, subject.comments(transfer))
    else:
        draft.add(transfer, text)
    return None


_KEEPING = CHANGERS | words("mkdir rm rmdir cat ls test [ grep")
"""Programs that leave what is in a file as it is, or take it away."""


def _changed_by_run(subject: Subject, transfer: Transfer) -> list[Copied] | None:
    """What a transfer brings, as the builder leaves it, where a later RUN of it works on some of that: `sed -i` on settings; nothing
    where it is taken away again; None where it stays as it is."""
    brought = tuple(brought_by(subject.model, transfer, subject.context)) if transfer.from_ is None else ()
    places = [one.target for one in brought]
    found: list[Copied] | None = None
    for run in subject.before:
        if run.index < transfer.index or not isinstance(run, Run) or not places:
            continue
        for command, directory in located(subject.model, run):
            if command.name in ("rm", "rmdir") and all(
                any(inside(place, path) is not None for path in subject.paths(command)) for place in places
            ):
                return []
            if command.name in _KEEPING and not command.redirections:
                continue
            targets = [one.target.value for one in command.redirections if one.target is not None]
            written = [word.value for word in command.arguments if not word.value.startswith("-")] + targets
            paths = (absolute(subject.model, run, directory, one) for one in written if "/" in one)
            if any(inside(path, place) is not None for path in paths if path for place in places):
                found = [Copied(one.target, one.target, one.is_directory) for one in brought]
    return found


_READ = frozenset({"go", "rust", "c"})
"""Ecosystems whose sources tell which programs they start."""


class _Use(Enum):
    """Who needs what a COPY brings."""

    BUILD = "the build"
    RUN = "the container"
    BOTH = "perhaps both"


def _use_of(subject: Subject, transfer: Transfer, destination: str) -> _Use:
    """Who needs what is copied to a place of the system, where programs and libraries are found without being named."""
    if any(inside(destination, place) is not None for place in _LIBRARY_PLACES) or destination in _ROOTS:
        return _Use.BOTH
    if not any(destination == place or dirname(destination) == place for place in PROGRAM_PLACES):
        return _Use.RUN
    names = {basename(word.value.rstrip("/")) for word in transfer.sources}
    names.update({basename(destination)} if destination not in PROGRAM_PLACES else ())
    called = {one.name for run in subject.before if isinstance(run, Run) for one in subject.model.commands(run)}
    start = subject.start
    started = (start.path or "", start.program, *start.arguments, *start.prefixes, *start.beside)
    wanted = {basename(word) for word in (*started, *subject.build.needs.programs)}
    texts = [one.text for one in subject.behind]
    is_wanted = bool(names & wanted) or any(name and name in text for name in names for text in texts)
    if names & called:
        is_read = subject.context.is_known and subject.build.ecosystem in _READ
        return _Use.BUILD if is_read and not is_wanted else _Use.BOTH
    return _Use.RUN if is_wanted else _Use.BOTH


def _may_be_read(subject: Subject, transfer: Transfer, destination: str) -> bool:
    """Whether a build may look at what is copied beside the sources: a module that they refer to, settings of the project."""
    above = dirname(subject.build.sources)
    if above != "/" and inside(destination, above) is not None:
        return True
    if any(inside(destination, place) is not None for place in _PLACES_OF_SERVICES):
        return False
    brought = tuple(brought_by(subject.model, transfer, subject.context))
    names = [one.source for one in brought] or [word.value for word in transfer.sources]
    return any(one.is_directory for one in brought) or not all(name.endswith(_RUN_SUFFIXES) for name in names)


def _share(subject: Subject, draft: Draft, transfer: Transfer, destination: str) -> None:
    """Copy the same in both stages, unless only a build looks at it, or a copy behind the boundary brings it again."""
    is_tool = transfer.from_ is not None and all(basename(word.value) in _TOOLS for word in transfer.sources)
    is_tool = is_tool or brings_installer(transfer)
    is_part = any(one.is_whole and inside(destination, one.source) is not None for one in subject.build.copies)
    if is_build_place(destination) or is_tool or is_part or _comes_again(subject, transfer):
        return
    if subject.build.ecosystem == "python" and _only_names_packages(subject, transfer):
        return
    draft.add(transfer, subject.comments(transfer) + _moved(subject, transfer, destination))


def _only_names_packages(subject: Subject, transfer: Transfer) -> bool:
    """Whether a copy brings nothing but lists of packages and lock files, which no file of the context and nothing that the runtime
    stage does names."""
    brought = tuple(brought_by(subject.model, transfer, subject.context)) if transfer.from_ is None else ()
    if not subject.context.is_known or len(brought) < max(1, len(transfer.sources)) or transfer.heredocs:
        return False
    if any(one.is_directory or not _LIST_OF_PACKAGES.fullmatch(basename(one.source)) for one in brought):
        return False
    names = {basename(path) for one in brought for path in (one.source, one.target)}
    steps = (*subject.behind, *(one for one in subject.before if one in subject.build.replayed))
    if any(name in one.text for name in names for one in steps):
        return False
    paths = (path for path in subject.context.sent_files() if _MAY_NAME_FILES.search(path))
    return not any(name in (subject.context.read(path) or "") for path in paths for name in names)


def brings_installer(transfer: Transfer) -> bool:
    """Whether an ADD downloads what installs poetry or uv, and nothing else."""
    urls = [word.value for word in transfer.sources]
    return isinstance(transfer, Add) and bool(urls) and all(one.startswith(PYTHON_TOOL_INSTALLERS) for one in urls)


def _comes_again(subject: Subject, transfer: Transfer) -> bool:
    """Whether a directory that is copied later has all this copy brings, at the same place, and nothing works on it between."""
    changes = _changes(transfer)
    own = tuple(brought_by(subject.model, transfer, subject.context))
    if transfer.from_ is not None or transfer.heredocs or (changes and any(one.is_directory for one in own)):
        return False
    later = [
        one
        for one in subject.stage.of(Transfer)
        if one.index > transfer.index and (not changes or _changes(one) == changes)
    ]
    if any(one.index > transfer.index for one in subject.build.replayed):
        later = []
    wide = [one for each in later for one in brought_by(subject.model, each, subject.context) if one.is_directory]
    return len(own) >= len(transfer.sources) and all(
        any(
            (way := inside("/" + one.source, "/" + other.source)) is not None
            and normpath(join(other.target, way)) == normpath(one.target)
            for other in wide
        )
        for one in own
    )


def _changes(transfer: Transfer) -> tuple[str, ...]:
    """The flags that give what is copied another owner or mode."""
    flags = (transfer.flag(name) for name in ("chown", "chmod"))
    return tuple(f"{one.name}={one.value.value if one.value is not None else ''}" for one in flags if one is not None)


def is_build_place(path: str) -> bool:
    return any(inside(path, place) is not None for place in BUILD_PLACES)


def _moved(subject: Subject, transfer: Transfer, destination: str) -> str:
    """The transfer as the runtime stage has it: with an absolute destination where the directory differs."""
    text = subject.source(transfer)
    word = transfer.destination
    directory = subject.model.state_before(transfer).workdir
    if word is None or word.value.startswith("/") or directory == subject.directory:
        return text
    into = word.value.endswith("/") or word.value == "." or len(transfer.sources) > 1
    at = text.rindex(word.raw)
    return f"{text[:at]}{destination}{'/' * into}{text[at + len(word.raw) :]}"


def _carry_assets(subject: Subject, draft: Draft, transfer: Transfer, destination: str) -> None:
    """Files that are copied among the sources by their own name, but are no sources: the builder hands them on."""
    if any(inside(destination, path) is not None for path in subject.build.compiled_in):
        return
    if transfer.from_ is not None:
        if inside(subject.build.sources, destination) is None and not draft.is_copied(destination):
            draft.copies.append(Copied(destination, destination, True))
        return
    for target in _made_files(subject, transfer, destination):
        if not draft.is_copied(target):
            draft.copies.append(Copied(target, target))
    for one in brought_by(subject.model, transfer, subject.context):
        if (
            not one.source
            or draft.is_copied(one.target)
            or not _is_asset(subject.context, one.source, one.is_directory)
        ):
            continue
        draft.copies += spread(subject.context, one, subject.build.sources)


def spread(context: BuildContext, one: Brought, root: str) -> list[Copied]:
    """What to copy from the builder for a source of a COPY: its files one by one where they lie among the sources."""
    if not one.is_directory or inside(root, one.target) is None or not context.is_known:
        return [Copied(one.target, one.target, one.is_directory)]
    names = sorted({path[len(one.source) :].lstrip("/").split("/")[0] for path in context.sent_files(one.source)})
    places = ((join(one.target, name), context.is_dir(join(one.source, name))) for name in names)
    return [Copied(place, place, is_directory) for place, is_directory in places]


def _made_files(subject: Subject, transfer: Transfer, destination: str) -> Iterator[str]:
    """Where heredocs and downloads of a COPY or ADD end up."""
    word = transfer.destination
    names = [heredoc.name for heredoc in transfer.heredocs]
    urls = [source.value for source in transfer.sources if source.value.startswith(("http://", "https://"))]
    names += [basename(url.partition("?")[0]) for url in urls if not url.endswith(".git") and "$" not in url]
    many = len(transfer.sources) + len(transfer.heredocs) > 1
    into = word is not None and (many or word.value.endswith("/") or destination == subject.directory)
    for name in names:
        if name and not name.endswith(_SOURCE_SUFFIXES):
            yield join(destination, name) if into else destination


def _is_asset(context: BuildContext, source: str, is_directory: bool) -> bool:
    name = basename(source)
    if name in _SOURCE_NAMES or name.endswith(_SOURCE_SUFFIXES):
        return False
    if not context.is_known:
        return name in _ASSET_DIRECTORIES or name.endswith(_ASSET_SUFFIXES)
    if not is_directory:
        return context.is_file(source)
    return not any(path.endswith(_SOURCE_SUFFIXES) for path in context.files(source))
