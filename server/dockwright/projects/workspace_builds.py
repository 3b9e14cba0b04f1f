"""Which projects of a workspace a command builds: scripts of members by a filter, tasks of Turborepo, Lerna and Nx.

Sources: https://pnpm.io/filtering, https://docs.npmjs.com/cli/v10/using-npm/workspaces, https://turborepo.com/docs/reference/run,
https://lerna.js.org/docs/features/run-tasks, https://nx.dev/reference/project-configuration. Date: 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from posixpath import basename, normpath, relpath
from typing import Any

from dockwright.context import BuildContext, join
from dockwright.projects.command_line import flag_value, without_flags
from dockwright.projects.manifests import place
from dockwright.projects.node import Package, json_with_comments, workspace_members
from dockwright.projects.node_sources import without_comments
from dockwright.projects.package_scripts import Step, is_sent_to_members, script_named, steps_of
from dockwright.projects.static_site import Site, site_of
from dockwright.values import NamedTuple

TASK_RUNNERS = frozenset({"turbo", "lerna"})
_FILTERS = ("--filter", "-F", "--filter-prod", "--workspace", "-w", "--scope")
_FOREACH = ("--from", "--include", "--exclude", "-j", "--jobs")
_MOST_STEPS = 50
_NX_PLACES = ("", "*", "apps/*", "apps/*/*", "packages/*", "packages/*/*", "projects/*")
_NX_PAGES = re.compile(
    r"(?:^|[/:])(?:web:(?:webpack|build)|vite:build|\w*(?:webpack-browser|browser-esbuild)|[\w-]*angular:browser)\Z"
)
_NX_APPLICATION = re.compile(r"(?:angular|@angular/build):application\Z")
_NX_BUNDLER = re.compile(r"(?:webpack:webpack|rspack:rspack)\Z")
_NX_SERVER = re.compile(r"(?:node:(?:build|webpack)|esbuild:esbuild)\Z")
_FOR_NODE = re.compile(r"\btarget\s*:\s*['\"]node['\"]")
_PATH = re.compile(r"\bpath\s*:\s*(?:path\.)?(?:resolve|join)\(\s*__dirname\s*,\s*['\"]([^'\"\n]{1,200})['\"]\s*\)")


class Part(NamedTuple):
    """A project that is built, and the command that its own directory would be built by."""

    package: Package
    argv: tuple[str, ...]


class NxBuild(NamedTuple):
    """What a target of Nx makes."""

    project: str
    directory: str  # of the project, relative to the workspace
    output: str  # relative to the workspace; "" where nothing tells it
    is_server: bool  # the sources of the project and of its libraries in files for Node
    is_bundled: bool = False  # ... with all its dependencies in it
    main: str = ""  # the source that is compiled, relative to the workspace


def sites_of(
    context: BuildContext, root: Package, argv: Sequence[str], variables: Mapping[str, str]
) -> tuple[Site, ...]:
    """The static sites that a command builds in the projects of a workspace, their output seen from its root."""
    steps = steps_of(argv, root.scripts) or ()
    return tuple(site for step in steps[:_MOST_STEPS] for site in _sites(context, root, step, variables))


def _sites(context: BuildContext, root: Package, step: Step, variables: Mapping[str, str]) -> Iterator[Site]:
    for part in parts_of(context, root, step.argv):
        inner = steps_of(part.argv, part.package.scripts) or ()
        site = site_of(context, part.package, inner, {**variables, **step.variables})
        if site is not None:
            here = relpath(part.package.directory or ".", root.directory or ".")
            yield site._replace(output=normpath(f"{here}/{site.output}"))
    for build in nx_builds(context, root, step.argv):
        if not build.is_server and build.output:
            yield Site(f"`{build.project}`", build.output, True, "/")


# Members that package managers and task runners know


def parts_of(context: BuildContext, root: Package, argv: Sequence[str]) -> tuple[Part, ...]:
    """The members of a workspace that a command runs a script of."""
    script, filters = _asked(argv)
    if not script:
        return ()
    is_pnpm = context.sends(join(root.directory, "pnpm-workspace.yaml"))
    members = workspace_members(context, root, "pnpm" if is_pnpm else "npm")
    return tuple(
        Part(one, ("npm", "run", script))
        for one in members
        if script in one.scripts and (not filters or any(_is_meant(root, one, each) for each in filters))
        if argv[0] != "nx" or not context.sends(join(one.directory, "project.json"))
    )


def member_of(context: BuildContext, root: Package, argv: Sequence[str]) -> Package | None:
    """The one member of a pnpm workspace that a command's filter means."""
    wanted = _filters(argv)
    found = [
        one for one in workspace_members(context, root, "pnpm") if any(_is_meant(root, one, each) for each in wanted)
    ]
    return found[0] if len(found) == 1 else None


def _asked(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The script that a command runs in members, and the filters that choose them; "" for other commands."""
    words = list(argv)
    if words[:2] == ["yarn", "workspace"] and len(words) > 3:
        names = [word for word in words[3:] if word != "run" and not word.startswith("-")]
        return (names[0] if names else ""), [words[2]]
    if words[:2] == ["yarn", "workspaces"]:
        names = [word for word in without_flags(words[2:], _FOREACH) if word not in ("foreach", "run")]
        return (names[0] if names else ""), [value for value in (flag_value(words, "--from"),) if value]
    if words[:1] == ["nx"]:
        target, projects, _ = _nx_asked(words[1:])
        return (target, projects or []) if projects != [] else ("", [])
    if words[:1] and words[0] in TASK_RUNNERS:
        names = [word for word in _operands(words[1:]) if word != "run"]
        return (names[0] if names else ""), _filters(words)
    return (script_named(argv) or "", _filters(words)) if is_sent_to_members(argv) else ("", [])


def _operands(words: Sequence[str]) -> Iterator[str]:
    remaining = iter(words)
    for word in remaining:
        if word in _FILTERS:
            next(remaining, None)
        elif not word.startswith("-"):
            yield word


def _filters(words: Sequence[str]) -> list[str]:
    """The filters without what says that dependencies or dependents are meant, too."""
    found = [words[at + 1] for at, word in enumerate(words[:-1]) if word in _FILTERS]
    found += [value for word in words for flag, equals, value in [word.partition("=")] if equals and flag in _FILTERS]
    return [one.strip(".").strip("^").strip("{}") if not one.startswith("./") else one for one in found]


def _is_meant(root: Package, member: Package, wanted: str) -> bool:
    path = place(root.directory, wanted.removesuffix("..."))
    return fnmatchcase(member.name, wanted) or (bool(path) and path == member.directory)


# Nx


def nx_builds(context: BuildContext, root: Package, argv: Sequence[str]) -> tuple[NxBuild, ...]:
    """What a command of Nx builds; () for other commands."""
    if not argv or argv[0] != "nx":
        return ()
    target, wanted, configuration = _nx_asked(argv[1:])
    found = []
    for name, directory, data in _nx_projects(context, root):
        if target and (wanted is None or name in wanted or (not wanted and not directory)):
            build = _nx_build(context, root, name, directory, data, target, configuration)
            if build is not None:
                found.append(build)
    return tuple(dict.fromkeys(found))


def idle_applications(context: BuildContext, root: Package, argvs: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The directories, relative to the workspace, of applications that none of these commands of Nx builds."""
    built = {one.directory for argv in argvs for one in nx_builds(context, root, argv)}
    found = (
        directory
        for name, directory, data in _nx_projects(context, root)
        if data.get("projectType") == "application" or name.endswith("-e2e")
    )
    return tuple(dict.fromkeys(one for one in found if one and one not in built)) if built else ()


def _nx_asked(words: Sequence[str]) -> tuple[str, list[str] | None, str]:
    """The target, the projects (None: all, []: that of the directory) and the configuration that are asked for."""
    valued = ("-t", "--target", "--targets", "-p", "--projects", "--project", "-c", "--configuration", "--output-path")
    operands = list(without_flags(words, valued))
    configuration = flag_value(words, "-c", "--configuration") or ("production" if "--prod" in words else "")
    named = flag_value(words, "-p", "--projects", "--project")
    projects = named.split(",") if named else None
    if operands[:1] == ["run-many"]:
        return (flag_value(words, "-t", "--target", "--targets") or "").split(",")[0], projects, configuration
    if operands[:1] == ["run"] and len(operands) > 1:
        project, _, rest = operands[1].partition(":")
        target, _, stated = rest.partition(":")
        return target, [project], stated or configuration
    if operands[:1] == ["affected"] or not operands:
        return "", [], ""
    return operands[0], projects or operands[1:2], configuration


def _nx_projects(context: BuildContext, root: Package) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The projects of a workspace: name, directory relative to it, and what describes the project."""
    for name in ("workspace.json", "angular.json"):
        listed = json_with_comments(context.read(join(root.directory, name))).get("projects")
        for project, data in listed.items() if isinstance(listed, Mapping) else ():
            if isinstance(data, Mapping):
                yield project, str(data.get("root", "")), data
            elif isinstance(data, str):
                yield project, data, _described(context, root, data)
    for pattern in _NX_PLACES:
        for path in context.glob(join(root.directory, join(pattern, "project.json"))):
            directory = path[len(root.directory) :].lstrip("/").rpartition("/")[0]
            data = _described(context, root, directory)
            yield str(data.get("name") or basename(directory)), directory, data


def _described(context: BuildContext, root: Package, directory: str) -> Mapping[str, Any]:
    path = join(root.directory, join(directory, "project.json"))
    return json_with_comments(context.read(path)) if context.sends(path) else {}


def _nx_build(
    context: BuildContext,
    root: Package,
    name: str,
    directory: str,
    data: Mapping[str, Any],
    target: str,
    configuration: str,
) -> NxBuild | None:
    targets = data.get("targets") or data.get("architect")
    described = targets.get(target) if isinstance(targets, Mapping) else None
    if not isinstance(described, Mapping):
        return _inferred(context, root, name, directory) if target == "build" else None
    executor = str(described.get("executor") or described.get("builder") or "")
    options = _options(described, configuration)
    output = _stated(options.get("outputPath"), name, directory)
    main = str(options.get("main") or options.get("entryFile") or "")
    if _NX_SERVER.search(executor):
        whole = executor.endswith("esbuild:esbuild") and options.get("thirdParty") is True
        is_bundled = options.get("bundle") is not False
        return NxBuild(name, directory, output if is_bundled else "", True, whole and is_bundled, main)
    if _NX_BUNDLER.search(executor):
        config = _text(context, root, str(options.get("webpackConfig") or options.get("rspackConfig") or ""))
        is_server = options.get("target") == "node" or bool(_FOR_NODE.search(config))
        return NxBuild(name, directory, output, is_server, False, main)
    if _NX_APPLICATION.search(executor):
        is_rendered = bool(options.get("ssr") or options.get("server"))
        return NxBuild(name, directory, normpath(f"{output}/browser") if output and not is_rendered else "", False)
    if executor.endswith("vite:build") and not output:
        return _inferred(context, root, name, directory)
    return NxBuild(name, directory, output, False) if _NX_PAGES.search(executor) else None


def _options(described: Mapping[str, Any], configuration: str) -> dict[str, Any]:
    """The options of a target, with those of a configuration over them."""
    options = described.get("options")
    found = dict(options) if isinstance(options, Mapping) else {}
    configurations = described.get("configurations")
    chosen = configuration or str(described.get("defaultConfiguration") or "")
    more = configurations.get(chosen) if isinstance(configurations, Mapping) else None
    return {**found, **more} if isinstance(more, Mapping) else found


def _stated(written: object, name: str, directory: str) -> str:
    """An output path with what Nx puts in for its placeholders; "" where it is not stated, or leads out."""
    if not isinstance(written, str) or not written:
        return ""
    for placeholder, value in (("workspaceRoot", "."), ("projectRoot", directory or "."), ("projectName", name)):
        written = written.replace(f"{{{placeholder}}}", value)
    path = normpath(written).lstrip("/")
    return "" if path.startswith("..") or path == "." or "{" in path else path


def _inferred(context: BuildContext, root: Package, name: str, directory: str) -> NxBuild | None:
    """What a plugin of Nx makes of a configuration of Vite or webpack beside project.json."""
    here = Package(join(root.directory, directory) if directory else root.directory, {})
    if any(context.sends(join(here.directory, f"vite.config.{ending}")) for ending in ("ts", "mts", "js", "mjs")):
        site = site_of(context, here, (Step(("vite", "build"), {}, True),), {})
        is_known = site is not None and site.is_proven
        return NxBuild(
            name, directory, normpath(join(directory, site.output)) if site is not None and is_known else "", False
        )
    text = _text(context, root, join(directory, "webpack.config.js"))
    places = {normpath(join(directory, one)) for one in _PATH.findall(text)}
    if len(places) != 1 or next(iter(places)).startswith(".."):
        return None
    return NxBuild(name, directory, places.pop(), bool(_FOR_NODE.search(text)))


def _text(context: BuildContext, root: Package, path: str) -> str:
    full = place(root.directory, path) if path else None
    return without_comments(context.read(full) or "") if full is not None and context.sends(full) else ""
