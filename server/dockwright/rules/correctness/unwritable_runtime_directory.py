from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname

from dockwright.context import BuildContext
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._ownership import Owned, owned_by_root
from dockwright.rules._start_scripts import start_script
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, deed, sites
from dockwright.semantics.filesystem import files_of
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Run, Transfer, User
from dockwright.text import Span
from dockwright.values import NamedTuple

APP = "FROM debian:12\nWORKDIR /app\nCOPY app .\n"
START = 'CMD ["sh", "-c", "./app > /app/log"]\n'
SCRIPT = "#!/bin/sh\nmkdir -p /srv/cache\nexec /app/app\n"

_DONE = frozenset(("file", "directory", "copy", "move", "link", "download"))
_PLAIN = lazy_pattern(r"[\w./:@+-]+", re.ASCII)
_QUIET = frozenset(("chown", "chmod", "chgrp", "test", "[", "cd", "rm"))


@rule(
    "unwritable-runtime-directory",
    on=User,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            f"{APP}USER 1000\n{START}", f"{APP}RUN chown 1000 /app\nUSER 1000\n{START}", marked=("/app/log",),
        ),
        Invalid(
            f"{APP}USER app:app\nCMD mkdir -p data && exec ./app\n",
            f"{APP}RUN mkdir -p /app/data && chown app:app /app/data\nUSER app:app\nCMD mkdir -p data && exec ./app\n",
            marked=("data",),
        ),
        Invalid(
            "FROM debian:12\nUSER 1000\nCMD touch /var/log/app.log && app\n",
            "FROM debian:12\nRUN touch /var/log/app.log && chown 1000 /var/log/app.log\nUSER 1000\nCMD touch /var/log/app.log && app\n",
        ),
        Invalid(
            "FROM debian:12\nCOPY --chmod=755 run.sh /\nUSER www-data\nENTRYPOINT [\"/run.sh\"]\n",
            "FROM debian:12\nCOPY --chmod=755 run.sh /\nRUN mkdir -p /srv/cache && chown www-data /srv/cache\nUSER www-data\nENTRYPOINT [\"/run.sh\"]\n",
            context={"run.sh": SCRIPT},
            marked=('"/run.sh"',),
            title="in a script of the context",
        ),
        Invalid(
            "FROM nginx:1.27\nCOPY site /usr/share/nginx/html\nUSER nginx\n",
            "FROM nginx:1.27\nCOPY site /usr/share/nginx/html\nRUN touch /run/nginx.pid && chown -R nginx /var/cache/nginx /run/nginx.pid\nUSER nginx\n",
            marked=("nginx",),
            title="what nginx needs as its official image is set up",
        ),
    ),
    valid=(
        f"{APP}{START}",
        f"{APP}RUN chown 1000 /app\nUSER 1000\n{START}",
        f"{APP}RUN chown -R 1000 /\nUSER 1000\n{START}",
        f"{APP}RUN chmod g+w .\nUSER 1000\n{START}",
        f"{APP}USER 1000\nCMD [\"sh\", \"-c\", \"./app > /tmp/log\"]\n",
        f"{APP}USER 1000\nCMD [\"sh\", \"-c\", \"mkdir -p data || true; ./app\"]\n",
        f"{APP}USER 1000\nCMD [\"./app\"]\n",
        "FROM debian:12\nUSER 1000\nWORKDIR /app\nCMD ./app > log\n",
        f"FROM debian:12\nCOPY --chown=1000 app /app/\nUSER 1000\n{START}",
        f"FROM example.org/base\nWORKDIR /app\nUSER 1000\n{START}",
        "FROM nginxinc/nginx-unprivileged\nUSER nginx\n",
        "FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/nginx.conf\nUSER nginx\n",
        "FROM nginx:1.27\nRUN chown -R nginx /var/cache/nginx /run\nUSER nginx\n",
        Valid(
            "FROM debian:12\nCOPY --chmod=755 run.sh /\nRUN install -d -o www-data /srv/cache\nUSER www-data\nENTRYPOINT [\"/run.sh\"]\n",
            context={"run.sh": SCRIPT},
        ),
        f"{APP.replace('debian:12', 'gcr.io/distroless/static-debian12')}USER 1000\n{START}",
    ),
)  # fmt: skip
def unwritable_runtime_directory(user: User, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The program runs as a user who cannot write where its start command does.

    ## Why is this bad?
    `WORKDIR` above `USER`, `RUN mkdir` as root, and `COPY` without `--chown` make directories that belong to root. The container
    builds, and stops at its first `mkdir`, log file or cache with `permission denied`.

    Reported is what the start command does by itself: redirections, `mkdir`, `touch`, `cp` and their like in shell form, in the
    script of `sh -c`, or in a script of the build context; and nginx in its official image, which makes its cache directories and
    its pid file as it starts. What the program writes later is not known. Where a command or another program may have changed the
    owner, nothing is said.

    ## Fix safety
    The directory is given to the user, in a `RUN` above `USER`. What is mounted there when the container starts has an owner of its
    own, and a compromised program can then write there, so this is offered, not applied in bulk.

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    stage = model.stage_of(user)
    if stage is None or not stage.is_target or stage.last(User) is not user or user.user is None:
        return
    state = stage.final_state
    if state.is_root is not False or stage.facts is None or not stage.facts.has_shell:
        return
    if stage.facts.family == "nginx":
        yield from _of_nginx(user, model, stage)
        return
    unwritable = list(_unwritable(model, stage, context))
    if unwritable:
        want, owned = unwritable[0]
        name = state.user.partition(":")[0] if state.user is not None else ""
        place = owned.directory if owned.exists else dirname(owned.directory)
        message = f"`{name}` cannot write `{want.path}`: `{place}` belongs to root"
        related = () if owned.instruction is None else (Related(owned.instruction.keyword_span, "it is made here"),)
        yield Finding(want.span, message, _fixes(user, unwritable, state.user, model.dockerfile.newline), related)


class _Want(NamedTuple):
    """Something that the start command puts into a directory."""

    path: str  # absolute
    kind: str  # of the write
    span: Span
    is_new: bool = False  # the command fails where there is something already

    @property
    def directory(self) -> str:
        """What must be writable."""
        return dirname(self.path)


def _unwritable(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[tuple[_Want, Owned]]:
    """What the start command puts where only root can."""
    for want in _wants(model, stage, context):
        owned = None if _is_there(model, stage, context, want) else owned_by_root(model, stage, context, want.directory)
        if owned is not None:
            yield want, owned


def _wants(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[_Want]:
    for start in (stage.last(Entrypoint), stage.last(Cmd)):
        if start is None or (isinstance(start, Cmd) and stage.last(Entrypoint) is not None):
            continue
        is_there = model.state_before(start).workdir == stage.final_state.workdir
        for site in sites(model, start) if is_there else ():
            yield from _written(site, None)
        script = start_script(model, stage, start, context)
        if script is not None:
            from dockwright.projects.package_scripts import parse_text

            state = stage.final_state
            commands = parse_text(script.text) or ()
            stays = not any(one.name in ("cd", "pushd") for one in commands)
            names = {name for command in commands for name in command.assigned}
            variables = {name: value for name, value in state.variables.items() if name not in names}
            for command in commands:
                site = Site(command, state.workdir if stays else None, state, variables)
                yield from _written(site, script.word.span)


def _written(site: Site, span: Span | None) -> Iterator[_Want]:
    """What a command writes for certain; `span`: where to point instead of at the word."""
    command = site.command
    if command.is_conditional or command.in_substitution or command.name in _QUIET or command.next_operator == "||":
        return
    for write in deed(site).writes:
        if write.kind in _DONE and not write.is_anywhere and write.path != "/":
            place = span or _word(site, command, write.path)
            if place is not None:
                is_new = write.kind in ("link", "move") or (
                    command.name == "mkdir" and not command.has_flag("p", "parents")
                )
                yield _Want(write.path, write.kind, place, is_new)


def _word(site: Site, command: Command, path: str) -> Span | None:
    """The word that names the path."""
    targets = [one.target for one in command.redirections if one.target is not None]
    for word in (*targets, *command.arguments):
        if site.place(word) == (path, True):
            return word.span
    return None


def _is_there(model: SemanticModel, stage: Stage, context: BuildContext, want: _Want) -> bool:
    """Whether the file or directory may be there already, with an owner of its own."""
    entries = files_of(model, stage, context).entries
    return any(
        one.path == want.path or (one.path.startswith(want.path + "/") and want.kind == "directory")
        for one in entries
        if one.kind not in ("unknown", "removal") and not one.is_anywhere
    )


def _fixes(user: User, unwritable: list[tuple[_Want, Owned]], name: str | None, newline: str) -> tuple[Fix, ...]:
    """A RUN above USER: it makes what the start command would, or gives it the directories that instructions made."""
    if name is None or not _PLAIN.fullmatch(name):
        return ()
    made: list[str] = []
    touched: list[str] = []
    given: list[str] = []
    for want, owned in unwritable:
        if any(f"{want.path}/".startswith(f"{one}/") for one in given):
            continue
        if not _PLAIN.fullmatch(want.path) or (want.is_new and owned.instruction is None):
            return ()
        if want.kind == "directory" and not want.is_new:
            made.append(want.path)
            given.append(want.path)
            continue
        if not owned.exists:
            made.append(owned.directory)
        if owned.instruction is None:
            touched.append(want.path)
        given.append(want.path if owned.instruction is None else owned.directory)
    done = [("mkdir -p", made), ("touch", touched), (f"chown {name}", given)]
    command = " && ".join(f"{what} {' '.join(dict.fromkeys(paths))}" for what, paths in done if paths)
    title = f"Give {', '.join(f'`{path}`' for path in dict.fromkeys(given))} to `{name}`"
    return (Fix.insert(title, user.block_start, f"{user.cased('RUN')} {command}{newline}", Safety.UNSAFE),)


def _of_nginx(user: User, model: SemanticModel, stage: Stage) -> Iterator[Finding]:
    """The official image starts as root, and its workers as nginx."""
    start = stage.effective(Entrypoint) or stage.effective(Cmd)
    if start is not None and not any(command.name == "nginx" for command in model.commands(start)):
        return
    for one in stage.lineage:
        if any(
            not _leaves_nginx(model, instruction)
            for instruction in one.instructions
            if isinstance(instruction, (Run, Transfer))
        ):
            return
    name = stage.final_state.user
    if name is None or user.user is None:
        return
    command = f"touch /run/nginx.pid && chown -R {name} /var/cache/nginx /run/nginx.pid"
    line = f"{user.cased('RUN')} {command}{model.dockerfile.newline}"
    fix = Fix.insert(f"Give them to `{name}`", user.block_start, line, Safety.UNSAFE)
    yield Finding(
        user.user.span, f"`{name}` cannot write `/var/cache/nginx` and `/run/nginx.pid`, as nginx does", (fix,)
    )


def _leaves_nginx(model: SemanticModel, instruction: Run | Transfer) -> bool:
    """Whether an instruction leaves nginx's main configuration and its directories alone."""
    if isinstance(instruction, Run):
        script = model.script(instruction)
        signs = ("nginx.conf", "/var/cache", "/run", "/etc/nginx ", "sed", "usermod", "chown", "chmod")
        return not script.has_errors and not any(sign in instruction.text for sign in signs)
    written = model.expand(instruction.destination, instruction) if instruction.destination is not None else None
    place = model.state_before(instruction).resolve(written) if written is not None else None
    return place is not None and place not in ("/", "/etc", "/etc/nginx", "/etc/nginx/nginx.conf")
