from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Related, Severity, rule
from dockwright.rules._installed import environments_of, is_pip
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.state import normalise
from dockwright.syntax import Copy
from dockwright.text import whole_number

_VERSION = lazy_pattern(r"/python(\d+)\.(\d+)(?=/|$)")


@rule(
    "python-version-mismatch",
    on=Copy,
    needs="from=",
    severity=Severity.ERROR,
    invalid=(
        Invalid(
            "FROM python:3.11 AS build\nRUN pip install flask\nFROM python:3.12-slim\n"
            "COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages\n",
            marked=("/usr/local/lib/python3.11/site-packages",),
        ),
        Invalid(
            "FROM python:3.12 AS build\nRUN pip install flask\nFROM python:3.12-slim\n"
            "COPY --from=build /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages\n",
            marked=("/usr/local/lib/python3.11/site-packages",),
        ),
        Invalid(
            "FROM python:3.12 AS build\nRUN python -m venv /venv\nFROM python:3.11-slim\nCOPY --from=build /venv /venv\n",
            marked=("/venv",),
            title="a virtual environment",
        ),
        Invalid(
            "FROM python:3.11 AS build\nRUN pip install --user flask\nFROM python:3.12-slim\nCOPY --from=build /root/.local /root/.local\n",
            marked=("/root/.local",),
            title="packages of a user",
        ),
        Invalid(
            "FROM python:3.11 AS build\nRUN pip install --prefix=/install flask\nFROM python:3.12-slim\nCOPY --from=build /install /usr/local\n",
            marked=("/install",),
        ),
    ),
    valid=(
        "FROM python:3.12 AS build\nRUN python -m venv /venv\nFROM python:3.12-alpine\nCOPY --from=build /venv /venv\n",
        "FROM python:3.12 AS build\nRUN python -m venv /venv\nFROM python:3-slim\nCOPY --from=build /venv /venv\n",
        "FROM python:3.12 AS build\nRUN pip install --user flask\nFROM python:3.12-slim\nCOPY --from=build /root/.local /root/.local\n",
        "FROM python:3.11 AS build\nRUN pip install --target=/deps flask\nFROM python:3.12-slim\nCOPY --from=build /deps /deps\n",
        "FROM python:3.11 AS build\nRUN pip wheel -w /wheels flask\nFROM python:3.12-slim\nCOPY --from=build /wheels /wheels\n",
        "FROM python:3.12 AS build\nFROM python:3.12-slim\n"
        "COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages\n",
        "FROM python:3 AS build\nFROM python:3-slim\nCOPY --from=build /usr/local/lib/python3.12/ /usr/local/lib/python3.12/\n",
        "FROM python:3.12 AS build\nFROM gcr.io/distroless/python3\nCOPY --from=build /usr/local/lib/python3.12/ /x/python3.12/\n",
        "FROM python:3.12 AS build\nFROM python:3.11\nENV PYTHONPATH=/lib/python3.12/x\nCOPY --from=build /lib/python3.12/x /lib/python3.12/x\n",
    ),
)  # fmt: skip
def python_version_mismatch(copy: Copy, model: SemanticModel) -> Iterator[Finding]:
    """Packages are copied into a directory that the Python of the image does not look into.

    ## Why is this bad?
    Each minor version of Python has a directory of its own. Packages in that of another version are not found, and those that
    were compiled would not load. A virtual environment, too, belongs to the minor version that made it.

    ## References
    - https://docs.python.org/3/library/site.html
    """
    stage = model.stage_of(copy)
    facts = stage.facts if stage is not None else None
    if copy.from_ is None or copy.destination is None or stage is None or facts is None or facts.family != "python":
        return
    if len(facts.version) < 2 or "PYTHONPATH" in stage.final_state.env:
        return
    has = ".".join(str(part) for part in facts.version[:2])
    related = (Related(stage.from_.image.span, "the image"),) if stage.from_ is not None and stage.from_.image else ()
    origin = _origin(copy, stage)
    path = model.expand(copy.sources[0], copy) if origin is not None else None
    made = origin.facts.version[:2] if origin is not None and origin.facts is not None else ()
    if origin is not None and path is not None and made != facts.version[:2]:
        what = _what(normalise(path), origin, model)
        if what:
            message = f"the {what} of Python {made[0]}.{made[1]}, and the image has {has}"
            yield Finding(copy.sources[0].span, message, (), related)
    target = _VERSION.search(copy.destination.value)
    if target is None or not copy.destination.value.startswith("/usr/local/lib/"):
        return
    if (whole_number(target[1]), whole_number(target[2])) != facts.version[:2]:
        yield Finding(copy.destination.span, f"the image has Python {has}, which does not look there", (), related)


def _origin(copy: Copy, stage: Stage) -> Stage | None:
    """The stage that a single path is copied from, where its minor version of Python is known."""
    origin = stage.origin_of(copy)
    facts = origin.facts if origin is not None else None
    if facts is None or facts.family != "python" or len(facts.version) < 2 or len(copy.sources) != 1:
        return None
    return origin


def _what(path: str, origin: Stage, model: SemanticModel) -> str:
    """What lies at the path and belongs to one version, with the verb; "": nothing that is known."""
    if _is_environment(path, origin, model):
        return "environment is"
    return "packages are" if _holds_packages(path, origin, model) else ""


def _is_environment(path: str, origin: Stage, model: SemanticModel) -> bool:
    """Whether the image's own Python made a virtual environment there."""
    made = [one for one in environments_of(model, origin) if one.path == path]
    if not made or made[-1].command.name not in ("python", "python3", "virtualenv"):
        return False
    return not any(flag.name in ("p", "python") for flag in made[-1].command.flags)


def _holds_packages(path: str, origin: Stage, model: SemanticModel) -> bool:
    """Whether pip installs below the path, in the directory of its own version: `--prefix`, `--user`."""
    for one in origin.lineage:
        for command in one.commands:
            if (
                not is_pip(command)
                or command.name.endswith("2")
                or "install" not in [word.value for word in command.arguments[:3]]
            ):
                continue
            prefix = command.flag_value("prefix")
            if prefix is not None and prefix.is_literal and normalise(prefix.value) == path:
                return True
            user = model.state_before(command.instruction).user or "root"
            if command.has_flag("user") and path == (
                "/root/.local" if user in ("root", "0") else f"/home/{user}/.local"
            ):
                return True
    return False
