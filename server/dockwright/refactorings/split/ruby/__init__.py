"""Ruby: gems are installed and pages built by a builder, and the small image of the same Ruby runs them.

Copied are the directory of the gems and the application, at the same places. What gems need of the system is told by tables, and
by what the file installs; what the full image may have had beside that is to be checked.

Sources: https://github.com/docker-library/ruby, https://guides.rubyonrails.org/7_1_release_notes.html (its Dockerfiles).
"""

from __future__ import annotations

import re
from posixpath import basename, normpath

from dockwright.context import BuildContext, join, parent
from dockwright.knowledge.base_images import BaseImage, may_be_archived
from dockwright.knowledge.os_packages import PROGRAM_OF_PACKAGE, is_build_only, runtime_of
from dockwright.knowledge.ruby_gems import DEVELOPMENT, DEVELOPMENT_TOOLS, LOADED, PROGRAMS, STRANGERS
from dockwright.knowledge.slim_tags import BUILDPACK_ONLY
from dockwright.projects.bundler import locked_gems
from dockwright.refactorings.mounts import hides
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.packages import FETCHERS, Installed, installed
from dockwright.refactorings.split.ruby.application import application_of
from dockwright.refactorings.split.ruby.sources import OF_BUILDS, adding
from dockwright.refactorings.split.ruby.steps import BUNDLE, BUNDLERS, Steps, steps_of
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start, several_programs
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Env, Run, Transfer
from dockwright.text import whole_number

_NEEDLESS = frozenset({"ruby-dev", "libc6-dev", "libc-dev", "musl-dev", "linux-libc-dev", "libstdc++-dev", "linux-headers",
                       "libyaml-dev", "libffi-dev", "libssl-dev", "libgmp-dev", "zlib1g-dev"})  # fmt: skip
"""Development packages whose libraries Ruby itself needs, so that every image of it has them."""

_OLDEST = (2, 1)
"""The first version with a small image; `2` alone is the last of its kind."""

_WITH_ZONES = frozenset({"jessie", "stretch", "buster", "bullseye", "bookworm"})
"""Releases of Debian whose small image has the time zones; the full image has them on any, Alpine's only when installed."""

_FINISHED = frozenset({"production", "staging"})
_FIRST_TASKS = frozenset({"db:create", "db:migrate", "db:prepare", "db:seed", "log:clear", "tmp:clear"})
_STARTED = re.compile(r"(?:\b(?:system|exec|spawn|popen[23]?|capture[23]e?)\b\W{1,3}|`|%x[\[({|])\s*([A-Za-z][\w-]*)")
_SYSTEM_LIBRARIES = re.compile(r"use-system-libraries|USE_SYSTEM_LIBRARIES|force_ruby_platform|FORCE_RUBY_PLATFORM")
_MOST_FILES = 3000


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """Where the gems and the application are, and what they need; an obstacle when that is not known."""
    if facts.family != "ruby":
        return Obstacle("only images of `ruby` itself are known well enough", stage.base_span)
    sources = Sources(model, stage, context)
    application = application_of(model, stage, start, sources)
    if isinstance(application, Obstacle):
        return application
    steps = steps_of(model, stage, application)
    if isinstance(steps, Obstacle):
        return steps
    base = runtime_bases.small_interpreter(stage, facts)
    if isinstance(base, Obstacle):
        return base
    base = base._replace(has_zones=facts.release in _WITH_ZONES)
    packages, computed = installed(stage.commands)
    if computed is not None:
        return Obstacle("which packages are installed is computed", computed.span)
    if facts.variant != "full" and not _keeps_compilers(model, stage):
        reason = "the base image is small, and no compiler stays in it: nothing could be left behind"
        return Obstacle(reason, stage.base_span)
    script = start_script(start, sources, context, frozenset({"ruby"}))
    if isinstance(script, Obstacle):
        return script
    if obstacle := _start_obstacle(start, script, context, sources, application):
        return obstacle
    if len(facts.version) > 1 and facts.version[:2] < _OLDEST:
        return Obstacle("the image is so old that there is no small one of it", stage.base_span)
    return _build(model, stage, context, sources, start, script, facts, base, steps, packages, application)


def _keeps_compilers(model: SemanticModel, stage: Stage) -> bool:
    """Whether a layer holds packages that only a build needs, also when a later RUN removes them."""
    runs = [installed(list(model.commands(run)))[0] for run in stage.of(Run)]
    return any(is_build_only(one.name) and one.name not in FETCHERS for found in runs for one in found)


def _start_obstacle(
    start: Start, script: StartScript | None, context: BuildContext, sources: Sources, application: str
) -> Obstacle | None:
    """Why what starts is no finished application."""
    if not all(_may_run_first(list(one), application) for one in start.before):
        return several_programs(start)
    words = _without_bundler([start.program, *start.arguments])
    if basename(start.program) in BUNDLERS and words[:1] in ([], ["install"], ["check"], ["update"]):
        return Obstacle("the container installs gems when it starts", start.span)
    program = basename(words[0]) if words else ""
    programs = {program, *(basename(one) for one in (script.programs if script is not None else ()))}
    tool = next((one for one in sorted(programs) if one in DEVELOPMENT_TOOLS), None)
    if tool is not None:
        return Obstacle(f"`{tool}` is for development, not for a finished image", start.span)
    if program == "ruby" and len(words) == 1:
        return Obstacle("the container starts an interpreter that waits for input", start.span)
    if program == "rake" or (program == "rails" and words[1:2] in (["console"], ["c"], ["test"], ["runner"], ["db"])):
        return Obstacle(f"`{' '.join(words[:2])}` is no application that is served", start.span)
    if any(word == "development" or word.endswith("=development") for word in words):
        return Obstacle("the application starts for development", start.span)
    place = sources.context_path(f"{application}/config/application.rb") if context.is_known else None
    is_rails = program == "rails" or (place is not None and context.is_file(place))
    is_told = any(word in _FINISHED or word.endswith(tuple(f"={one}" for one in _FINISHED)) for word in words)
    if (
        is_rails
        and not is_told
        and not any(start.state.env.get(name) in _FINISHED for name in ("RAILS_ENV", "RACK_ENV"))
    ):
        return Obstacle("Rails starts for development: there is no `RAILS_ENV=production`", start.span)
    return None


def _without_bundler(argv: list[str]) -> list[str]:
    """The words of a command as bundler runs them."""
    words = [basename(argv[0]), *argv[1:]]
    return words[1 + (words[1:2] == ["exec"]) :] if words[0] in BUNDLERS else words


def _may_run_first(argv: list[str], application: str) -> bool:
    """Whether a command in front of the start needs only the application: it tidies up there, or works on the database."""
    words = _without_bundler(argv)
    operands = [one for one in words[1:] if not one.startswith("-")]
    if words[0] == "rm":
        places = (one if one.startswith("/") else f"{application}/{one}" for one in operands)
        return all("$" not in one and inside(normpath(one), application) for one in places)
    return words[0] in ("rails", "rake") and bool(operands) and all(one in _FIRST_TASKS for one in operands)


def _build(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, start: Start, script: StartScript | None,
    facts: BaseImage, base: Base, steps: Steps, packages: tuple[Installed, ...], application: str,
) -> Build | Obstacle:  # fmt: skip
    places = _gem_places(model, stage, steps, application)
    if isinstance(places, Obstacle):
        return places
    for command, run, _ in steps.installs:
        if hides(run, model.state_before(run).workdir or "/", *places):
            return Obstacle("the gems lie in a mount, so they are not in the image", command.name_span)
    for transfer in stage.of(Transfer):
        written = model.expand(transfer.destination, transfer) if transfer.destination is not None else None
        target = model.state_before(transfer).resolve(written) if written is not None else None
        if target is None or (
            transfer.from_ is not None and inside(target, "/usr/local") is not None and inside(target, BUNDLE) is None
        ):
            return Obstacle("programs beside Ruby may come from another image", transfer.keyword_span, ships=True)
    needs = _needs(model, stage, context, sources, start, script, facts, base, steps)
    if isinstance(needs, Obstacle):
        return needs
    if may_be_archived(facts) and _installs(needs, base, packages):
        reason = "the image is so old that its packages are no longer where it looks for them"
        return Obstacle(reason, stage.base_span)
    copies = [Copied(place, place, True) for place in places if inside(place, application) is None]
    copies.append(Copied(application, application, True))
    return Build(
        ecosystem="ruby",
        copies=tuple(copies),
        last=_last(model, stage, steps, application),
        sources=application,
        needs=needs,
        bases=(base,),
        notes=_notes(base, facts, context),
        needless=_NEEDLESS | _of_pages(model, stage, context, sources, application),
        recommended=any(_brings_recommended(one) for one in packages),
        kept_variables=("BUNDLE_*", "RAILS_*"),
    )


def _of_pages(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, application: str
) -> frozenset[str]:
    """Packages of sources that the stage adds, which the runtime stage has not: package managers of Node, and Node itself unless
    a gem may run JavaScript with it."""
    if not any(adding(model, run) for run in stage.of(Run)):
        return frozenset()
    path = sources.context_path(f"{application}/Gemfile.lock")
    gems = locked_gems(context.read(path) or "") if path is not None and context.is_known else {}
    return OF_BUILDS | ({"nodejs"} if gems and "execjs" not in gems else frozenset[str]())


def _installs(needs: Needs, base: Base, packages: tuple[Installed, ...]) -> bool:
    """Whether the runtime stage may need a package of the system."""
    is_carried = any(
        one.name not in _NEEDLESS and (one.name.endswith("-dev") or not is_build_only(one.name)) for one in packages
    )
    return bool(needs.packages or needs.programs) or (needs.zones and not base.has_zones) or is_carried


def _last(model: SemanticModel, stage: Stage, steps: Steps, application: str) -> Run | Transfer:
    """The last instruction that the application depends on: also a copy into it behind the last build."""
    last: Run | Transfer = steps.last
    for one in stage.of(Transfer):
        written = model.expand(one.destination, one) if one.destination is not None else None
        target = model.state_before(one).resolve(written) if written is not None else None
        if one.index > last.index and target is not None and inside(target, application) is not None:
            last = one
    return last


def _gem_places(model: SemanticModel, stage: Stage, steps: Steps, application: str) -> tuple[str, ...] | Obstacle:
    """The directories that gems and bundler's settings are in."""
    found = {BUNDLE: None}
    for command, run, directory in steps.installs:
        env = model.state_before(run).env
        given = command.flag_value("path")
        told = [given.value] if given is not None else []
        told += [
            value for name in ("BUNDLE_PATH", "GEM_HOME") if (value := env.get(name)) and name in _own_names(stage)
        ]
        told += [word.value for one in stage.commands if one.name == "bundle" and one.subcommand == "config"
                 for word in one.arguments[-1:] if any(each.value == "path" for each in one.arguments)]  # fmt: skip
        for value in told:
            if "$" in value:
                return Obstacle("where gems are installed is computed", command.name_span)
            path = value if value.startswith("/") else join(directory, value)
            if path in ("/", "/usr", "/usr/local", "/root", "/home", "/var", "/opt"):
                return Obstacle(f"gems are installed into `{path}` among other things", command.name_span)
            found[path] = None
    return tuple(found)


def _own_names(stage: Stage) -> set[str]:
    return {pair.key.value for one in stage.of(Env) for pair in one.pairs}


def _needs(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, start: Start, script: StartScript | None,
    facts: BaseImage, base: Base, steps: Steps,
) -> Needs | Obstacle:  # fmt: skip
    """What gems and sources need of the system."""
    packages: dict[str, None] = {}
    programs: dict[str, None] = {}
    zones = facts.os == "debian"
    command, run, directory = steps.installs[-1]
    if context.is_known:
        path = sources.context_path(join(directory, "Gemfile.lock"), run)
        lock = context.read(path) if path is not None and context.sends(path) else None
        if path is None or lock is None:
            return Obstacle(
                "there is no Gemfile.lock: which gems are installed is not known", command.name_span, ships=True
            )
        zones = zones and _reads_zones(lock)
        found = _of_gems(lock, facts, stage, packages, programs)
        if found is not None:
            return Obstacle(found, command.name_span, ships=True)
        if re.search(r"^GIT$", lock, re.MULTILINE):
            programs["git"] = None
        programs.update(dict.fromkeys(_programs_of_sources(context, parent(path))))
    if facts.os == "alpine":
        packages["libstdc++"] = None
    if script is not None:
        programs.update(dict.fromkeys(basename(one) for one in script.programs))
    brought = frozenset(program for each in PROGRAM_OF_PACKAGE.values() for program in each)
    wanted = tuple(
        one for one in programs if one in BUILDPACK_ONLY | brought | {"ffmpeg", "graphviz"} and one not in base.programs
    )
    is_bash = script is not None and script.shell == "bash"
    return Needs(
        zones=zones,
        libraries=True,
        programs=wanted,
        packages=tuple(packages),
        shell=script is not None,
        bash=is_bash,
    )


def _reads_zones(lock: str) -> bool:
    """Whether a gem reads the time zones of the system: tzinfo does, without its data as a gem."""
    from dockwright.projects.bundler import locked_gems

    gems = locked_gems(lock)
    return "tzinfo" in gems and "tzinfo-data" not in gems


def _of_gems(
    lock: str, facts: BaseImage, stage: Stage, packages: dict[str, None], programs: dict[str, None]
) -> str | None:
    """Take in what the locked gems need; why that cannot be told, if so."""
    from dockwright.projects.bundler import locked_gems

    gems = locked_gems(lock)
    wanted: list[tuple[str, str]] = []
    for name in gems:
        if name in STRANGERS:
            return f"the gem `{name}` {STRANGERS[name]}"
        programs.update(dict.fromkeys(PROGRAMS.get(name, ())))
        wanted += [(name, one) for one in (*DEVELOPMENT.get(name, ()), *LOADED.get(name, ()))]
    texts = " ".join(one.text for one in stage.instructions)
    if "nokogiri" in gems and _SYSTEM_LIBRARIES.search(texts):
        wanted += [("nokogiri", "libxml2-dev"), ("nokogiri", "libxslt1-dev")]
    if "sqlite3" in gems and (tuple(whole_number(one) for one in re.findall(r"\d+", gems["sqlite3"])[:2]) < (1, 5)):
        wanted.append(("sqlite3", "libsqlite3-dev"))
    for name, library in wanted if facts.os == "debian" else ():
        runtime = runtime_of(library, facts.os, facts.release)
        if runtime is None:
            return f"what the gem `{name}` loads on this release is not known"
        packages.update(dict.fromkeys(runtime))
    return None


def _programs_of_sources(context: BuildContext, directory: str) -> list[str]:
    """Programs of the full image that the sources start by name."""
    found: dict[str, None] = {}
    read = 0
    for path in context.sent_files(directory):
        if not path.endswith((".rb", ".rake", ".erb", ".ru")) or "/node_modules/" in path or "/vendor/" in f"/{path}":
            continue
        read += 1
        if read > _MOST_FILES:
            break
        found.update(
            {match[1]: None for match in _STARTED.finditer(context.read(path) or "") if match[1] in BUILDPACK_ONLY}
        )
    return list(found)


def _brings_recommended(one: Installed) -> bool:
    is_left = is_build_only(one.name) or one.name in FETCHERS or one.name in _NEEDLESS
    return not is_left and one.command.name != "apk" and not one.command.has_flag("no-install-recommends")


def _notes(base: Base, facts: BaseImage, context: BuildContext) -> tuple[str, ...]:
    notes = []
    if facts.variant == "full":
        notes.append(f"see that no gem needs a library or program that only the full image has, not `{base.image}`")
    else:
        notes.append("see that no gem loads a library that came along with a compiler")
    if not context.is_known:
        notes.append("the build context was not read: which gems are installed is not known")
    return tuple(notes)
