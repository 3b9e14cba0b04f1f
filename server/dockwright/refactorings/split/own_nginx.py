"""Pages that are built in an image which has got nginx by its package manager: the image of nginx serves them as they are.

What is served keeps its absolute path, and the settings that the file brings are read in the same place. What Debian's package
would have served without settings, `/var/www/html`, goes to where the image of nginx looks.

Source: https://nginx.org/en/docs/http/ngx_http_core_module.html; Debian 13's package of nginx, whose pages were compared. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from dockwright.context import BuildContext
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.model import Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import installed, is_install
from dockwright.refactorings.split.sources import Sources, brought_by, inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.static_site import CONFIGURATION, ROOT
from dockwright.refactorings.split.strict_install import strict_installs
from dockwright.refactorings.split.variables import variables_used
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Arg, Env, Instruction, Run, Transfer, Workdir
from dockwright.text import Edit
from dockwright.values import NamedTuple

_SETTINGS = "/etc/nginx"
_PLACES = re.compile(r"/etc/nginx/(?:conf\.d|http\.d|sites-(?:available|enabled))(?:/(?:default|[\w.-]+\.conf))?/?")
"""Where packages of nginx look for server blocks."""

_OF_DEBIAN = "/var/www/html"
_FOREGROUND = ("-g", "daemon off;")
_DROPPED = frozenset({"CMD", "ENTRYPOINT", "USER", "WORKDIR", "SHELL", "VOLUME", "RUN", "COPY", "ADD"})
_SERVED = re.compile(r"(?<![\w-])(?:root|alias)\s+([^;\s]+)\s*;")
_ELSEWHERE = re.compile(
    r"(?<![\w-])(include\s+(?!/etc/nginx/mime\.types|mime\.types)\S+|ssl_certificate\w*|auth_basic_user_file|load_module|user\s|events\s*\{"
    r"|http\s*\{|fastcgi_pass|uwsgi_pass|geoip\w*|perl\w*|lua_\w+|more_\w+_headers|passenger_\w+)"
)
"""Directives that count on other files, or on modules that the image of nginx does not have; or that belong to nginx.conf."""

_OUTPUTS = frozenset({"_site", "build", "dist", "html", "out", "public", "site", "www"})
_MKDIR = re.compile(r"\bmkdir\s+-p((?:\s+[\w./-]+)+)")
_NOISE = re.compile(r"#[^\n]*")
_ABSOLUTE = re.compile(r"/[\w./-]+")


class _Settings(NamedTuple):
    """A file of server blocks."""

    transfer: Transfer
    source: str  # in the context, as the COPY writes it
    text: str


def examine_own(model: SemanticModel, stage: Stage, context: BuildContext, start: Start) -> Build | Obstacle | None:
    """The pages on the image of nginx; None where another program starts than the nginx of a package."""
    if basename(start.program) != "nginx":
        return None
    packages = {one.name for one in installed(stage.commands)[0]}
    if packages.isdisjoint({"nginx", "nginx-light", "nginx-full", "nginx-core"}):
        return None
    unknown = Obstacle("what the configuration of `nginx` serves is not followed", start.span)
    if start.before or start.beside or start.prefixes or start.state.is_root is False:
        return unknown
    needless = [one for one in stage.of(Run) if _is_about_nginx(model, one)]
    is_told = any("daemon off;" in one.text and _SETTINGS in one.text for one in needless)
    if start.arguments != _FOREGROUND and not (is_told and not start.arguments):
        return unknown
    settings = list(_settings(model, stage, context))
    if any(one is None for one in settings) or len(settings) > 1:
        return unknown
    touching = (one for one in stage.of(Run) if one not in needless and _SETTINGS in one.text)
    if (other := next(touching, None)) is not None:
        return Obstacle("what this does to the configuration of `nginx` is not followed", other.keyword_span)
    own = settings[0] if settings else None
    served = _served(stage, own)
    if not served or not context.is_known or not _are_made(model, stage, context, served, needless):
        return unknown
    left = frozenset({*needless, *((own.transfer,) if own is not None else ())})
    return _build(model, stage, context, start, own, served, left)


def _is_about_nginx(model: SemanticModel, run: Run) -> bool:
    """Whether a RUN does nothing but install nginx, take its default site away or keep it in the foreground."""
    script = model.script(run)
    if script.has_errors or run.heredocs:
        return False
    return bool(script.commands) and all(_belongs(one) for one in script.commands)


def _belongs(command: Command) -> bool:
    words = [one.value for one in command.arguments]
    if command.name in ("apt-get", "apt", "apk"):
        names = [one.name for one in installed([command])[0]]
        return all(one.startswith("nginx") for one in names) if is_install(command) else command.subcommand in _UPKEEP
    if command.name == "rm":
        return all(one.startswith(("-", "/var/lib/apt/", "/var/cache/", f"{_SETTINGS}/")) for one in words)
    if command.name == "mkdir":
        return all(one in ("-p", "/run/nginx", "/var/run/nginx") for one in words)
    if command.name == "ln":
        return all(one.startswith(("-", f"{_SETTINGS}/sites-", "/dev/std", "/var/log/nginx/")) for one in words)
    targets = [one.target.value for one in command.redirections if one.target is not None]
    return command.name == "echo" and "daemon off;" in " ".join(words) and targets == [f"{_SETTINGS}/nginx.conf"]


_UPKEEP = frozenset({"update", "clean", "autoclean", "autoremove"})


def _settings(model: SemanticModel, stage: Stage, context: BuildContext) -> Iterator[_Settings | None]:
    """The files that a COPY puts among the settings of nginx; None for what is more than one file of server blocks."""
    for one in stage.of(Transfer):
        brought = list(brought_by(model, one, context)) if one.from_ is None else []
        places = [each.target for each in brought]
        word = one.destination.value if one.destination is not None else ""
        if not word.startswith(_SETTINGS) and not any(inside(place, _SETTINGS) is not None for place in places):
            continue
        text = context.read(brought[0].source) if len(brought) == 1 and context.is_known else None
        is_plain = text is not None and not brought[0].is_directory and _PLACES.fullmatch(places[0]) and not one.flags
        has_others = text is not None and _ELSEWHERE.search(_NOISE.sub("", text)) is not None
        yield _Settings(one, one.sources[0].raw, text) if is_plain and not has_others and text is not None else None


def _served(stage: Stage, own: _Settings | None) -> tuple[str, ...]:
    """The directories that are served, absolute; () where they are not known."""
    if own is None:
        facts = stage.facts
        return (_OF_DEBIAN,) if facts is not None and facts.os in ("debian", "ubuntu") else ()
    found = tuple(dict.fromkeys(one.strip("\"'").rstrip("/") for one in _SERVED.findall(_NOISE.sub("", own.text))))
    return found if all(_ABSOLUTE.fullmatch(one) for one in found) else ()


def _are_made(
    model: SemanticModel, stage: Stage, context: BuildContext, served: tuple[str, ...], needless: list[Run]
) -> bool:
    """Whether commands write what is served, and no sources lie among it."""
    sources = Sources(model, stage, context)
    texts = [one.text for one in stage.of(Run) if one not in needless]
    for path in served:
        if (
            any(inside(one.target, path) is not None for one in sources.brought)
            or sources.context_path(path) is not None
        ):
            return False
        is_output = basename(path) in _OUTPUTS and any(inside(path, one) for one in _directories(stage))
        if not is_output and not any(path in text for text in texts):
            return False
    return True


def _directories(stage: Stage) -> list[str]:
    """The directories that the stage works in, but for the root."""
    places = (stage.model.state_after(one).workdir for one in stage.of(Workdir))
    return [one for one in places if one is not None and one != "/"]


def _made_anew(stage: Stage, served: tuple[str, ...], left: frozenset[Instruction]) -> Edit | None:
    """The directories that the package would have made, in place of the RUN that installs it and nothing else."""
    runs = [one for one in stage.of(Run) if one not in left]
    made = " ".join(match for one in runs for match in _MKDIR.findall(one.text)).split()
    missing = [
        one for one in served if one not in made and not any(inside(one, place) for place in _directories(stage))
    ]
    install = next(
        (one for one in left if isinstance(one, Run) and "nginx" in one.text and "install" in one.text), None
    )
    install = install or next((one for one in left if isinstance(one, Run) and "apk" in one.text), None)
    if not missing or install is None:
        return None
    return Edit(install.span, f"{install.cased('RUN')} mkdir -p {' '.join(missing)}")


def _build(
    model: SemanticModel,
    stage: Stage,
    context: BuildContext,
    start: Start,
    own: _Settings | None,
    served: tuple[str, ...],
    left: frozenset[Instruction],
) -> Build:
    steps = (one for one in stage.instructions if isinstance(one, (Run, Transfer)) and one not in left)
    kept = (one for one in stage.instructions if isinstance(one, (Env, Arg)) or one.keyword not in _DROPPED | {"FROM"})
    anew = _made_anew(stage, served, left)
    notes = [
        "the image of nginx has its own version, modules and nginx.conf: see that the site needs none of the old image's",
        "requests and errors are logged to the container's output",
    ]
    if own is None:
        notes.append(f"what was in `{_OF_DEBIAN}` is in `{ROOT}`, where the image of nginx looks")
    return Build(
        ecosystem="node",
        copies=tuple(Copied(one, ROOT if own is None else one, True) for one in served),
        last=max(steps, key=lambda one: one.index),
        sources=start.directory if start.directory != "/" else dirname(served[0]),
        needs=Needs(),
        bases=(runtime_bases.nginx(False),),
        edits=(*strict_installs(model, stage, context, Sources(model, stage, context)), *filter(None, (anew,))),
        dropped=_DROPPED,
        extra=(f"COPY {own.source} {CONFIGURATION}",) if own is not None else (),
        only_variables=variables_used(kept),
        needless_runs=frozenset(one for one in left if anew is None or one.span != anew.span),
        notes=tuple(notes),
        needless=frozenset(one.name for one in installed(stage.commands)[0]),
    )
