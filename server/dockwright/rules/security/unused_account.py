from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.commands import VALUED_FLAGS
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._roots import above_start, is_roots
from dockwright.rules._start_scripts import start_script, start_texts
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Run

_MAKERS = frozenset(("useradd", "adduser"))
_ACCOUNTS = _MAKERS | {"groupadd", "addgroup", "usermod", "passwd"}
_SCRIPT = lazy_pattern(r"\.(?:sh|bash|py|pl|rb)$|entrypoint|start|run|init", re.IGNORECASE)


@rule(
    "unused-account",
    on=Stage,
    needs=("useradd", "adduser"),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            'FROM debian:12\nRUN groupadd app && useradd -r -g app app\nCOPY server /srv/app/\n# serve\nCMD ["/srv/app/server"]\n',
            'FROM debian:12\nRUN groupadd app && useradd -r -g app app\nCOPY server /srv/app/\nUSER app\n# serve\nCMD ["/srv/app/server"]\n',
            marked=("app",),
        ),
        Invalid(
            'FROM alpine:3.22 AS base\nRUN adduser -S -D worker\nFROM base\nUSER root\nENTRYPOINT ["serve"]\n',
            'FROM alpine:3.22 AS base\nRUN adduser -S -D worker\nFROM base\nUSER root\nUSER worker\nENTRYPOINT ["serve"]\n',
            marked=("worker",),
        ),
        Invalid(
            'FROM debian:12\nCMD ["serve"]\nRUN useradd worker\n', marked=("worker",), title="the RUN would be the user's, too"
        ),
    ),
    valid=(
        'FROM debian:12\nRUN useradd app\nUSER app\nCMD ["serve"]\n',
        'FROM debian:12\nRUN useradd -u 1000 app\nUSER 1000\nCMD ["serve"]\n',
        'FROM debian:12\nRUN useradd app\nCOPY --chown=app:app a /a\nCMD ["serve"]\n',
        'FROM debian:12\nRUN useradd app && chown -R app /data\nCMD ["serve"]\n',
        'FROM debian:12\nRUN useradd app\nENTRYPOINT ["gosu", "app", "serve"]\n',
        'FROM debian:12\nRUN useradd web\nCMD ["nginx", "-g", "daemon off;"]\n',
        'FROM debian:12\nRUN useradd app\nENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["serve"]\n',
        'FROM debian:12\nRUN useradd $NAME\nCMD ["serve"]\n',
        'FROM debian:12\nRUN useradd app\n',
        'FROM debian:12 AS build\nRUN useradd app\nFROM debian:12\nCMD ["serve"]\n',
        'FROM alpine:3.22\nRUN adduser nobody wheel\nCMD ["serve"]\n',
        Valid(
            'FROM debian:12\nRUN useradd app\nCOPY serve /bin/\nCMD ["/bin/serve"]\n',
            context={"serve": '#!/bin/sh\nexec setpriv --reuid=app /app\n'},
            title="a script of the context gives the rights up",
        ),
    ),
)  # fmt: skip
def unused_account(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """An account is made, and the program runs as root all the same.

    ## Why is this bad?
    Whoever writes `useradd` means to give up the rights of root. Without `USER`, or something like it in the start script, that
    does not happen, and a program that is taken over can change everything in the container.

    Reported are accounts that nothing else in the file names: no `USER`, no `chown`, no command. Where the container starts with a
    script that cannot be read, or with a server that gives the rights up by itself (nginx, cron, supervisord), nothing is said.

    The rule is off unless it is asked for: a program may find the account by its name in a configuration that is not in the file.

    ## Fix safety
    What the program writes must belong to the user: check directories for logs, caches and uploads, and volumes.

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    start = stage.effective(Entrypoint) or stage.effective(Cmd)
    if not stage.is_target or start is None or stage.final_state.is_root is not True:
        return
    made = [found for one in reversed(stage.lineage) for found in _made(model, one)]
    if not made or not _is_known(model, stage, start, context):
        return
    text = _without_accounts(model, stage)
    texts = (text, *start_texts(model, context))
    for name, command in made:
        named = re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])")
        if any(map(named.search, texts)):
            continue
        word = next(word for word in command.arguments if word.value == name)
        at = above_start(stage, start)
        line = f"{start.cased('USER')} {name}{model.dockerfile.newline}"
        fixes = () if at is None else (Fix.insert(f"Run it as `{name}`", at, line, Safety.UNSAFE),)
        yield Finding(word.span, f"nothing uses the account `{name}`, and the container runs as root", fixes)
        return


def _made(model: SemanticModel, stage: Stage) -> Iterator[tuple[str, Command]]:
    """The accounts that a stage makes, by name."""
    if stage.programs.isdisjoint(_MAKERS):
        return
    for run in stage.of(Run):
        for command in model.script(run).commands:
            if command.name in _MAKERS:
                operands = command.operands(VALUED_FLAGS[command.name])
                if len(operands) == 1 and operands[0].is_literal:
                    yield operands[0].value, command


def _is_known(model: SemanticModel, stage: Stage, start: Cmd | Entrypoint, context: BuildContext) -> bool:
    """Whether it is known what the container starts, and that is none of those that give up the rights of root."""
    commands = [command for command in model.commands(start) if command.words]
    if not commands or any(map(is_roots, commands)):
        return False
    if start_script(model, stage, start, context) is not None:
        return True  # its text is looked at
    return not any(_SCRIPT.search(command.name) for command in commands)


def _without_accounts(model: SemanticModel, stage: Stage) -> str:
    """The text of the file without the commands that make accounts and groups."""
    text = model.dockerfile.text
    spans = sorted(
        (command.span.start, command.span.end)
        for one in stage.lineage
        for run in one.of(Run)
        for command in model.script(run).commands
        if command.name in _ACCOUNTS
    )
    kept: list[str] = []
    end = 0
    for first, last in spans:
        kept.append(text[end:first])
        end = max(end, last)
    return "".join((*kept, text[end:]))
