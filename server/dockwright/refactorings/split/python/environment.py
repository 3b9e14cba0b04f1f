"""The virtual environment that a stage's packages go into: the project's own, or one that is made for the split."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from posixpath import basename, dirname, normpath

from dockwright.context import BuildContext, join, parent
from dockwright.projects.manifests import ancestors
from dockwright.projects.python_project import Project, installs_itself, read_project
from dockwright.refactorings.keyword_case import like
from dockwright.refactorings.split.accounts import Account, made_by
from dockwright.refactorings.split.model import Obstacle
from dockwright.refactorings.split.python.done import Install, absolute
from dockwright.refactorings.split.python.starting import is_from_another_image
from dockwright.refactorings.split.python.steps import Steps
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.state import State
from dockwright.syntax import Arg, Env, Instruction, Run, Shell, Transfer, User
from dockwright.text import Edit, Span, whole_number
from dockwright.values import NamedTuple

MADE = "/opt/venv"
"""Where an environment goes that the file does not have."""

FIRST_VERSION = (3, 8)
"""From this version on an environment comes with a pip that installs what the image's own does."""

_MINDS_PYTHON = {(2, 7): 12, (3, 4): 7, (3, 5): 3, (3, 6): 0, (3, 7): 0}
"""Older versions, with the first patch release whose pip, 9.0 or later, takes only packages that are made for its Python."""

_OLD_PIP = (
    f'RUN python -m venv {MADE} && {MADE}/bin/pip install --upgrade "pip==$PYTHON_PIP_VERSION" "setuptools<58" wheel'
)
"""The pip of the image, which each of those images names, and the last setuptools that builds what was written for Python 2 as
well: the images of these versions have no later one either. Source: docker-library/python, versions.json."""

_FOR_PYTHON_2 = f"RUN pip install virtualenv && virtualenv {MADE}"
"""virtualenv 20.15 is the last for Python 2, and brings pip 20.3 and setuptools 44, the last of theirs."""

_PURE_BACKENDS = frozenset(
    {"hatchling.build", "flit_core.buildapi", "poetry.core.masonry.api", "pdm.backend", "uv_build"}
)
"""Build back ends that compile nothing unless they are told to."""

WITHOUT_PROJECT = {
    "uv": ("no-install-project", "no-install-workspace", "no-install-local", "no-editable", "only-group", "only-dev"),
    "poetry": ("no-root",),
    "pdm": ("no-self", "no-editable"),
}
"""Flags with which an install does not install the project where it is."""

_IN_PROJECT = {"poetry": "POETRY_VIRTUALENVS_IN_PROJECT", "pipenv": "PIPENV_VENV_IN_PROJECT"}
"""The variables that put an environment into the project, at `.venv`."""

_YES, _NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_PDM_ELSEWHERE = ("PDM_USE_VENV", "PDM_VENV_IN_PROJECT", "PDM_PYTHON", "PDM_IGNORE_SAVED_PYTHON", "PDM_IGNORE_ACTIVE_VENV",
                  "PDM_PROJECT")  # fmt: skip
_TELLS_PYTHON = re.compile(r"PATH$|PYTHON|PIP_|VIRTUAL|UV_|TMPDIR$|LD_|LC_|LANG")
"""Variables that may matter to the making of an environment."""

_PIP_ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


class Environment(NamedTuple):
    """Where packages are, and the edits of the builder that put them there."""

    path: str  # absolute
    edits: tuple[Edit, ...] = ()
    note: str = ""  # what to check of the tools that it has, one clause
    owner: str = ""  # user[:group] that installs the packages; "" is root
    is_virtual: bool = True  # it has an interpreter of its own


def environment_of(
    model: SemanticModel,
    stage: Stage,
    context: BuildContext,
    steps: Steps,
    directory: str = "",
    managers: Collection[str] = (),
    said: str | None = "",
) -> Environment | Obstacle:
    """The one environment of all packages.

    `managers`: what starts programs in it, uv and its like; they do so in `directory`. `said`: the text of the start script, ""
    without one, None where nobody can read it.
    """
    installs = [one for one in steps.installs if not one.is_tool]
    owner = _owner(model, stage, installs)
    if isinstance(owner, Obstacle):
        return owner
    places = [_place(model, stage, context, steps, one, managers) for one in installs]
    for place in places:
        if isinstance(place, Obstacle):
            return place
    paths = dict.fromkeys(str(place) for place in places)
    if len(paths) > 1:
        return Obstacle("packages go into several environments", installs[-1].command.name_span)
    path = next(iter(paths))
    is_in_project = path == absolute(".venv", directory or "/")
    completes = _completes(model, stage, context, installs, directory, is_in_project) if "uv" in managers else ""
    if completes:
        return Obstacle(completes, installs[-1].command.name_span)
    for manager in sorted(managers):
        if manager == "uv" and path in ("", stage.final_state.env.get("VIRTUAL_ENV")):
            continue  # outside of a project it takes the active environment, or the first interpreter of the PATH
        if not is_in_project and (path or manager != "poetry"):
            return Obstacle(f"`{manager} run` does not look in the environment", installs[-1].command.name_span)
    if path:
        is_used = bool(managers) or said is None or f"{basename(path)}/bin/" in said
        own = _own(model, stage, context, path, installs, is_used=is_used)
        if isinstance(own, Obstacle):
            return own
        is_virtual = not any(one.tool == "pip" and _is_of_user(model, stage, one, path) for one in installs)
        return own._replace(owner=owner, is_virtual=is_virtual, edits=_moving(model, steps, installs, managers))
    if owner:
        return Obstacle(
            f"`{owner.partition(':')[0]}` may not install packages beside the interpreter",
            installs[-1].command.name_span,
        )
    return _made(model, stage, context, steps, installs)


def _completes(
    model: SemanticModel,
    stage: Stage,
    context: BuildContext,
    installs: list[Install],
    directory: str,
    is_in_project: bool,
) -> str:
    """Why `uv run` would install packages at the start; "" where it does not: behind `uv sync`, and where no project is around.

    Source: https://docs.astral.sh/uv/concepts/projects/run/, https://docs.astral.sh/uv/pip/environments/ (uv 0.9).
    """
    sources = Sources(model, stage, context)
    if is_in_project and _has_project(context, sources, installs):
        return ""
    if not context.is_known:
        return "whether `uv run` installs more when the container starts is not known without the build context"
    above = ancestors(directory.strip("/"))
    around = (sources.context_path(absolute("pyproject.toml", f"/{one}")) for one in above)
    if project := next((one for one in around if one is not None), None):
        return f"`uv run` installs what `{project}` asks for when the container starts: do that before, by `uv sync`"
    return ""


def _moving(model: SemanticModel, steps: Steps, installs: list[Install], managers: Collection[str]) -> tuple[Edit, ...]:
    """The edit that puts the environment of poetry or pipenv into the project."""
    moved = [one for one in installs if _moves_in(model, steps, one, managers)]
    if not moved:
        return ()
    run, tool = moved[0].run, moved[0].tool
    start = run.block_start
    line = f"{run.cased('ENV')} {_IN_PROJECT[tool]}=1{model.dockerfile.newline}"
    return (Edit(Span(start, start), line),)


def _owner(model: SemanticModel, stage: Stage, installs: list[Install]) -> str | Obstacle:
    """The user and group that install all packages; "" is root."""
    users = dict.fromkeys(model.state_before(one.run).user for one in installs)
    if None in users:
        return Obstacle("which user installs packages is computed", installs[-1].command.name_span)
    if len(users) > 1:
        return Obstacle("packages are installed by several users", installs[-1].command.name_span)
    state = model.state_before(installs[-1].run)
    user = state.user or ""
    if state.is_root:
        return ""
    written = [one.user.value for one in stage.of(User) if one.index < installs[-1].run.index and one.user is not None]
    if written and "$" in written[-1]:
        return written[-1]
    if ":" in user:
        return user
    account = _account(stage, user, state.variables)
    group = account.group or (account.name if account.has_own_group else "") if account is not None else ""
    return f"{user}:{group}" if group and not user.isdecimal() else user


def _account(stage: Stage, user: str, variables: Mapping[str, str | None]) -> Account | None:
    """The account that the stage makes for a user, who is named or numbered; a number may be a variable."""
    os = stage.facts.os if stage.facts is not None else ""
    made = (one for one in made_by(stage.commands, os) if not one.is_group and not one.is_member)
    return next((one for one in made if user in (one.name, variables.get(one.uid.strip('"${}'), one.uid))), None)


def _home(model: SemanticModel, stage: Stage, one: Install) -> str:
    """The home directory of the user that installs packages; "" where there is none, or it is not known."""
    values = _variables(model, one)
    state = model.state_before(one.run)
    if values.get("HOME") or state.is_root:
        return values.get("HOME") or "/root"
    account = _account(stage, (state.user or "").partition(":")[0], state.variables)
    if account is None or not account.makes_home:
        return ""
    return account.home or f"/home/{account.name}"


def _is_of_user(model: SemanticModel, stage: Stage, one: Install, path: str) -> bool:
    """Whether the path is where pip puts the packages of the user that installs them."""
    return (_variables(model, one).get("PYTHONUSERBASE") or f"{_home(model, stage, one)}/.local") == path


def _place(
    model: SemanticModel, stage: Stage, context: BuildContext, steps: Steps, one: Install, managers: Collection[str]
) -> str | Obstacle:
    """The environment that an install works in; "" is the interpreter's own."""
    state = model.state_before(one.run)
    made = [absolute(model.expand(path, one.run) or path, one.directory) for path in steps.environments]
    written = one.command.words[0].value
    if "/" in written:
        found = dirname(dirname(absolute(model.expand(written, one.run) or written, one.directory)))
        return (
            found
            if found in made
            else Obstacle(f"`{written}` is in no environment that is made here", one.command.name_span)
        )
    if one.active and one.tool != "uv":
        reason = f"`{one.active}` is no environment that is made here"
        return one.active if one.active in made else Obstacle(reason, one.command.name_span)
    search = (state.env.get("PATH") or "").split(":")
    active = next((path for path in made if search[:1] == [f"{path}/bin"]), "")
    named = state.env.get("VIRTUAL_ENV") or ""
    if one.tool == "pip":
        return _of_pip(model, stage, one, active)
    if one.tool == "uv":
        chosen = state.env.get("UV_PROJECT_ENVIRONMENT")
        found = absolute(chosen or ".venv", one.directory)
        if chosen and not (found.endswith("venv") or found in made):
            return Obstacle(f"`{chosen}` is no environment of the project's own", one.command.name_span)
        return found
    if one.tool == "poetry" and not named:
        return _of_poetry(model, context, steps, one, managers)
    if one.tool == "pdm" and not named:
        return _of_pdm(model, steps, one)
    if one.tool == "pipenv" and not named and not one.command.has_flag("system"):
        return _of_pipenv(model, steps, one, managers)
    if named and named not in made:
        return Obstacle("`VIRTUAL_ENV` names no environment that is made here", one.command.name_span)
    if one.tool == "uv pip" and not named and not (one.command.has_flag("system") or _is_system(state)):
        local = absolute(".venv", one.directory)
        return (
            local
            if local in made
            else Obstacle("into which environment uv installs is not known", one.command.name_span)
        )
    return named


def _is_system(state: State) -> bool:
    """Whether uv passes over environments by a variable."""
    return (state.env.get("UV_SYSTEM_PYTHON") or "").lower() in _YES


def _variables(model: SemanticModel, one: Install) -> dict[str, str | None]:
    """The environment of an install, with what is assigned in front of it."""
    own = {each.name: each.value.value if each.value else "" for each in one.command.assignments}
    return {**model.state_before(one.run).env, **own}


def _of_pip(model: SemanticModel, stage: Stage, one: Install, active: str) -> str | Obstacle:
    """pip installs where the interpreter looks first, or beside the user's files: where it is told to, and where it may not
    write beside the interpreter."""
    values = _variables(model, one)
    if name := next((name for name in _PIP_ELSEWHERE if values.get(name)), ""):
        return Obstacle(f"`{name}` installs packages elsewhere", one.command.name_span)
    is_told = one.command.has_flag("user") or (values.get("PIP_USER") or "no").lower() not in _NO
    if not is_told and (active or model.state_before(one.run).is_root):
        return active
    home = _home(model, stage, one)
    place = values.get("PYTHONUSERBASE") or (f"{home}/.local" if home else "")
    if not place:
        user = (model.state_before(one.run).user or "").partition(":")[0]
        return Obstacle(f"`{user}` has no home directory that pip could install packages in", one.command.name_span)
    if active or not place.startswith("/") or "$" in place:
        return Obstacle("where pip installs packages for a user is not known", one.command.name_span)
    return normpath(place)


def _moves_in(model: SemanticModel, steps: Steps, one: Install, managers: Collection[str]) -> bool:
    """Whether a manager can be told to make its environment in the project, as nothing else than it looks there."""
    if one.tool not in _IN_PROJECT or one.tool not in managers:
        return False
    settings = (word.value for command in steps.settings for word in command.operands()[1:2])
    names = (*_variables(model, one), *settings)
    return not any(
        name.startswith(("POETRY_VIRTUALENVS_", "virtualenvs.", "PIPENV_VENV_", "PIPENV_CUSTOM_", "WORKON_HOME"))
        for name in names
    )


def _of_poetry(
    model: SemanticModel, context: BuildContext, steps: Steps, one: Install, managers: Collection[str]
) -> str | Obstacle:
    """poetry's environment by its settings: in the project, none at all, or somewhere in a cache."""
    values = _variables(model, one)
    settings = {
        name: values.get(f"POETRY_VIRTUALENVS_{name.upper().replace('-', '_')}") for name in ("create", "in-project")
    }
    for command in steps.settings:
        words = [word.value for word in command.operands()]
        if command.name == "poetry" and len(words) == 3 and words[1].startswith("virtualenvs."):
            settings.setdefault(words[1].partition(".")[2], words[2])
            settings[words[1].partition(".")[2]] = settings.get(words[1].partition(".")[2]) or words[2]
    if (settings.get("create") or "").lower() in _NO:
        return ""
    if (settings.get("in-project") or "").lower() in _YES:
        return absolute(".venv", one.directory)
    if _moves_in(model, steps, one, managers):
        return absolute(".venv", one.directory)
    return Obstacle(
        "poetry keeps its environment in a cache: set `POETRY_VIRTUALENVS_IN_PROJECT=1`", one.command.name_span
    )


def _of_pdm(model: SemanticModel, steps: Steps, one: Install) -> str | Obstacle:
    """pdm makes an environment in the project unless it is told otherwise."""
    told = next((name for name in _variables(model, one) if name in _PDM_ELSEWHERE), "")
    told = told or next((command.name for command in steps.settings if command.name == "pdm"), "")
    stage = model.stage_of(one.run)
    is_beside = any(
        "__pypackages__" in each.text for level in (stage.lineage if stage else ()) for each in level.instructions
    )
    if told or is_beside:
        return Obstacle("where pdm installs packages is set in a way that is not understood", one.command.name_span)
    return absolute(".venv", one.directory)


def _of_pipenv(model: SemanticModel, steps: Steps, one: Install, managers: Collection[str]) -> str | Obstacle:
    """pipenv keeps its environments in the home directory, or where it is told so in the project."""
    values = _variables(model, one)
    if (values.get("PIPENV_VENV_IN_PROJECT") or "0").lower() in _NO or values.get("PIPENV_CUSTOM_VENV_NAME"):
        if _moves_in(model, steps, one, managers):
            return absolute(".venv", one.directory)
        reason = "pipenv keeps its environment in the home directory: set `PIPENV_VENV_IN_PROJECT=1`"
        return Obstacle(reason, one.command.name_span)
    return absolute(".venv", one.directory)


# An environment of the project's own


def _own(
    model: SemanticModel, stage: Stage, context: BuildContext, path: str, installs: list[Install], *, is_used: bool
) -> Environment | Obstacle:
    if not is_used and not _is_used(model, stage, path, installs[-1]):
        return Obstacle(f"what starts does not use `{path}`", installs[-1].command.name_span)
    sources = Sources(model, stage, context)
    place = sources.context_path(path)
    if context.is_known and place and context.sends(place):
        return Obstacle(
            f"`{place}` of the context would be copied over the environment", installs[-1].command.name_span
        )
    for one in installs:
        if obstacle := _project_obstacle(model, stage, context, sources, one):
            return obstacle
    return Environment(path)


def _has_project(context: BuildContext, sources: Sources, installs: list[Install]) -> bool:
    """Whether the last install has brought the project itself, where it is a package."""
    last = installs[-1]
    file = sources.context_path(absolute("pyproject.toml", last.directory), last.run)
    project = read_project(context, parent(file)) if file is not None else None
    is_left_out = last.command.has_flag("no-install-project", "no-install-workspace", "no-install-local")
    return last.tool == "uv" and project is not None and not (is_left_out and installs_itself(project, "uv"))


def _is_used(model: SemanticModel, stage: Stage, path: str, last: Install) -> bool:
    """Whether what starts finds the packages: by PATH, by the path of a program, or as the user they were installed for."""
    final = stage.final_state
    if last.tool == "pip" and _is_of_user(model, stage, last, path):
        before = model.state_before(last.run)
        base = final.env.get("PYTHONUSERBASE")
        is_same = final.user == before.user or (final.is_root and before.is_root)
        is_theirs = is_same and final.env.get("HOME") == before.env.get("HOME")
        return base == before.env.get("PYTHONUSERBASE") and (is_theirs or bool(base))
    texts = [one.text for one in stage.instructions if one.keyword in ("CMD", "ENTRYPOINT")]
    relative = path.rpartition("/")[2] + "/bin/"
    return f"{path}/bin" in (final.env.get("PATH") or "").split(":") or any(relative in text for text in texts)


def _project_obstacle(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, one: Install
) -> Obstacle | None:
    """An interpreter of another version, or a project that is built on the spot and not only named."""
    if one.tool not in WITHOUT_PROJECT or not context.is_known:
        return None
    file = sources.context_path(absolute("pyproject.toml", one.directory), one.run)
    where = parent(file) if file is not None else None
    project = read_project(context, where) if where is not None else None
    if project is None or where is None:
        return Obstacle("there is no pyproject.toml where packages are installed", one.command.name_span)
    if one.tool == "uv" and (obstacle := _interpreter_obstacle(stage, context, project, where, one)):
        return obstacle
    return None


def is_pure(context: BuildContext, project: Project) -> bool:
    """Whether an editable install only says where the sources are, which the runtime stage has at the same place."""
    hooks = (("tool", "poetry", "build"), ("tool", "hatch", "build", "hooks"), ("tool", "pdm", "build"))
    if any(project.table(*names) for names in hooks) or context.is_file(join(project.directory, "setup.py")):
        return False
    poetry = project.table("tool", "poetry")
    is_of_poetry = not project.backend and bool(poetry)  # which installs it by itself
    return (project.backend in _PURE_BACKENDS or is_of_poetry) and not poetry.get("build")


def _interpreter_obstacle(
    stage: Stage, context: BuildContext, project: Project, where: str, one: Install
) -> Obstacle | None:
    """uv fetches another interpreter where the image's does not fit, and that would not be copied."""
    if (stage.final_state.env.get("UV_PYTHON_DOWNLOADS") or "").lower() in ("never", "0", "false"):
        return None
    version = stage.facts.version[:2] if stage.facts is not None else ()
    if len(version) < 2:
        return Obstacle("which version of Python the image has is not known", one.command.name_span)
    pin = context.read(join(where, ".python-version")) or ""
    wanted = pin.split()[0] if pin.split() else ""
    if wanted and tuple(wanted.split(".")[:2]) != tuple(str(number) for number in version):
        return Obstacle(f"`.python-version` asks for `{wanted}`, which the image does not have", one.command.name_span)
    requires = project.table("project").get("requires-python")
    if isinstance(requires, str) and not _accepts(requires, (version[0], version[1])):
        return Obstacle(f"whether the image's Python meets `{requires}` is not known", one.command.name_span)
    return None


def _accepts(requires: str, version: tuple[int, int]) -> bool:
    """Whether a version is within clauses like `>=3.11`, `<4`, `==3.12.*`, `~=3.12`; one that cannot be read is not met."""
    import re

    for clause in requires.split(","):
        match = re.fullmatch(r"(>=|<=|<|>|==|~=|!=)\s*(\d+)(?:\.(\d+))?(?:\.(?:\d+|\*))?", clause.strip())
        if match is None:
            return False
        wanted = (whole_number(match[2]), whole_number(match[3] or "0"))
        is_met = {
            ">=": version >= wanted, "<": version < wanted, ">": version > wanted, "<=": version <= wanted,
            "==": version == wanted, "~=": version[0] == wanted[0] and version >= wanted, "!=": version != wanted,
        }[match[1]]  # fmt: skip
        if not is_met:
            return False
    return True


# An environment that is made


def _made(
    model: SemanticModel, stage: Stage, context: BuildContext, steps: Steps, installs: list[Install]
) -> Environment | Obstacle:
    """Make an environment in front of the first install, and let uv use it."""
    first = installs[0].run
    version = stage.facts.version if stage.facts is not None else ()
    making = _making(version)
    if making is None:
        written = ".".join(str(number) for number in version)
        return Obstacle(
            f"an environment of Python {written} would have an older pip than the image", first.keyword_span
        )
    if any(MADE in one.text for one in stage.instructions):
        return Obstacle(f"`{MADE}` is used for something else", first.keyword_span)
    for transfer in stage.of(Transfer):
        if _brings_packages(model, transfer):
            return Obstacle("packages beside the interpreter may come from another stage", transfer.keyword_span)
    sources = Sources(model, stage, context)
    for one in installs:
        if one.tool == "poetry" and (obstacle := _project_obstacle(model, stage, context, sources, one)):
            return obstacle
    text = model.dockerfile.text
    downloads = "pip install" in making[0]
    start = (first if downloads else _above_sources(stage, sources, first)).block_start
    newline = model.dockerfile.newline
    told = " UV_SYSTEM_PYTHON=0" if any(_is_system(model.state_before(one.run)) for one in steps.installs) else ""
    lines = (making[0], f"ENV VIRTUAL_ENV={MADE} PATH={MADE}/bin:$PATH{told}")
    edits = [Edit(Span(start, start), "".join(f"{like(first, line)}{newline}" for line in lines))]
    for one in steps.installs:
        flag = one.command.flag("system") if one.tool in ("uv pip", "pipenv") else None
        if flag is not None and one.tool == "uv pip":
            span = flag.word.span
            edits.append(Edit(Span(span.start - (text[span.start - 1] == " "), span.end), ""))
    return Environment(MADE, tuple(edits), making[1])


def _making(version: tuple[int, ...]) -> tuple[str, str] | None:
    """The RUN that makes an environment whose pip is no older than the image's, and what to check of it; None where that is
    not known."""
    if not version or version == (3,) or version >= FIRST_VERSION:
        return f"RUN python -m venv {MADE}", ""
    minor = (2, 7) if version == (2,) else version[:2]
    patch = version[2] if len(version) > 2 else None
    if minor not in _MINDS_PYTHON or (patch is not None and patch < _MINDS_PYTHON[minor]):
        return None
    if minor[0] == 2:
        return _FOR_PYTHON_2, "the environment has the pip and setuptools that virtualenv brings"
    return _OLD_PIP, "the environment has the image's pip, and the last setuptools before 58"


def _above_sources(stage: Stage, sources: Sources, first: Run) -> Instruction:
    """The COPY of a directory that the environment can be made in front of, so that an edit of what it brings leaves it as it
    is; the install itself without one."""
    found: Instruction = first
    directories = {one.transfer for one in sources.brought if one.is_directory}
    for one in reversed([one for one in stage.instructions if one.index < first.index]):
        variables = [pair.key.value for pair in one.pairs] if isinstance(one, (Arg, Env)) else []
        if isinstance(one, (Run, User, Shell)) or any(_TELLS_PYTHON.match(name) for name in variables):
            break
        found = one if one in directories else found
    return found


def _brings_packages(model: SemanticModel, transfer: Transfer) -> bool:
    """Whether a copy from another stage or image may put something where the interpreter's own packages are."""
    if transfer.from_ is None or all(basename(word.value) in ("uv", "uvx") for word in transfer.sources):
        return False
    written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
    place = model.state_before(transfer).resolve(written) if written is not None else None
    if place is not None and inside(place, "/usr/local/bin") is not None and is_from_another_image(model, transfer):
        return any("*" in word.value or basename(word.value) in ("", "bin") for word in transfer.sources)
    return place is None or inside(place, "/usr/local") is not None or inside("/usr/local", place) is not None
