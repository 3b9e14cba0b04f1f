from __future__ import annotations

from collections.abc import Callable, Iterator

from dockwright.knowledge.builders import AS_BUILDAH, MOUNT_KEYS_OF_BUILDAH
from dockwright.knowledge.table import words
from dockwright.rule import PROBLEMS, Finding, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._problems import OWN_RULES, finding_of, is_of_other_language
from dockwright.semantics import SemanticModel
from dockwright.syntax import Dockerfile, Instruction, Problem, Stopsignal, Transfer, Word
from dockwright.syntax.values import mode_fault, signal_fault

_BY_BUILDAH = Settings(builder="buildah")
_BY_EITHER = Settings(builder="either")
_TAKEN_BY_BUILDAH = words("variable-in-from stage-in-capitals")


@rule(
    "syntax-error",
    on=Dockerfile,
    needs=(PROBLEMS, "STOPSIGNAL", "chmod"),
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    presets=("hadolint", "buildkit"),
    aliases=("DL1000",),
    invalid=(
        Invalid("FORM alpine:3.20\n", "FROM alpine:3.20\n", marked=("FORM",)),
        Invalid(
            "FROM alpine:3.20\nCOPY --form=build /a /a\n",
            "FROM alpine:3.20\nCOPY --from=build /a /a\n",
            marked=("form",),
        ),
        Invalid("FROM alpine:3.20\nhello\n", title="the nearest word, SHELL, would be wrong as well"),
        Invalid("FROM alpine:3.20 base\n", "FROM alpine:3.20 AS base\n", marked=("base",)),
        Invalid("FROM alpine:3.20 AS base 1\n", "FROM alpine:3.20 AS base\n", marked=("1",)),
        Invalid("# escape=x\nFROM alpine:3.20\n", "# escape=\\\nFROM alpine:3.20\n", marked=("x",)),
        Invalid(
            "# escape=`\n# escape=`\nFROM alpine:3.20\n",
            "# escape=`\nFROM alpine:3.20\n",
            title="twice the same directive",
        ),
        Invalid(
            "FROM alpine:3.20\nCOPY --link \\\n  --link \\\n  /a /b\n", "FROM alpine:3.20\nCOPY --link \\\n  /a /b\n"
        ),
        Invalid("FROM alpine:3.20\nENV OPTS=-a -b\n", 'FROM alpine:3.20\nENV OPTS="-a -b"\n', marked=("-b",)),
        Invalid(
            "FROM alpine:3.20\nHEALTHCHECK curl -f localhost\n",
            "FROM alpine:3.20\nHEALTHCHECK CMD curl -f localhost\n",
            marked=("curl",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk add --no-cache curl &&\n    ls\n",
            "FROM alpine:3.20\nRUN apk add --no-cache curl && \\\n    ls\n",
            marked=("ls",),
            title="a line that is not continued",
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk add \\\n    curl\n    git\n",
            "FROM alpine:3.20\nRUN apk add \\\n    curl \\\n    git\n",
            marked=("git",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk add \\\n    curl \\  # to fetch\n    git\n",
            "FROM alpine:3.20\nRUN apk add \\\n    # to fetch\n    curl \\\n    git\n",
            marked=("git",),
            title="a comment behind the escape character",
        ),
        Invalid("FROM alpine:3.20\nRUN ls `\n  /tmp\n", title="the escape character of another file"),
        Invalid("FROM alpine:3.20\nRUN ls\n\n  /tmp\n", title="a blank line ends it"),
        Invalid("FROM alpine:3.20 base # why\n", title="without the comment it is still wrong"),
        Invalid("FROM alpine:3.20\nCOPY onlyone\n"),
        Invalid("FROM alpine:3.20\nSTOPSIGNAL SIGFOO\n", marked=("SIGFOO",)),
        Invalid("FROM alpine:3.20\nENV STOP=\nSTOPSIGNAL $STOP\n", marked=("$STOP",)),
        Invalid("FROM alpine:3.20\nARG STOP=SIGFOO\nSTOPSIGNAL ${STOP}\n", marked=("${STOP}",)),
        Invalid("FROM alpine:3.20\nARG MODE=0888\nCOPY --chmod=$MODE a /a\n", marked=("$MODE",)),
        Invalid("FROM alpine:3.20\nRUN <<EOF\necho never closed\n"),
        Invalid(
            "FROM alpine:3.20\nRUN --mount=type=bind,target=/a,Z ls\n", marked=("Z",), title="BuildKit knows no labels"
        ),
        Invalid("FROM alpine:3.20\nRUN --mount=type=bind,target=/a,relable=shared ls\n", settings=_BY_BUILDAH),
        Invalid("FROM alpine:3.20\nRUN --mount=type=bind,target=/a,label ls\n", settings=_BY_EITHER, marked=("label",)),
        Invalid("FROM alpine:3.20\nARG N=1\nCOPY --from=a$N /a /a\n", marked=("a$N",)),
        Invalid(
            "FROM alpine:3.20\nCOPY https://example.org/a /a\n",
            "FROM alpine:3.20\nADD https://example.org/a /a\n",
            marked=("https://example.org/a",),
        ),
        Invalid(
            "FROM alpine:3.22 AS base\nFROM Base\n",
            "FROM alpine:3.22 AS base\nFROM base\n",
            marked=("Base",),
        ),
        Invalid(
            "FROM alpine:3.22 AS base\nFROM Base\n",
            "FROM alpine:3.22 AS base\nFROM base\n",
            settings=_BY_EITHER,
            title="neither builder finds it",
        ),
        Invalid("FROM alpine:3.22 AS Base\nFROM Base\n", "FROM alpine:3.22 AS Base\nFROM base\n", marked=("Base",)),
        Invalid(
            "# syntax=registry.example.org/docker/dockerfile-upstream:master\nFROM alpine:3.22\nINCLUDE x\n",
            marked=("INCLUDE",),
        ),
        Invalid("", title="an empty file"),
        Invalid("# only a comment\n"),
    ),
    valid=(
        "FROM alpine:3.20\nRUN echo ok\n",
        "from alpine:3.20\nrun echo ok\n",
        "FROM alpine:3.20\nEXPOSE 8000-8010/tcp\n",
        "FROM alpine:3.20\nARG STOP\nSTOPSIGNAL ${STOP:-SIGQUIT}\n",
        "FROM alpine:3.20\nARG STOP=INT\nSTOPSIGNAL SIG$STOP\n",
        "FROM example/base:1\nSTOPSIGNAL $STOP\n",
        "FROM alpine:3.20\nARG MODE=\nARG RIGHTS=go-w\nCOPY --chmod=$MODE a /a\nADD --chmod=$RIGHTS b /b\n",
        "FROM alpine:3.20\nRUN <<EOF\necho closed\nEOF\n",
        Valid("FROM alpine:3.20\nRUN --mount=type=bind,target=/a,relabel=shared ls\n", settings=_BY_BUILDAH),
        Valid("FROM alpine:3.20\nRUN --mount=type=cache,target=/a,Z ls\n", settings=_BY_BUILDAH),
        Valid("FROM alpine:3.20\nRUN --mount=type=bind,target=/a,z,bind-nonrecursive ls\n", settings=_BY_EITHER),
        Valid("FROM alpine:3.20\nRUN --mount=type=tmpfs,target=/a,tmpfs-size=1g ls\n", settings=_BY_EITHER),
        Valid("FROM alpine:3.20\nRUN --mount=type=cache,target=/a,sharing=private ls\n", settings=_BY_EITHER),
        Valid("FROM alpine:3.20 AS a1\nFROM alpine:3.20\nARG N=1\nCOPY --from=a$N /a /a\n", settings=_BY_EITHER),
        Valid("FROM alpine:3.20\nARG N=1\nRUN --mount=from=a$N,target=/a ls\n", settings=_BY_BUILDAH),
        Valid("FROM alpine:3.22 AS Base\nFROM Base\n", settings=_BY_EITHER),
        Valid("# syntax=devthefuture/dockerfile-x:1\nFROM ./base#build\nINCLUDE ./tools\n", title="another language"),
    ),
)
def syntax_error(dockerfile: Dockerfile, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The builder would stop here.

    ## Why is this bad?
    The file does not build: an instruction, flag or value is not one that BuildKit knows, an argument is missing, or a
    here-document or JSON list is not closed. Each kind of error has a message of its own, and where a known word is
    one or two letters away it is offered. For other errors what was probably meant is: quotes around a value with blanks,
    `AS` in front of a name, `CMD` in front of a health check, the escape character that would continue a line, an instruction
    without what is too much. No fix of another rule is made in an instruction whose next line seems to belong to it.

    With the setting `builder = "buildah"`, and in files named `Containerfile`, which both builders may get, what Buildah and Podman
    take is passed over: keys of `--mount` that they alone know (`relabel`, `Z`), variables in `--from`, and the name of a stage with
    capital letters where `FROM` spells it as `AS` does. A file that `# syntax=` gives to another frontend than Docker's has a language
    of its own, and nothing is said of it.

    ## Fix safety
    What is offered is a guess at what was meant, so it is offered one by one and never applied in bulk.

    ## References
    - https://docs.docker.com/reference/dockerfile/
    """
    for problem in () if is_of_other_language(dockerfile) else dockerfile.problems:
        if problem.code not in OWN_RULES and not _is_known_there(dockerfile, problem, settings):
            finding = finding_of(dockerfile, problem)
            if problem.code == "unknown-mount-key" and problem.span.of(dockerfile.text) in MOUNT_KEYS_OF_BUILDAH:
                finding = finding._replace(message=f"{finding.message}: Buildah and Podman alone know it")
            yield finding
    if settings.preset == "hadolint" or "$" not in dockerfile.text:
        return  # hadolint judges what is written
    for instruction in dockerfile.instructions:
        if isinstance(instruction, Stopsignal):
            yield from _expanded(instruction.signal, signal_fault, instruction, model)
        elif isinstance(instruction, Transfer) and (flag := instruction.flag("chmod")) is not None:
            yield from _expanded(flag.value, mode_fault, instruction, model)


def _expanded(
    word: Word | None, judge: Callable[[str], str | None], instruction: Instruction, model: SemanticModel
) -> Iterator[Finding]:
    """A word that is none of its kind once `ENV` and the defaults of `ARG` are put in."""
    value = model.expand(word, instruction) if word is not None and not word.is_literal else None
    if word is not None and value is not None and (fault := judge(value)) is not None:
        yield Finding(word.span, f"`{word.raw}` is {f'`{value}`' if value else 'empty'}, which {fault}")


def _is_known_there(dockerfile: Dockerfile, problem: Problem, settings: Settings) -> bool:
    """Whether the builder is another than BuildKit, and knows the word."""
    if settings.builder not in AS_BUILDAH:
        return False
    if problem.code == "unknown-mount-key":
        return problem.span.of(dockerfile.text) in MOUNT_KEYS_OF_BUILDAH
    return problem.code in _TAKEN_BY_BUILDAH
