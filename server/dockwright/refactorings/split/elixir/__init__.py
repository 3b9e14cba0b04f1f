"""Elixir: a release has all that runs, the machine of Erlang among it; it moves to a small image of the same system.

Without `mix release` Mix itself starts the application, which needs the sources and all tools: then nothing is offered.

Sources: https://hexdocs.pm/mix/Mix.Tasks.Release.html, the Dockerfile that `mix phx.gen.release --docker` writes (Phoenix 1.8).
"""

from __future__ import annotations

import re
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.refactorings.mounts import hides
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.base_image import image_of
from dockwright.refactorings.split.elixir.releases import Release, releases_of, started
from dockwright.refactorings.split.model import Base, Build, Copied, Needs, Obstacle
from dockwright.refactorings.split.script import StartScript, start_script
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start, several_programs
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import Env
from dockwright.text import whole_number

_TOOLS = frozenset({"mix", "iex", "elixir", "erl", "rebar3"})
_RELEASES = ("bookworm", "trixie")
"""Debian releases with the same OpenSSL, which packages can be installed on."""

_UBUNTU_RELEASES = ("jammy", "noble", "resolute")

_DEBIAN = ("ca-certificates", "libncurses6", "libstdc++6", "openssl")
_ALPINE = ("libstdc++", "ncurses-libs", "openssl")
_NEEDLESS = frozenset({"elixir", "erlang", "erlang-dev", "libc6-dev", "libc-dev", "musl-dev", "linux-libc-dev", "libstdc++-dev",
                       "nodejs", "npm", "yarn"})  # fmt: skip
_OTP = re.compile(r"otp-(\d+)")
_OLDEST_OTP = 26
"""Images with an older Erlang are on an older Debian, whatever the version of Elixir is."""

_NATIVE = frozenset(
    {"elixir_make", "rustler", "rustler_precompiled", "cc_precompiler", "jiffy", "fast_yaml", "fast_xml", "fast_tls"}
)
_STRANGERS = frozenset({"exla", "evision", "torchx", "wx", "chromic_pdf", "pdf_generator", "puppeteer_pdf", "wallaby"})
_PROGRAMS = {"mogrify": ("convert",), "ffmpex": ("ffmpeg",), "git_cli": ("git",)}
_STARTS = re.compile(
    r"\b(?:System\.(?:cmd|find_executable)|Port\.open|Rambo\.run|MuonTrap\.cmd)\s*(?:\(\s*)?(?:['\"~c]*[\"']([^\"'\s]*)|(\S))"
)
_SCRIPTS = re.compile(r"(?:\bSystem\.shell|:os\.cmd)\s*(?:\(\s*)?(?:~c)?(?:\"([^\"\n]*)\"|'([^'\n]*)'|(\S))")
_HOLE = re.compile(r"#\{[^}\n]*\}")
_COMPUTED_READ = re.compile(
    r"^(?!\s*@|[^\n]*\b(?:app_dir|priv_dir)\b)[^\n]*\bFile\.(?:read|stream|open|ls|ls_r|cp|cp_r|stat|exists\?|dir\?|regular\?)!?(?:\(\s*|[ \t]+)[^\"\s]",
    re.MULTILINE,
)
"""A file whose name is no literal, nor in the directory of the application; attributes of modules are worked out while compiling."""

_READS = re.compile(
    r"(?:\b(?:File\.(?:read|stream|open|exists\?|ls|ls_r|dir\?|l?stat|cp|cp_r|regular\?|cd|rename|rm|rm_rf)!?|EEx\.eval_file"
    r"|Code\.(?:eval|require|compile)_file)|:file\.(?:read_file|consult|open|list_dir|set_cwd|eval|script))"
    r"\s*(?:\(\s*)?(?:~c)?[\"']([^\"'#]+)[\"']"
)
_PATTERNS = re.compile(r"\bPath\.wildcard\s*(?:\(\s*)?\"([^\"#*?{\[\n]+)/[^\"#/\n]*[*?{\[]")
"""The directory that a pattern names in full."""

_WRITES = re.compile(r"\bFile\.(?:write|touch|mkdir|mkdir_p)!?\s*(?:\(\s*)?\"([^\"#]+)\"")
_LOADS = re.compile(r":erlang\.load_nif\b")
_COMPUTES = "which programs are started is computed: see that the image has them"
_MOST_FILES = 3000


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """The release that the stage makes, when it is what starts."""
    program = basename(start.program)
    if program in _TOOLS:
        words = " ".join((program, *start.arguments[:1]))
        tool, task = ("rebar3", "rebar3 release") if _is_of_erlang(stage) else ("Mix", "mix release")
        reason = f"`{words}` needs {tool} and all sources when it starts: `{task}` would make an image without them"
        return Obstacle(reason, start.span)
    rebar = next((one for one in stage.commands if one.name == "rebar3"), None)
    if rebar is not None and _is_of_erlang(stage):
        return Obstacle("a release that `rebar3` makes is not followed", rebar.span)
    sources = Sources(model, stage, context)
    found = releases_of(model, stage, context, sources, start)
    if isinstance(found, Obstacle):
        return found
    if not found:
        reason = "no release is made here" if _is_of_erlang(stage) else "no `mix release` is here"
        return Obstacle(reason, stage.base_span)
    script = start_script(start, sources, context)
    if isinstance(script, Obstacle):
        return script
    if script is not None and _TOOLS & {basename(one) for one in script.programs}:
        return Obstacle("the start script runs Mix", start.span)
    release = started(found, start, script)
    if release is None:
        return Obstacle(f"`{start.program}` is not in the release that the build makes", start.span)
    if any(inside(start.state.resolve(one[0]) or "", release.path) is None for one in start.before):
        return several_programs(start)
    if hides(release.run, model.state_before(release.run).workdir or "/", release.path, release.made):
        return Obstacle("the release lies in a mount, so it is not in the image", release.run.keyword_span)
    base = _base(stage, facts)
    if isinstance(base, Obstacle):
        return base
    return _build(model, stage, context, sources, start, script, facts, release, base)


def _is_of_erlang(stage: Stage) -> bool:
    """Whether a project is built without Mix."""
    return all(one.name != "mix" for one in stage.commands)


def _base(stage: Stage, facts: BaseImage) -> Base | Obstacle:
    """The small image of the same system."""
    span = stage.base_span
    image = stage.base
    otp = _OTP.search(image.tag or "") if image is not None else None
    is_named = image is not None and facts.release and facts.release in (image.tag or "")
    if otp is not None and whole_number(otp[1]) < _OLDEST_OTP and not is_named:
        return Obstacle("which release of Debian an image with this Erlang has is not known", span, ships=True)
    if facts.os == "debian" and facts.release in _RELEASES:
        return runtime_bases.debian_slim(facts.release)
    if facts.os == "alpine" and facts.release:
        return runtime_bases.alpine(facts.release)
    if facts.os == "ubuntu" and facts.release in _UBUNTU_RELEASES:
        like = runtime_bases.debian_slim()
        return like._replace(name="ubuntu", image=f"ubuntu:{facts.release}", os="ubuntu", release=facts.release)
    if facts.release:
        return Obstacle(f"which packages Erlang needs on `{facts.release}` is not known", span, ships=True)
    return Obstacle(
        f"which release of its system `{image_of(stage)}` has is not known: a tag of `hexpm/elixir` tells it",
        span,
        ships=True,
    )


def _build(
    model: SemanticModel, stage: Stage, context: BuildContext, sources: Sources, start: Start, script: StartScript | None,
    facts: BaseImage, release: Release, base: Base,
) -> Build | Obstacle:  # fmt: skip
    copies = [Copied(release.path, release.path, True)]
    if script is not None and inside(script.path, release.path) is None:
        copies.append(Copied(script.path, script.path))
    notes: list[str] = []
    programs = dict.fromkeys(basename(one) for one in (script.programs if script is not None else ())
                             if basename(one) not in (release.name, "sh", "bash"))  # fmt: skip
    if context.is_known:
        obstacle = _read(context, sources, start, release, copies, programs, notes)
        if obstacle is not None:
            return obstacle
    else:
        notes.append("the build context was not read: what the application reads and starts is not known")
    own = {pair.key.value for one in stage.of(Env) for pair in one.pairs}
    return Build(
        ecosystem="elixir",
        copies=tuple(dict.fromkeys(copies)),
        last=release.run,
        sources=release.directory,
        needs=Needs(
            certificates=True,
            libraries=True,
            shell=True,
            bash=script is not None and script.shell == "bash",
            programs=tuple(programs),
            packages=_ALPINE if facts.os == "alpine" else _DEBIAN,
        ),
        bases=(base,),
        extra=() if "LANG" in own else ("ENV LANG=C.UTF-8",),
        notes=tuple(dict.fromkeys(notes)),
        needless=_NEEDLESS,
        kept_variables=("MIX_ENV", "ERL_*", "RELEASE_*"),
    )


def _read(
    context: BuildContext, sources: Sources, start: Start, release: Release, copies: list[Copied], programs: dict[str, None],
    notes: list[str],
) -> Obstacle | None:  # fmt: skip
    """What packages and sources need of the system, and files that are named in the sources."""
    from dockwright.projects.mix import code, locked_packages
    from dockwright.projects.shell_programs import programs_of

    project = release.project
    names = set(locked_packages(context, project.directory)) if project is not None else set[str]()
    if stranger := sorted(names & _STRANGERS):
        return Obstacle(f"what the package `{stranger[0]}` needs when it runs is not known", start.span, ships=True)
    if project is not None and re.search(r"include_erts:\s*(?!true)", project.text):
        return Obstacle("the release has no machine of Erlang of its own (`include_erts`)", start.span)
    if project is not None and re.search(r":(?:wx|odbc|observer|megaco)\b", project.text):
        return Obstacle("the release has an application of Erlang that needs more libraries", start.span, ships=True)
    for name in sorted(names):
        programs.update(dict.fromkeys(_PROGRAMS.get(name, ())))
    if names & _NATIVE:
        notes.append("see that packages with native code find their libraries")
    if "ecto_sql" in names:
        notes.append("tasks of Mix are no longer in the image: migrations run by `eval` of the release")
    paths = [path for path in context.sent_files(project.directory if project is not None else "")
             if path.endswith((".ex", ".eex", ".heex")) and not path.startswith(("deps/", "_build/", "test/"))]  # fmt: skip
    for path in paths[:_MOST_FILES]:
        text = code(context.read(path) or "")
        if _COMPUTED_READ.search(text) is not None:
            notes.append(f"files are opened whose names are computed: see that the image has them ({path})")
        for match in _SCRIPTS.finditer(text):
            found = programs_of(_HOLE.sub("{}", match[1] or match[2] or "$")) if match[3] is None else None
            programs.update(dict.fromkeys(basename(one) for one in found or ()))
            if found is None:
                notes.append(_COMPUTES)
        for match in _STARTS.finditer(text):
            name = basename(match[1]) if match[1] else ""
            if name and re.fullmatch(r"[\w.-]+", name):
                programs[name] = None
            else:
                notes.append(_COMPUTES)
        if _LOADS.search(text) is not None:
            notes.append(f"a library is loaded: see that the new image has it ({path})")
        written = (match[1].rpartition("/")[0] for match in _WRITES.finditer(text))
        read = (match[1] for pattern in (_READS, _PATTERNS) for match in pattern.finditer(text))
        for name in (*read, *filter(None, written)):
            place = start.state.resolve(name)
            source = sources.context_path(place) if place is not None else None
            if place is not None and source and context.exists(source) and inside(place, release.path) is None:
                copies.append(Copied(place, place, context.is_dir(source)))
    return None
