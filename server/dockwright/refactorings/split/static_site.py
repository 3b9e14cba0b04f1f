"""Static sites: what a Node build leaves behind is files, and a web server without Node can serve them.

Sources: the documentation of nginx (try_files, listen). Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import BaseImage
from dockwright.knowledge.builders import AS_BUILDAH, HERE_DOCUMENTS
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.projects.gatsby import more_than_files
from dockwright.projects.node import Package, read_package
from dockwright.projects.node_build import outputs_of
from dockwright.projects.package_scripts import EXECUTORS, RUNNERS, Step, script_named, steps_of
from dockwright.projects.static_servers import SERVE_SETTINGS, Serving, served, serving
from dockwright.projects.static_site import BUILD_PROGRAMS, Site, docusaurus_base, pages_of, preview_of, site_of
from dockwright.projects.workspace_builds import TASK_RUNNERS, sites_of
from dockwright.refactorings import frontend
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.model import Build, Copied, Needs, Obstacle, Port
from dockwright.refactorings.split.packages import installed
from dockwright.refactorings.split.places import located
from dockwright.refactorings.split.sources import Sources, inside
from dockwright.refactorings.split.start import Start
from dockwright.refactorings.split.strict_install import strict_installs
from dockwright.refactorings.split.variables import variables_used
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Arg, Env, Expose, Instruction, Run, Transfer, User
from dockwright.text import whole_number
from dockwright.values import NamedTuple

ROOT = "/usr/share/nginx/html"
_BELOW = lazy_pattern(r"/(?:[\w.-]+/)+", re.ASCII)
CONFIGURATION = "/etc/nginx/conf.d/default.conf"
TEMPLATE = "/etc/nginx/templates/default.conf.template"
"""What the image of nginx fills variables into when a container starts, and puts in the place of its configuration."""

SERVES_NOTHING = "the start command serves no static files, and nothing that is known to be built here"
"""The reason where the start command is neither of a web server nor of anything that is known."""

_DEVELOPMENT = words("vite webpack-dev-server react-scripts ng vue-cli-service next nuxt gatsby astro parcel webpack")
_BUILD_WORDS = ("build", "generate", "export")
_SERVED_BY = words("serve http-server vite docusaurus gatsby pm2 python python3 sirv sirv-cli angular-http-server")
_SHOWN = ("vite preview", "astro preview", "vitepress preview")
"""Servers that show what their framework built, wherever its configuration had it written."""

LISTING = frozenset({"serve", "http-server", "http.server"})
"""Servers that show what is in a directory."""

_PACKAGES = {"pm2 serve": "pm2", "gatsby serve": "gatsby-cli", "sirv": "sirv-cli"}
"""By server: the package that is installed for it, where it has another name."""

_WORKSPACE_TOOLS = TASK_RUNNERS | {"nx"}
_DROPPED = frozenset({"CMD", "ENTRYPOINT", "USER", "WORKDIR", "SHELL", "VOLUME", "RUN", "COPY", "ADD"})


def examine(
    model: SemanticModel, stage: Stage, context: BuildContext, start: Start, facts: BaseImage, settings: Settings
) -> Build | Obstacle:
    """What the stage builds and how it is served; an obstacle when these are not static files."""
    return Examiner(model, stage, context, start, settings).examine()


class Output(NamedTuple):
    """The files that are served."""

    directory: str  # absolute
    site: Site | None  # None: the context is not known, or another tool makes the files
    is_made: bool = False  # by commands of which nobody knows what they write


class Examiner:
    """What a stage builds and what it serves, looked at one by one."""

    def __init__(
        self, model: SemanticModel, stage: Stage, context: BuildContext, start: Start, settings: Settings
    ) -> None:
        self.model = model
        self.stage = stage
        self.context = context
        self.start = start
        self.settings = settings
        self.sources = Sources(model, stage, context)

    def examine(self) -> Build | Obstacle:
        package = self.package(self.start.directory)
        found = self.serving(package)
        if isinstance(found, Obstacle):
            return found
        output = self.output(found, normpath(join(self.start.directory, found.directory)))
        if isinstance(output, Obstacle):
            return output
        found = found._replace(base=self._base(found, package, output.site))
        obstacle = self.settings_obstacle(found, package, output.directory, output.site)
        if obstacle is not None:
            return obstacle
        return self.build(found, output)

    def _base(self, found: Serving, package: Package | None, site: Site | None) -> str:
        """The URL path that the server puts in front of the files, where nginx can do so; "" for none."""
        base: str | None = ""
        if found.tool == "vite preview" and site is not None:
            base = site.base
        elif found.tool == "docusaurus serve" and package is not None:
            base = docusaurus_base(self.context, package)
        base = _closed(base or "")
        return base if _BELOW.fullmatch(base) else ""

    def output(self, found: Serving, served: str) -> Output | Obstacle:
        """What the last build writes, where that is the directory that is served."""
        builds = self.builds()
        if not builds:
            return Obstacle(self._unbuilt(found), self.start.span)
        command, directory = builds[-1]
        site = self._site(command, directory, served)
        if isinstance(site, Obstacle):
            return site
        if site is not None:
            output = normpath(join(directory, site.output))
            if found.tool in _SHOWN and not found.directory_word and directory == self.start.directory:
                served = output  # what the configuration says
            if output != served:
                return Obstacle(
                    f"the build of {site.framework} writes `{output}`, but `{served}` is served", self.start.span
                )
        elif self.context.is_known:
            return Obstacle("what the build makes is not known", command.span)
        elif served == directory or (not found.directory and inside(served, directory) is None):
            return Obstacle("the directory that is served is not the output of the build alone", self.start.span)
        return Output(served, site)

    def _unbuilt(self, found: Serving) -> str:
        """Where the files come from that are served, where no command is known to build them."""
        place = normpath(join(self.start.directory, found.directory))
        source = self.sources.context_path(place)
        is_named = any(one.target == place and one.source for one in self.sources.brought)
        if self.context.is_known and not is_named and (source is None or not self.context.sends(source)):
            return f"no command is known to build `{place}`, which is served"
        return "nothing is built here: the files that are served come from the build context"

    # The build

    def builds(self) -> tuple[tuple[Command, str], ...]:
        """The commands that build, with the directory each runs in."""
        return tuple(self._builds())

    def _builds(self) -> Iterator[tuple[Command, str]]:
        for run in self.stage.of(Run):
            for command, directory in located(self.model, run):
                if _is_build(command):
                    yield command, self._own_directory(command, directory)

    def _own_directory(self, command: Command, directory: str) -> str:
        """`npm --prefix web run build` works in web."""
        for flag in ("--prefix", "-C", "--cwd", "--dir"):
            words = [word.value for word in command.words]
            if flag in words[:-1]:
                return normpath(join(directory, words[words.index(flag) + 1]))
        return directory

    def package(self, directory: str) -> Package | None:
        source = self.sources.project(directory, ("package.json",)) if self.context.is_known else None
        return read_package(self.context, source) if source is not None else None

    def _site(self, command: Command, directory: str, served: str) -> Site | Obstacle | None:
        """What the build leaves behind, of several sites that which is served; None when the context is unknown."""
        argv = [word.value for word in command.words]
        package = self.package(directory)
        if package is None:
            if self.context.is_known:
                return Obstacle("there is no package.json where the build runs", command.span)
            return None
        steps = steps_of(argv, package.scripts)
        if steps is None:
            return Obstacle("the build script cannot be followed", command.span)
        variables = {
            name: value for name, value in self.model.state_before(command.instruction).variables.items() if value
        }
        sites = sites_of(self.context, package, argv, variables)
        is_it = (one for one in sites if normpath(join(directory, one.output)) == served)
        site = site_of(self.context, package, steps, variables) or next(is_it, sites[0] if sites else None)
        if site is None and "@sveltejs/kit" in package.dependencies:
            return Obstacle(self._no_pages(package, steps, variables), command.span)
        if site is None:
            return Obstacle("the build makes no static site that is known", command.span)
        if not site.is_proven:
            return Obstacle(site.doubt, command.span, ships=True)
        return site

    def _no_pages(self, package: Package, steps: Sequence[Step], variables: Mapping[str, str]) -> str:
        """Why SvelteKit leaves no site behind, and what would start without the project."""
        outputs = (one for step in steps for one in outputs_of(self.context, package, step, variables))
        server = next((one for one in outputs if one.path and one.is_proven), None)
        if server is not None and not server.path.startswith(".svelte-kit"):
            return f"`vite preview` needs the whole project when it runs, where `node {server.path}` would run what is built"
        return "the adapter of SvelteKit makes no static site: adapter-static would, and adapter-node a server that runs by itself"

    # The server

    def serving(self, package: Package | None) -> Serving | Obstacle:
        """How the start command serves files."""
        if self.start.before:
            commands = (self.start.before[0], (self.start.program, *self.start.arguments))
            number = 2 if commands[0][0] == commands[1][0] else 1
            is_run = [number == 2 and one[1:2] in (("run",), ("run-script",)) for one in commands]
            names = " and ".join(
                f"`{' '.join(one[: number + more])}`" for one, more in zip(commands, is_run, strict=True)
            )
            return Obstacle(f"the start command runs several programs: {names}", self.start.span)
        if self.start.needs_shell and not self.start.converts and not self._is_simple():
            return Obstacle("the start command needs a shell", self.start.span)
        argv = [self.start.program, *self.start.arguments]
        name = script_named(argv)
        if name is not None and package is None:
            return Obstacle(f"the script `{name}` of package.json is not known", self.start.span)
        steps = steps_of(argv, package.scripts if package is not None else {})
        if steps is None:
            return Obstacle("what the start command runs cannot be followed", self.start.span)
        if len(steps) != 1:
            return Obstacle("the start command does more than to serve files", self.start.span)
        return self._server(steps[0], package, expands=self.start.needs_shell or name is not None)

    def _is_simple(self) -> bool:
        """Whether a shell starts one command and does nothing else but go to a directory and expand variables."""
        instruction = self.start.instruction
        commands = [
            one
            for one in self.model.commands(instruction)
            if one.name != "cd" and not (one.name in POSIX_SHELLS and one.has_flag("c"))
        ]
        return len(commands) == 1 and not (
            instruction.heredocs or commands[0].redirections or commands[0].in_pipeline or commands[0].assignments
        )

    def _server(self, step: Step, package: Package | None, *, expands: bool) -> Serving | Obstacle:
        tool = step.argv[0].rpartition("/")[2] if step.argv else ""
        port = None
        if package is not None and tool in ("vite", "astro", "vitepress"):
            port = (preview_of(self.context, package) if tool == "vite" else pages_of(self.context, package, step)).port
        reads = served if expands and not step.is_literal else serving
        found = reads(step, self.start.state.env, port, self._named_variables())
        if found is not None:
            if found.obstacles:
                return Obstacle(found.obstacles[0], self.start.span, ships=True)
            return found
        if tool in _SERVED_BY and not step.is_literal:
            return Obstacle("the port or directory of the server is not known before it starts", self.start.span)
        if tool in _DEVELOPMENT and not (tool in ("next", "nuxt") and "start" in step.argv):
            return Obstacle(
                f"`{' '.join(step.argv[:2])}` is a development server{self._instead(tool, package)}", self.start.span
            )
        return Obstacle(f"{SERVES_NOTHING}: `{' '.join(step.argv[:3])}`", self.start.span)

    def _instead(self, tool: str, package: Package | None) -> str:
        """What would start what a build makes, for the reason of a development server; "" where that is not known."""
        if tool == "next":
            return ": `next start` would run what `next build` makes"
        steps = steps_of(("npm", "run", "build"), package.scripts) if package is not None else None
        site = site_of(self.context, package, steps, {}) if package is not None and steps else None
        if site is None or not site.is_proven:
            return ""
        return f": `serve -s {site.output}` would show what the script `build` makes, and nginx can take its place"

    def _named_variables(self) -> frozenset[str]:
        """Variables that the stage names where a container is told its port."""
        given = (one for one in self.stage.instructions if isinstance(one, (Arg, Expose)))
        return variables_used(given) | {pair.key.value for one in self.stage.of(Arg) for pair in one.pairs}

    def settings_obstacle(
        self, found: Serving, package: Package | None, served: str, site: Site | None
    ) -> Obstacle | None:
        """Settings of the old server that nginx would not know."""
        if found.tool == "vite preview" and package is not None and (why := preview_of(self.context, package).obstacle):
            return Obstacle(why, self.start.span, ships=True)
        if found.tool == "vite preview" and site is not None and _closed(site.base) not in ("/", "./", found.base):
            return Obstacle(f"the site is served below `{site.base}`", self.start.span, ships=True)
        if found.tool in ("astro preview", "vitepress preview") and package is not None:
            steps = steps_of([self.start.program, *self.start.arguments], package.scripts) or ()
            why = next((pages_of(self.context, package, one).obstacle for one in steps), "")
            if why:
                return Obstacle(why, self.start.span, ships=True)
        if found.tool == "docusaurus serve" and package is not None:
            base = docusaurus_base(self.context, package)
            if base is None:
                return Obstacle("the configuration of Docusaurus computes `baseUrl`", self.start.span, ships=True)
            if _closed(base) not in ("/", found.base):
                return Obstacle(f"the site is served below `{base}`", self.start.span, ships=True)
        if found.tool == "gatsby serve" and package is not None:
            with_prefix = "--prefix-paths" in self._words(package) or bool(self.start.state.env.get("PREFIX_PATHS"))
            if why := more_than_files(self.context, package, with_prefix=with_prefix):
                return Obstacle(why, self.start.span, ships=True)
        if found.tool == "serve" and self.context.is_known:
            source = self.sources.project(self.start.directory, ("package.json",))
            for directory in (source, self.sources.context_path(served), f"{source}/public" if source else "public"):
                if directory is not None and self.context.sends(normpath(join(directory, SERVE_SETTINGS))):
                    return Obstacle("serve.json tells serve about rewrites or headers", self.start.span, ships=True)
        return None

    def _words(self, package: Package) -> tuple[str, ...]:
        """The words of the server, through the scripts of the package."""
        steps = steps_of([self.start.program, *self.start.arguments], package.scripts) or ()
        return tuple(word for step in steps for word in step.argv)

    # The result

    def build(self, found: Serving, output: Output) -> Build | Obstacle:
        """The files on nginx."""
        needless = frozenset(self._needless(found))
        rootless = self._is_rootless()
        if rootless and 0 < found.port < 1024:
            return Obstacle(f"a user other than root cannot listen on port {found.port}", self.start.span, ships=True)
        return Build(
            ecosystem="node",
            copies=(Copied(output.directory, f"{ROOT}{found.base.rstrip('/')}", True),),
            last=self._last(needless),
            sources=self._root(),
            needs=Needs(),
            bases=(runtime_bases.nginx(rootless),),
            edits=tuple(strict_installs(self.model, self.stage, self.context, self.sources)),
            dropped=_DROPPED,
            extra=self.told(found),
            only_variables=self._variables(found),
            needless_runs=needless,
            port=Port(found.port, found.port_variable, self._is_argument(found)) if found.port else None,
            notes=tuple(self._notes(found, output, rootless)),
            needless=frozenset(one.name for one in installed(self.stage.commands)[0]),
        )

    def told(self, found: Serving, root: str = ROOT) -> tuple[str, ...]:
        """The instructions that tell nginx what to serve, and on which port."""
        return (*self._port_setting(found), self._configuration(found, root))

    def left_runs(self, found: Serving) -> Iterator[Run]:
        """The RUNs that do more than to install the server."""
        needless = frozenset(self._needless(found))
        return (one for one in self.stage.of(Run) if one not in needless)

    def _last(self, needless: frozenset[Instruction]) -> Instruction:
        """The last instruction that puts something into the image: of that, the web server takes the output alone."""
        return max(
            (one for one in self.stage.instructions if isinstance(one, (Run, Transfer)) and one not in needless),
            key=lambda one: one.index,
        )

    def _needless(self, found: Serving) -> Iterator[Run]:
        """The RUNs that install the old server and nothing else, where no build calls it."""
        steps = [one for command, directory in self.builds() for one in self._steps(command, directory)]
        package = _PACKAGES.get(found.tool, found.tool)
        if any(step.argv[:1] == (package.partition("-cli")[0],) for step in steps):
            return
        for run in self.stage.of(Run):
            commands = self.model.commands(run)
            if len(commands) == 1 and not run.flags and _installed(commands[0]) == package:
                yield run

    def _steps(self, command: Command, directory: str) -> tuple[Step, ...]:
        package = self.package(directory)
        return steps_of([word.value for word in command.words], package.scripts if package is not None else {}) or ()

    def _root(self) -> str:
        directories = [one.target for one in self.sources.brought if one.is_directory and one.target != "/"]
        return min(directories, key=len) if directories else self.start.directory

    def _variables(self, found: Serving) -> frozenset[str]:
        """What the instructions that stay use of ENV and ARG, and the port."""
        kept = (
            one
            for one in self.stage.instructions
            if isinstance(one, (Env, Arg)) or one.keyword not in _DROPPED | {"FROM", "ONBUILD"}
        )
        return variables_used(kept, *((found.port_variable,) if found.port_variable else ()))

    def _port_setting(self, found: Serving) -> Iterator[str]:
        """An ENV for the variable of the port, where only the server gives it a value."""
        name = found.port_variable
        if not name or not found.port or self.start.state.env.get(name):
            return
        yield f"ENV {name}={f'${{{name}:-{found.port}}}' if self._is_argument(found) else found.port}"

    def _is_argument(self, found: Serving) -> bool:
        """Whether an ENV gives the variable of the port, and its value is not known before the image is built."""
        name = found.port_variable
        return not self.start.state.env.get(name) and sets_variable(self.stage, name)

    def _is_rootless(self) -> bool:
        return self.start.state.is_root is False and bool(self.stage.of(User))

    def _configuration(self, found: Serving, root: str) -> str:
        """The server block, as a heredoc where the builder knows them."""
        lines = server_block(found, root)
        place = TEMPLATE if found.port_variable else CONFIGURATION
        if self._has_heredocs():
            return "\n".join(["COPY <<'EOF' " + place, *lines, "EOF"])
        quoted = " ".join(f"'{line}'" for line in lines)
        makes = f"mkdir -p {dirname(place)} && " if found.port_variable else ""
        return f"RUN {makes}printf '%s\\n' {quoted} > {place}"

    def _has_heredocs(self) -> bool:
        """COPY <<EOF came with Dockerfile syntax 1.4."""
        if self.settings.builder not in HERE_DOCUMENTS:
            return self.settings.builder in AS_BUILDAH and frontend.has_heredocs(self.model)
        for directive in self.model.dockerfile.directives:
            if directive.name == "syntax":
                _, _, tag = directive.value.rpartition(":")
                numbers = [whole_number(part) for part in tag.split("-")[0].split(".") if part.isdecimal()]
                return not numbers or len(numbers) == 1 or tuple(numbers[:2]) >= (1, 4)
        return True

    def _notes(self, found: Serving, output: Output, rootless: bool) -> Iterator[str]:
        fallback = "unknown paths still get index.html" if found.has_fallback else "unknown paths still get 404"
        if found.tool in LISTING and not found.has_fallback:
            fallback += ", but directories without an index no list of their files"
        variable = found.port_variable
        given = f", or that of `{variable}` when the container starts" if variable else ""
        port = (
            f"on the same port {found.port}{given}"
            if found.port
            else f"on the port that `{variable}` names, and needs it to start"
        )
        yield f"nginx serves the files {port}, and {fallback}"
        others = "other environment variables" if variable else "environment variables"
        yield f"{others} are no longer read at start, and cache headers and compression are those of nginx"
        yield from found.notes
        if found.base:
            others = "other paths are sent there" if found.tool == "docusaurus serve" else "`/` is sent there"
            yield f"the files stay below `{found.base}`, and {others}"
        if found.tool == "gatsby serve":
            yield "see that no plugin makes pages for paths that only the browser knows, which `gatsby serve` answers"
        user = "101 (nginx)" if rootless else "nginx for its workers, root for the process that starts them"
        yield f"the user of the processes is {user}; docker stop sends SIGQUIT"
        place = output.directory
        if output.is_made:
            others = f", and that no `{SERVE_SETTINGS}` is written there" if found.tool == "serve" else ""
            yield f"see that what makes `{place}` writes only there what is served{others}"
        elif output.site is None and not self.context.is_known:
            yield f"the build context was not read: see that the build writes only what is served, and writes it there ({place})"
            if found.tool == "http-server" and not found.directory:
                yield f"see that `{place}` has no folder `public`, which http-server would serve instead"


def sets_variable(stage: Stage, name: str) -> bool:
    """Whether an ENV of the stage sets a variable."""
    return any(pair.key.value == name for one in stage.of(Env) for pair in one.pairs)


def server_block(found: Serving, root: str) -> list[str]:
    """What nginx is told: the port, the encoding that those servers name too, the files, and what unknown paths get."""
    html = " $uri.html" if found.has_clean_urls else ""
    # `$uri/` makes nginx redirect to the directory, else its index is the answer.
    places = f"$uri $uri/{html}" if found.redirects else f"$uri{html}{' $uri/index.html' if found.has_indexes else ''}"
    base = found.base or "/"
    return [
        "server {",
        f"    listen {Port(found.port, found.port_variable).text};",
        "    charset utf-8;",
        *(["    absolute_redirect off;"] if found.redirects or found.base else []),
        f"    root {root};",
        *([] if found.has_fallback else [f"    error_page 404 {base}404.html;"]),
        *(_sent_to(found) if found.base else []),
        f"    location {base} {{",
        f"        try_files {places} {f'{base}index.html' if found.has_fallback else '=404'};",
        "    }",
        "}",
    ]


def _closed(base: str) -> str:
    """A URL path with a slash at its end."""
    return f"{base.rstrip('/')}/"


def _sent_to(found: Serving) -> list[str]:
    """What requests get that are not below the path of the site: Vite sends `/` there, Docusaurus all of them."""
    which = "/" if found.tool == "docusaurus serve" else "= /"
    return [f"    location {which} {{", f"        return 302 {found.base};", "    }"]


def _installed(command: Command) -> str:
    """The only package that a command installs for everybody, without its version; "" for others."""
    manager = MANAGERS.get(command.name)
    if manager is None or manager.ecosystem != "node" or command.redirections or command.in_pipeline:
        return ""
    words = [word.value for word in command.operands(manager.valued_flags)]
    is_global = command.has_flag("g", "global") or words[:1] == ["global"]
    names = words[2:] if words[:1] == ["global"] else words[1:]
    return names[0].rpartition("@")[0] or names[0] if is_global and len(names) == 1 else ""


def _is_build(command: Command) -> bool:
    """Whether a command runs a build: a package script that says so, or a build tool."""
    argv = [word.value for word in command.words]
    if not argv:
        return False
    name = script_named(argv)
    if name is not None and name not in _WORKSPACE_TOOLS:
        return any(word in name for word in _BUILD_WORDS)
    given = argv[1:]
    if argv[0] in EXECUTORS or argv[0] in RUNNERS:
        argv = [word for word in argv[1:] if not word.startswith("-") and word not in ("exec", "dlx", "x")]
    program = argv[0].rpartition("/")[2].partition("@")[0] if argv else ""
    if program in _WORKSPACE_TOOLS or program in ("workspace", "workspaces"):
        return any(word in part for part in given for word in _BUILD_WORDS)
    return program in BUILD_PROGRAMS and (
        any(word in argv for word in (*_BUILD_WORDS, "b")) or program in ("webpack", "webpack-cli", "eleventy")
    )
