"""Python: packages are installed into a virtual environment by a builder, and an image without compilers runs them.

The environment is the project's own where there is one; else one is made, and what pip would have put beside the
interpreter goes there. All that is copied from the context, and all that is said of the container, stays with the runtime stage.

`steps` says what all RUNs do together, `reading` what each command does and `installing` what Python's own tools do, with the values in
`done` and the installers in `tools`; `environment` says where packages go, `editable` which projects stay where they are, `repeated` what
the runtime stage does again, `starting` what starts, and `needs` what that wants of the system. `pages` is for those who only show what
was built.

Sources: https://docs.python.org/3/library/venv.html, the documentation of pip 25, uv 0.9 and poetry 2.2. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from dockwright.context import BuildContext, is_sent
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.os_packages import is_build_only, runtime_of
from dockwright.knowledge.uv_images import PROGRAMS as UV_PROGRAMS
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.model import Base, Build, Copied, Obstacle
from dockwright.refactorings.split.own_nginx import examine_own
from dockwright.refactorings.split.packages import FETCHERS, Installed, installed, leaves_tools, removed_alone
from dockwright.refactorings.split.python.done import Install
from dockwright.refactorings.split.python.editable import editable_directories, is_done_in_builder, owner_obstacle
from dockwright.refactorings.split.python.environment import Environment, environment_of
from dockwright.refactorings.split.python.needs import needs_of
from dockwright.refactorings.split.python.pages import examine_pages
from dockwright.refactorings.split.python.repeated import paths_of_work
from dockwright.refactorings.split.python.starting import managed, start_obstacle, without_manager
from dockwright.refactorings.split.python.steps import Steps, steps_of
from dockwright.refactorings.split.python.tools import fetches_installer
from dockwright.refactorings.split.script import start_script, unread_script
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.transfers import brings_installer, is_build_place
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Instruction, Run, Transfer
from dockwright.text import Edit

_NEEDLESS = frozenset(
    {"python", "python3", "python-dev", "python3-dev", "python3-pip", "python3-venv", "python3-setuptools", "python3-wheel",
     "python3-distutils", "libpython3-dev", "python-pip", "python-setuptools", "python2", "python2-dev", "py-pip", "py-setuptools",
     "py3-pip", "py3-setuptools", "libc6-dev", "libc-dev", "libstdc++-dev", "linux-libc-dev", "musl-dev"}
)  # fmt: skip
"""Packages that the interpreter of the image does not look at, and headers that stand for no library."""

_FOR_SCRIPTS = FETCHERS | {"gettext"}
"""Packages whose programs a script that nobody has read may start: downloads, and envsubst."""

_OF_CPLUSPLUS = frozenset({"g++", "build-base"})
"""Alpine's packages of a compiler whose programs load a library that the small image does not have."""

_NAMES_TOOL = re.compile(r"\b(?:uv|poetry|pipenv|pdm|virtualenv|pip-tools)\b")
"""What an installer is called that would stay in the image."""

_OF_CONDA = ": `conda-pack` makes an environment that runs without conda"

_KNOWN_WORK = frozenset({"collectstatic", "compilemessages", "compress", "check"})
"""Subcommands of manage.py that ask for no other programs, or for such as are brought along."""

_CURRENT_OPENSSL = (3, 11, 1)
"""From this version on the image's Alpine has OpenSSL 3, whatever its release."""


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """Where the stage installs packages and what they need; an obstacle when nothing could be left behind, or is lost."""
    if facts.family != "python":
        advice = _OF_CONDA if "conda" in facts.family or "mamba" in facts.family else ""
        return Obstacle(f"only images of `python` itself are known well enough{advice}", stage.base_span)
    own = examine_own(model, stage, context, start)
    if isinstance(own, Build):
        return own
    if (pages := examine_pages(model, stage, context, start, settings)) is not None:
        return pages
    steps = steps_of(model, stage, context)
    base = runtime_bases.small_interpreter(stage, facts)
    if isinstance(steps, Obstacle):
        names_tool = any(_NAMES_TOOL.search(run.text) for run in stage.of(Run))
        small = _gain_obstacle(stage, facts, base, ()) if not isinstance(base, Obstacle) and not names_tool else None
        return small or steps
    if isinstance(base, Obstacle):
        return base
    packages, computed = installed(stage.commands)
    if computed is not None:
        return Obstacle("which packages are installed is computed", computed.span)
    if obstacle := _gain_obstacle(stage, facts, base, steps.installs) or _package_obstacle(packages, facts):
        return obstacle
    sources = Sources(model, stage, context)
    is_behind = start.instruction.index > steps.last.index
    direct = without_manager(model, start, context, sources) if is_behind else None
    if direct is not None:
        start = direct[0]
        if direct[2] == "pipenv" and _sends_variables(context, sources, start.directory):
            return Obstacle(f"`pipenv run` loads `.env`, which `{start.program}` alone would not", start.span)
        if direct[2] == "uv" and (script_path := _of_its_own(context, sources, start)):
            return Obstacle(
                f"`uv run` installs what `{script_path}` itself names when the container starts", start.span
            )
    freed = _freed(stage, steps)
    unread = unread_script(start, sources, context)
    script = start_script(start, sources, context, frozenset({"python", "python3"})) if not unread else None
    if isinstance(script, Obstacle):
        return script
    if obstacle := start_obstacle(model, stage, context, start, script):
        return obstacle
    managers = {*(direct[2:] if direct is not None else ()), *freed.values()}
    source = sources.context_path(script.path) if script is not None else None
    said = None if unread else (context.read(source) or "") if source is not None else ""
    environment = environment_of(model, stage, context, steps, start.directory if managers else "", managers, said)
    if isinstance(environment, Obstacle):
        return environment
    directories = editable_directories(context, sources, steps, environment)
    if isinstance(directories, Obstacle):
        return directories
    replayed = _replayed(model, stage, steps, directories)
    if isinstance(replayed, Obstacle):
        return replayed
    needs = needs_of(model, stage, context, sources, start, script, steps, facts, base)
    if isinstance(needs, Obstacle):
        return needs
    for one in removed_alone(stage.commands):
        libraries = runtime_of(one.name, facts.os, facts.release) if one.name not in _NEEDLESS else ()
        if libraries is None:
            return Obstacle(f"what a program needs of `{one.name}` when it runs is not known", one.word.span)
        needs = needs._replace(packages=(*needs.packages, *libraries))
    if not context.is_known and facts.os == "alpine" and any(one.name in _OF_CPLUSPLUS for one in packages):
        needs = needs._replace(packages=(*needs.packages, "libstdc++"))
    return Build(
        ecosystem="python",
        copies=(
            Copied(environment.path, environment.path, True, environment.owner),
            *(Copied(one, one, True, is_whole=True) for one in directories),
            *(Copied(one, one) for one in steps.downloads if not is_build_place(one)),
        ),
        last=steps.last,
        sources=environment.path,
        needs=needs,
        bases=(base,),
        edits=(*environment.edits, *(direct[1:2] if direct is not None else ()), *freed),
        search=(f"{environment.path}/bin",) if environment.edits or managers else (),
        notes=(
            *_work_notes(steps),
            *_notes(
                stage,
                environment,
                base,
                facts,
                context,
                unread,
                is_uv_run="uv" in managers and steps.installs[-1].command.subcommand == "sync",
            ),
        ),
        shared=True,
        replayed=replayed,
        vouched=steps.vouched,
        needless=_NEEDLESS,
        kept=_FOR_SCRIPTS if unread or "compilemessages" in _subcommands(steps) else frozenset(),
        recommended=any(map(_brings_recommended, packages)),
    )


def _work_notes(steps: Steps) -> Iterator[str]:
    """What to check of programs that work in the runtime stage, and are none that is known."""
    for command in sorted(steps.vouched, key=lambda one: one.span.start):
        words = [one.value for one in command.words]
        script = next((one for one in words if one.endswith(".py")), "" if "-c" not in words else "-c")
        is_known = script.endswith("manage.py") and not _KNOWN_WORK.isdisjoint(words)
        if command.name.startswith("python") and script and not is_known:
            yield f"`{command.name} {script}` runs in the new image: see that it starts no program that only the builder has"


def _sends_variables(context: BuildContext, sources: Sources, directory: str) -> bool:
    """Whether the project has a file of variables in the image."""
    path = sources.context_path(f"{directory.rstrip('/')}/.env") if context.is_known else None
    return path is not None and is_sent(context, path)


def _of_its_own(context: BuildContext, sources: Sources, start: Start) -> str:
    """The script that starts, where it names packages for an environment of its own. Source:
    https://packaging.python.org/en/latest/specifications/inline-script-metadata/ (2026-11)."""
    script = next((one for one in start.arguments if one.endswith(".py")), "")
    path = sources.context_path(start.state.resolve(script) or "") if script and context.is_known else None
    return script if path is not None and "\n# /// script" in "\n" + (context.read(path) or "") else ""


def _freed(stage: Stage, steps: Steps) -> dict[Edit, str]:
    """The edits that let the runtime stage's own work run without `uv run` and its like, with their names."""
    behind = [one for run in stage.of(Run) if run.index > steps.last.index for one in stage.model.commands(run)]
    found = [one for command in behind if command in steps.vouched and (one := managed(command)) is not None]
    return {Edit(one.span, f"{one.lead} " if one.lead else ""): one.manager for one in found}


def _replayed(
    model: SemanticModel, stage: Stage, steps: Steps, directories: tuple[str, ...]
) -> frozenset[Instruction] | Obstacle:
    """The RUNs on copied files that the runtime stage does again: not those on what it takes from the builder."""
    if obstacle := _fetched_obstacle(steps):
        return obstacle
    if not directories:
        return steps.replayed
    if obstacle := owner_obstacle(model, stage, steps.last, steps, directories):
        return obstacle
    done = set[Instruction]()
    for work in steps.works:
        run = work[0].instruction
        if run not in steps.replayed:
            continue
        found = is_done_in_builder(work, directories)
        if isinstance(found, Obstacle):
            return found
        done.update((run,) if found else ())
    return steps.replayed - done


def _fetched_obstacle(steps: Steps) -> Obstacle | None:
    """Work on fetched files that the runtime stage would do again, before it has them."""
    for command, where in steps.works:
        touched = next((path for path in paths_of_work(command, where) if path in steps.downloads), "")
        if touched and command.instruction in steps.replayed:
            return Obstacle(
                f"`{command.name}` works on `{touched}`, which was fetched: do both in one RUN", command.name_span
            )
    return None


def _gain_obstacle(stage: Stage, facts: BaseImage, base: Base, installs: tuple[Install, ...]) -> Obstacle | None:
    """Nothing that only building needs: neither compilers nor programs that install packages."""
    has_installer = any(_is_of_uv(one) or brings_installer(one) for one in stage.of(Transfer))
    has_installer = has_installer or any(one.is_tool for one in installs) or any(map(fetches_installer, stage.commands))
    if leaves_tools(stage, facts) or has_installer or facts.programs & UV_PROGRAMS - base.programs:
        return None
    reason = (
        "the base image is small, and no compiler, development package or installer stays in it: "
        "nothing could be left behind"
    )
    return Obstacle(reason, stage.base_span)


def _is_of_uv(transfer: Transfer) -> bool:
    """Whether a copy from another image brings uv."""
    return (
        transfer.from_ is not None
        and bool(transfer.sources)
        and all(basename(word.value) in UV_PROGRAMS for word in transfer.sources)
    )


def _package_obstacle(packages: tuple[Installed, ...], facts: BaseImage) -> Obstacle | None:
    """Python packages of the system belong to another interpreter than the image's, and OpenSSL has to be the image's."""
    is_unknown = (
        facts.os == "alpine" and not facts.release and (len(facts.version) == 3 and facts.version < _CURRENT_OPENSSL)
    )
    for one in packages:
        if one.name.startswith(("python-", "python3-", "py-", "py3-")) and one.name not in _NEEDLESS:
            return Obstacle(f"`{one.name}` belongs to the Python of the system", one.word.span)
        if is_unknown and one.name == "openssl-dev":
            return Obstacle("which OpenSSL the image's release of Alpine has is not known", one.word.span)
    return None


def _subcommands(steps: Steps) -> frozenset[str]:
    """What the commands behind the installs are given first: `compilemessages` of `python manage.py compilemessages`."""
    return frozenset(word.value for one in steps.vouched for word in one.operands()[1:2])


def _brings_recommended(one: Installed) -> bool:
    """Whether a package that stays is installed with what it recommends."""
    is_left = is_build_only(one.name) or one.name in FETCHERS or one.name in _NEEDLESS
    return not is_left and one.command.name != "apk" and not one.command.has_flag("no-install-recommends")


def _notes(
    stage: Stage, environment: Environment, base: Base, facts: BaseImage, context: BuildContext, unread: str, *,
    is_uv_run: bool,
) -> tuple[str, ...]:  # fmt: skip
    notes = []
    if is_uv_run:
        notes.append(
            "`uv run` would have completed the environment at the start: see that all groups in use are installed"
        )
    if facts.variant == "full":
        notes.append(f"see that nothing needs a library or program that only the full image has, not `{base.image}`")
    elif leaves_tools(stage, facts):
        notes.append("see that no package loads a library that came along with a compiler")
    elif not environment.edits:
        notes.append("see that nothing in the container calls the program that installs packages: it stays behind")
    if not context.is_known:
        notes.append(
            "the build context was not read: which packages are installed, and what the sources start, is not known"
        )
    if unread:
        notes.append(
            f"see that `{unread}` starts no program that only the builder has, and none by its path in /usr/local"
        )
    if environment.note:
        notes.append(environment.note)
    if environment.edits:
        notes.append(f"packages are in {environment.path}: the interpreter in /usr/local does not see them")
    return tuple(notes)
