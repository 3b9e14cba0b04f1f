from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.base_images import NOTABLE_PROGRAMS
from dockwright.patterns import lazy_pattern
from dockwright.rule import BUILD_CONTEXT, Finding, Invalid, Related, Severity, Valid, rule
from dockwright.rules._programs import lacks
from dockwright.rules._start_scripts import copied, lacks_interpreter
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.filesystem import files_of
from dockwright.shell import ShellWord
from dockwright.syntax import Cmd, Entrypoint, Transfer, Word

SCRIPT = '#!/bin/sh\nexec "$@"\n'
TEXT = 'FROM debian:12\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'
_SHEBANG = lazy_pattern(r"#![ \t]*(\S+)(?:[ \t]+(\S+))?")


@rule(
    "unrunnable-start-script",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.ERROR,
    invalid=(
        Invalid(TEXT, context={"start.sh": SCRIPT}, marked=('"/start.sh"',), title="it may not be executed"),
        Invalid(
            "FROM debian:12\nCOPY --chmod=755 start.sh /\nENTRYPOINT [\"/start.sh\"]\n",
            context={"start.sh": "#!/bin/sh\r\nexec app\r\n"},
            marked=('"/start.sh"',),
            title="lines end as on Windows",
        ),
        Invalid(
            "FROM debian:12\nRUN ./prepare\nCOPY start.sh /\nENTRYPOINT [\"/start.sh\"]\n",
            context={"start.sh": SCRIPT},
            title="what ran before does not matter",
        ),
        Invalid(
            "FROM alpine:3.22\nWORKDIR /app\nCOPY --chmod=0755 . .\nCMD [\"./start.sh\"]\n",
            context={"start.sh": "#!/bin/bash\nexec app\n"},
            marked=('"./start.sh"',),
            title="its shell is not there",
        ),
        Invalid(
            "FROM debian:12\nCOPY --chmod=755 start.sh /\nCMD [\"/start.sh\"]\n",
            context={"start.sh": "echo starting\nexec app\n"},
            marked=('"/start.sh"',),
            title="it names no interpreter",
        ),
        Invalid(
            "FROM debian:12\nCOPY start.sh /\nENTRYPOINT /start.sh --all\n",
            context={"start.sh": SCRIPT},
            marked=("/start.sh",),
            title="nor may a shell execute it",
        ),
    ),
    valid=(
        TEXT,
        Valid("FROM debian:12\nCOPY --chmod=755 start.sh /\nENTRYPOINT [\"/start.sh\"]\n", context={"start.sh": SCRIPT}),
        Valid("FROM debian:12\nCOPY start.sh /\nRUN chmod +x /start.sh\nENTRYPOINT [\"/start.sh\"]\n", context={"start.sh": SCRIPT}),
        Valid("FROM debian:12\nCOPY start.sh /\nENTRYPOINT [\"sh\", \"/start.sh\"]\n", context={"start.sh": SCRIPT}),
        Valid("FROM debian:12\nCOPY . /\nRUN chmod 755 /start.sh\nCOPY a.conf /\nENTRYPOINT [\"/start.sh\"]\n",
              context={"start.sh": SCRIPT, "a.conf": ""}),
        Valid("FROM debian:12\nCOPY start.sh /\nRUN ./prepare\nENTRYPOINT [\"/start.sh\"]\n", context={"start.sh": SCRIPT}),
        Valid("FROM debian:12\nCOPY start.sh /\nCMD /start.sh\n", context={"start.sh": "exec app\n"}, title="a shell runs it"),
        Valid("FROM debian:12\nCOPY start.sh /\nCMD sh /start.sh && /start.sh\n", context={"start.sh": SCRIPT}),
        Valid("FROM debian:12\nCOPY --chmod=755 app /\nCMD [\"/app\"]\n", context={"app": "\x7fELF\0\0\0"}),
        Valid("FROM debian:12\nCOPY . /\nRUN chmod +x *.sh\nENTRYPOINT [\"/start.sh\"]\n", context={"start.sh": SCRIPT}),
    ),
)  # fmt: skip
def unrunnable_start_script(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The container starts a script that the system cannot run.

    ## Why is this bad?
    The image builds, and its container stops at once: `permission denied` where the script is not executable,
    `no such file or directory` where its first line ends in a carriage return, as Git writes it on Windows, or names a shell that
    the image does not have, `exec format error` where a script has no `#!` line: only a shell runs such a script all the same.

    Reported is a script of the build context that ENTRYPOINT or CMD starts directly, where nothing in the stage may have changed it.
    Only a list needs the `#!` line. `COPY --chmod=755` makes it executable; a `.gitattributes` with `*.sh text eol=lf` keeps its lines as they are.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    - https://git-scm.com/docs/gitattributes#_eol
    """
    if not context.is_known or not stage.is_target:
        return
    start = stage.last(Entrypoint) or stage.last(Cmd)
    word = _program(start, model) if start is not None else None
    if start is None or word is None:
        return
    path = stage.final_state.resolve(word.value) if "/" in word.value and "$" not in word.value else None
    if path is None:
        return
    entry = copied(path, files_of(model, stage, context).origin(path), context)
    if entry is None:
        return
    source, transfer = entry
    text = context.read(source) or ""
    shebang = _SHEBANG.match(text)
    if shebang is None:
        if start.is_exec and lacks_interpreter(source, text):
            message = f"`{source}` has no `#!` line, so the system cannot run it"
            yield Finding(word.span, message, (), (Related(transfer.keyword_span, "it is copied here"),))
        return
    for message in _faults(source, transfer, shebang, stage, model, context):
        yield Finding(word.span, message, (), (Related(transfer.keyword_span, "it is copied here"),))
        return


def _program(start: Entrypoint | Cmd, model: SemanticModel) -> Word | ShellWord | None:
    """The word that names the program: the first of a list, or that of the one command which a shell is given."""
    if start.is_exec:
        return start.exec_words[0] if start.exec_words else None
    script = model.script(start)
    commands = [] if script.has_errors or script.dialect != "posix" else [one for one in script.commands if one.words]
    word = commands[0].words[0] if len(commands) == 1 else None
    return word if word is not None and word.is_literal else None


def _faults(
    source: str, transfer: Transfer, shebang: re.Match[str], stage: Stage, model: SemanticModel, context: BuildContext
) -> Iterator[str]:
    mode = transfer.flag("chmod")
    if mode is None and not context.is_executable(source):
        yield f"`{source}` is not executable, nor made so"
    first = (context.read(source) or "").partition("\n")[0]
    if first.endswith("\r"):
        yield f"the first line of `{source}` ends in a carriage return, so its shell is not found"
    interpreter = (shebang[2] or "") if shebang[1].endswith("/env") else shebang[1].rpartition("/")[2]
    if interpreter in NOTABLE_PROGRAMS and lacks(model, stage, interpreter):
        yield f"`{source}` is written for `{interpreter}`, which the image does not have"
