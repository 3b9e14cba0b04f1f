from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockwright.context import BuildContext
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, NewFile, Related, Safety, Severity, Valid, rule
from dockwright.rules._start_scripts import start_script
from dockwright.rules._start_targets import ENDINGS, is_missing
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import POSIX_SHELLS, Command
from dockwright.syntax import Cmd, Entrypoint, Word
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.projects.node import Package

SCRIPT = 'FROM debian:12\nCOPY --chmod=755 run.sh /\nENTRYPOINT ["/run.sh"]\n'
_BUILT = (
    "FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nRUN sed -i 's/\\r$//' run.sh && chmod +x run.sh\n"
    'FROM node:22-slim\nWORKDIR /app\nCOPY --from=build /app ./\nCMD ["./run.sh"]\n'
)
NPM = 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["npm", "start"]\n'

_SERVERS = words(
    "apache2-foreground bun bundle caddy catalina.sh celery daphne deno dotnet elixir envoy erl flask gunicorn haproxy httpd "
    "hypercorn java memcached mongod mysqld next nginx node nodejs php php-fpm pm2-runtime postgres puma python python2 python3 "
    "rackup rails redis-server ruby serve supervisord traefik unicorn uvicorn uwsgi"
)
"""Programs that run as long as their container does."""

_STAYS = words("debian ubuntu")
"""Systems whose `sh -c` stays in front of even a single command; that of others may make room for it."""

_ALL_ARGUMENTS = lazy_pattern(r"\"?\$(?:@|\*|\{@\})\"?")
_UNFORESEEN = words("trap wait exec . source eval")
"""Commands of a script that may see to signals themselves, or hand over."""


@rule(
    "pid1-wrapper",
    on=(Cmd, Entrypoint),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            'FROM debian:12\nCMD ["sh", "-c", "java $OPTIONS -jar /app.jar"]\n',
            'FROM debian:12\nCMD ["sh", "-c", "exec java $OPTIONS -jar /app.jar"]\n',
            marked=("java",),
        ),
        Invalid(
            'FROM node:22\nENTRYPOINT ["/bin/sh", "-c", "./migrate && node server.js"]\n',
            'FROM node:22\nENTRYPOINT ["/bin/sh", "-c", "./migrate && exec node server.js"]\n',
        ),
        Invalid('FROM node:22-alpine\nCMD ["sh", "-c", "node server.js | tee log"]\n', marked=("node",), title="the shell waits for the pipe"),
        Invalid(SCRIPT, SCRIPT, context={"run.sh": "#!/bin/sh\nset -e\npython3 app.py\n"}, marked=('"/run.sh"',), title="a script"),
        Invalid(
            SCRIPT.replace("COPY --chmod=755 run.sh /", "COPY run.sh /\nRUN chmod +x /run.sh"),
            SCRIPT.replace("COPY --chmod=755 run.sh /", "COPY run.sh /\nRUN chmod +x /run.sh"),
            context={"run.sh": "#!/bin/sh\npython3 app.py\n"},
            marked=('"/run.sh"',),
            title="a script that is made executable",
        ),
        Invalid(
            _BUILT,
            _BUILT,
            context={"package.json": "{}", "run.sh": "#!/bin/sh\nnode dist/server.js\n"},
            marked=('"./run.sh"',),
            title="a script that comes from the stage which builds the program",
        ),
        Invalid(
            SCRIPT + 'CMD ["nginx", "-g", "daemon off;"]\n',
            SCRIPT + 'CMD ["nginx", "-g", "daemon off;"]\n',
            context={"run.sh": '#!/bin/sh\necho starting\n"$@"\n'},
            marked=('"/run.sh"',),
            title="a script that starts what it is given",
        ),
        Invalid(
            NPM,
            NPM.replace('"npm", "start"', '"node", "server.js"'),
            context={"package.json": '{"scripts": {"start": "node server.js"}}', "server.js": ""},
            marked=('"npm", "start"',),
        ),
        Invalid(
            NPM,
            context={"package.json": '{"scripts": {"start": "npx prisma migrate deploy && node server.js"}}', "server.js": ""},
            marked=('"npm", "start"',),
            title="something runs in front of Node",
        ),
        Invalid(
            NPM,
            context={"package.json": '{"scripts": {"start": "node server.js"}}', "server.js": "start(process.env.npm_package_version)\n"},
            title="the program reads what only npm gives it",
        ),
        Invalid(
            NPM.replace("npm", "yarn"),
            context={"package.json": '{"scripts": {"start": "node server.js"}, "packageManager": "yarn@4.5.1"}', "server.js": ""},
            title="without node_modules only yarn tells Node where packages are",
        ),
        Invalid(
            NPM.replace("npm", "yarn"),
            NPM.replace('"npm", "start"', '"node", "server.js"'),
            context={
                "package.json": '{"scripts": {"start": "node server.js"}, "packageManager": "yarn@4.5.1"}',
                "server.js": "",
                ".yarnrc.yml": "nodeLinker: node-modules\n",
            },
        ),
    ),
    valid=(
        'FROM debian:12\nCMD ["sh", "-c", "exec java $OPTIONS -jar /app.jar"]\n',
        Valid('FROM debian:12\nCMD java $OPTIONS -jar /app.jar\n', title="of shell form tells shell-form-start-command"),
        Valid('FROM node:22\nCMD ["bash", "-c", "node server.js"]\n', title="bash makes room for the last command"),
        Valid('FROM node:22-alpine\nCMD ["sh", "-c", "node server.js"]\n', title="this shell may do so, too"),
        Valid('FROM debian:12\nENTRYPOINT ["sh", "-c", "make $TARGET"]\n', title="no server"),
        'FROM debian:12\nENTRYPOINT ["tini", "--", "sh", "-c", "node server.js"]\n',
        SCRIPT,
        Valid(SCRIPT.replace("ENTRYPOINT", "RUN make install\nENTRYPOINT"), context={"run.sh": "#!/bin/sh\npython3 app.py\n"}),
        Valid(SCRIPT, context={"run.sh": "#!/bin/sh\nexec python3 app.py\n"}),
        Valid(SCRIPT, context={"run.sh": "#!/bin/sh\ntrap 'kill %1' TERM\npython3 app.py & wait\n"}),
        Valid(NPM),
        Valid(NPM, context={"package.json": '{"scripts": {"start": "node a.js", "prestart": "node b.js"}}'}),
    ),
)  # fmt: skip
def pid1_wrapper(start: Cmd | Entrypoint, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A shell or a package manager stands in front of the server and keeps signals from it.

    ## Why is this bad?
    Signals go to process 1. A shell there neither passes `SIGTERM` on nor stops by it, so `docker stop` waits ten seconds and then
    kills the server in the middle of its work. `exec` puts the server in the shell's place.

    Reported are, in exec form: a server in a script of `sh -c` whose shell stays (a single command of `bash` is put in its place
    by itself), a script of the build context that starts a server without `exec`, and `npm start` and its like where
    package.json says that Node is what they end with. Shell form is reported by `shell-form-start-command`. Where `tini` or
    `dumb-init` is process 1, or the script deals with signals, nothing is said.

    ## Fix safety
    `exec` makes the server process 1: it must then deal with signals and its orphaned children itself, as most servers do (`docker run
    --init` does it for others). Node does not stop by `SIGTERM` as process 1 unless the program says so
    (`process.on("SIGTERM", ...)`). Without npm its variables are missing; where the sources read one of them
    (`npm_package_version`, ...), no fix is offered, nor where Yarn keeps no `node_modules` (Plug'n'Play): there only `yarn` tells Node where
    the packages are.

    ## References
    - https://docs.docker.com/reference/dockerfile/#entrypoint
    - https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd
    """
    stage = model.stage_of(start)
    if stage is None or not stage.is_target or start.is_onbuild or stage.last(type(start)) is not start:
        return
    items = start.exec_words
    if not items or (isinstance(start, Cmd) and stage.effective(Entrypoint) is not None):
        return
    commands = model.commands(start)
    if items[0].value.rpartition("/")[2] in POSIX_SHELLS and len(items) > 2 and items[1].value.startswith("-"):
        yield from _of_shell(stage, items, commands)
    elif context.is_known and commands and not commands[0].prefixes:
        yield from _of_script(start, stage, model, context)
        yield from _of_package(start, stage, commands[0], model, context)


def _of_shell(stage: Stage, items: tuple[Word, ...], commands: tuple[Command, ...]) -> Iterator[Finding]:
    """A server in the script that a shell is given."""
    shell = items[0].value.rpartition("/")[2]
    inner = [one for one in commands if one.is_nested and one.words]
    if not inner or "c" not in items[1].value or any(one.name in _UNFORESEEN for one in inner):
        return
    server = next((one for one in reversed(inner) if one.name in _SERVERS), None)
    if server is None or server.next_operator == "&" or any(one.name == "exec" for one in server.prefixes):
        return
    is_last = server is inner[-1] and not server.in_pipeline and not server.in_substitution
    facts = stage.facts
    if is_last and not (shell == "sh" and facts is not None and facts.os in _STAYS):
        return
    is_simple = is_last and not server.is_conditional and not server.assignments and not server.prefixes
    fixes = (Fix.insert("Put `exec` before it", server.name_span.start, "exec ", Safety.UNSAFE),) if is_simple else ()
    yield Finding(server.name_span, f"`{shell}` stays in front of `{server.name}` and keeps signals from it", fixes)


def _of_script(start: Cmd | Entrypoint, stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A script of the context that starts a server and waits for it."""
    script = start_script(model, stage, start, context)
    last = _last_command(script.text) if script is not None else None
    if script is None or last is None:
        return
    name = last.name
    if _ALL_ARGUMENTS.fullmatch(last.words[0].raw):
        given = stage.last(Cmd) if isinstance(start, Entrypoint) else None
        name = next((one.name for one in model.commands(given)), "") if given is not None and given.is_exec else ""
    if name not in _SERVERS:
        return
    text = script.text
    fixes: tuple[Fix, ...] = ()
    if not last.assignments and not last.prefixes and not any("\ud800" <= one <= "\udfff" for one in text):
        at = last.words[0].span.start
        file = NewFile(script.source, f"{text[:at]}exec {text[at:]}")
        fixes = (Fix(f"Put `exec` before it in `{script.source}`", (), Safety.UNSAFE, (file,)),)
    related = (Related(script.transfer.keyword_span, "it is copied here"),)
    message = f"`{script.source}` starts `{name}` without `exec`, and keeps signals from it"
    yield Finding(script.word.span, message, fixes, related)


def _last_command(text: str) -> Command | None:
    """The last command of a script when that always runs by itself, and nothing before it sees to signals."""
    from dockwright.projects.package_scripts import parse_text

    commands = [one for one in parse_text(text) or () if one.words]
    if not commands or any(one.name in _UNFORESEEN or one.next_operator == "&" for one in commands):
        return None
    if any(prefix.name == "exec" for one in commands for prefix in one.prefixes):
        return None
    last = commands[-1]
    is_alone = last.is_top_level and not last.in_pipeline and not last.is_conditional and not last.is_nested
    return last if is_alone and not text[last.span.end :].split("#")[0].strip() else None


def _of_package(
    start: Cmd | Entrypoint, stage: Stage, command: Command, model: SemanticModel, context: BuildContext
) -> Iterator[Finding]:
    """`npm start` and its like, which start nothing but Node."""
    if command.name not in ("npm", "yarn", "pnpm") or (isinstance(start, Entrypoint) and stage.last(Cmd) is not None):
        return
    from dockwright.projects.node import read_package
    from dockwright.projects.node_sources import sources_of
    from dockwright.projects.package_scripts import script_named, steps_of
    from dockwright.refactorings.split.sources import Sources

    argv = [word.value for word in command.words]
    workdir = stage.final_state.workdir
    if workdir is None or script_named(argv) is None or any(word.startswith("-") for word in argv[1:]):
        return
    source = Sources(model, stage, context).context_path(f"{workdir.rstrip('/')}/package.json")
    package = read_package(context, source.rpartition("/")[0]) if source is not None else None
    steps = steps_of(argv, package.scripts) if package is not None else None
    last = steps[-1] if steps else None
    if (
        package is None
        or steps is None
        or last is None
        or last.argv[0] != "node"
        or not last.is_literal
        or last.variables
    ):
        return
    file = next((word for word in last.argv[1:] if not word.startswith("-")), "")
    path = stage.final_state.resolve(file)
    if path is None or is_missing(model, stage, context, path, [path + ending for ending in ENDINGS["node"]]):
        return  # that it is missing must be known first
    span = Span(command.words[0].span.start, command.words[-1].span.end)
    listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in last.argv)
    texts = (context.read(one) or "" for one in sources_of(context, package.directory, ()).files)
    is_bound = any("npm_" in text for text in texts) or (command.name == "yarn" and _has_no_modules(context, package))
    fixes = () if is_bound or len(steps) > 1 else (Fix.replace("Start Node itself", span, listed, Safety.UNSAFE),)
    message = f"`{' '.join(argv)}` keeps {command.name} and a shell in front of Node"
    yield Finding(span, message, fixes, severity=Severity.INFO)


def _has_no_modules(context: BuildContext, package: Package) -> bool:
    """Whether yarn, of version 2 or later, keeps the packages where Node alone does not find them."""
    from dockwright.projects.manifests import ancestors
    from dockwright.projects.node import read_package
    from dockwright.refactorings.split.node.pruning import is_berry, links_modules

    found = (read_package(context, above) for above in ancestors(package.directory, ""))
    return any(one is not None and is_berry(context, one) and not links_modules(context, one) for one in found)
