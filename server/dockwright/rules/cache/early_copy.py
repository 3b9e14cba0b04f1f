from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from dockwright.knowledge.commands import PHP_EXTENSION_INSTALLERS
from dockwright.knowledge.package_managers import SYSTEM_PROGRAMS
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._blank_lines import is_blank, with_blank
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Copy, Instruction, Run
from dockwright.text import Edit, Span

BASE = "FROM debian:12\nWORKDIR /app\n"
INSTALL = "RUN apt-get update && apt-get install -y curl\n"

_INSTALLERS = PHP_EXTENSION_INSTALLERS.union(SYSTEM_PROGRAMS, ["pecl"])
_MOST = 60  # instructions that a COPY may pass
_MOST_COPIES = 30  # of a stage


@rule(
    "early-copy",
    on=Stage,
    needs="COPY",
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(f"{BASE}COPY . .\n{INSTALL}RUN make\n", f"{BASE}{INSTALL}COPY . .\nRUN make\n", marked=(".",)),
        Invalid(
            f"{BASE}# starts it\nCOPY run.sh /run.sh\n\n# tools\n{INSTALL}EXPOSE 80\n",
            f"{BASE}\n# tools\n{INSTALL}# starts it\nCOPY run.sh /run.sh\nEXPOSE 80\n",
            marked=("run.sh",),
        ),
        Invalid(
            f"{BASE}\n# sources\nCOPY a a\nCOPY b b\n\n# tools\n{INSTALL}\nRUN make\n",
            f"{BASE}\n# tools\n{INSTALL}\n# sources\nCOPY a a\nCOPY b b\n\nRUN make\n",
            title="blank lines between the blocks stay",
        ),
        Invalid(
            f"{BASE}COPY src src\nENV A=1\n{INSTALL}RUN apt-get install -y wget\nRUN make",
            f"{BASE}ENV A=1\n{INSTALL}RUN apt-get install -y wget\nCOPY src src\nRUN make",
        ),
        Invalid(
            "FROM php:8.3-fpm\nWORKDIR /var/www/html\nCOPY site .\nRUN docker-php-ext-install pdo\n",
            "FROM php:8.3-fpm\nWORKDIR /var/www/html\nRUN docker-php-ext-install pdo\nCOPY site .\n",
            marked=("site",),
            title="extensions of PHP have nothing to do with a site",
        ),
        Invalid(
            f"{BASE}COPY a /data/a/\nCOPY b /data/\n{INSTALL}RUN make\n",
            f"{BASE}{INSTALL}COPY a /data/a/\nCOPY b /data/\nRUN make\n",
            marked=("a",),
            title="their order stays",
        ),
        Invalid(f"{BASE}COPY a a\n{INSTALL[:-1]} \\\n", title="what is put below would continue the install"),
    ),
    valid=(
        f"{BASE}{INSTALL}COPY . .\n",
        "FROM php:8.3-fpm\nWORKDIR /usr/src/php/ext\nCOPY own own\nRUN docker-php-ext-install own\n",
        Valid(f"{BASE}COPY app.conf /etc/apt/\n{INSTALL}", title="the install may read it"),
        f"{BASE}COPY . .\nRUN ./prepare\n{INSTALL}",
        f"{BASE}COPY . .\nRUN mkdir -p /data\n",
        f"{BASE}COPY --from=build /app /app\n{INSTALL}",
        f"{BASE}COPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        f"{BASE}COPY a.sel /tmp/\nRUN debconf-set-selections /tmp/a.sel\n{INSTALL}",
        f"{BASE}COPY *.deb /tmp/\nRUN apt-get install -y /tmp/*.deb\n",
    ),
)  # fmt: skip
def early_copy(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """Files are copied above a command that installs packages of the system and does not need them.

    ## Why is this bad?
    Whenever one of the files changes, the cache ends at the `COPY`: the packages are downloaded and installed again, though they are
    the same. Below the command only the `COPY` is made again. Extensions of PHP that are compiled count, too.

    ## Fix safety
    The `COPY` goes below the last such command that it may pass: only what neither reads nor changes the copied files, as far as the
    commands are known. Look whether an install script of a package reads them after all.

    ## References
    - https://docs.docker.com/build/cache/optimize/
    """
    if _INSTALLERS.isdisjoint(stage.programs):
        return
    installs = [one for one in stage.of(Run) if _may_install(one.text)]
    copies = [one for one in stage.of(Copy) if installs and one.index < installs[-1].index]
    copies = [one for one in copies if one.from_ is None and not one.heredocs and one.sources]
    if not copies or len(copies) > _MOST_COPIES:
        return
    if not any(_is_heavy(one, model) for one in installs if one.index > copies[0].index):
        return
    heavy_runs = [one for one in stage.of(Run) if _is_heavy(one, model)]
    copies = [one for one in copies if one.index < heavy_runs[-1].index]
    moving: dict[Instruction, list[Instruction]] = {}
    for copy in reversed(copies):
        heavy = _passed(copy, stage, model, heavy_runs, moving)
        if heavy:
            moving[copy] = heavy
    groups: dict[Instruction, list[tuple[Copy, list[Instruction]]]] = {}
    for copy in copies:
        if copy in moving:
            groups.setdefault(moving[copy][-1], []).append((copy, moving[copy]))
    for target, group in groups.items():
        first, heavy = group[0]
        related = [Related(one.keyword_span, "it runs again for each change") for one in heavy]
        related += [Related(one.sources[0].span, "this may stand below it, too") for one, _ in group[1:]]
        message = f"each change of `{first.sources[0].value}` {_costs(heavy, model)}"
        fixes = partial(_fixes, [one for one, _ in group], target)
        yield Finding(first.sources[0].span, message, fixes, tuple(related))


def _costs(heavy: list[Instruction], model: SemanticModel) -> str:
    commands = [one for run in heavy if isinstance(run, Run) for one in model.commands(run) if _installs(one)]
    is_php = all(map(_compiles_extensions, commands))
    return "has the extensions of PHP below compiled again" if is_php else "makes the packages below install again"


def _may_install(text: str) -> bool:
    return " install" in text or " add" in text or " -S" in text or "-ext-install" in text or "install-php-" in text


def _is_heavy(run: Run, model: SemanticModel) -> bool:
    return any(map(_installs, model.commands(run)))


def _installs(command: Command) -> bool:
    """Whether the command installs packages of the system, or compiles extensions of PHP."""
    manager = SYSTEM_PROGRAMS.get(command.name)
    if manager is None:
        return _compiles_extensions(command)
    operands = command.operands(manager.valued_flags)
    return len(operands) > 1 and operands[0].value in manager.install


def _compiles_extensions(command: Command) -> bool:
    if command.name == "pecl":
        return command.subcommand == "install"
    return command.name in PHP_EXTENSION_INSTALLERS and bool(command.operands())


def _passed(
    copy: Copy,
    stage: Stage,
    model: SemanticModel,
    heavy_runs: list[Run],
    moving: Mapping[Instruction, list[Instruction]],
) -> list[Instruction]:
    """Those of the commands that install which the COPY may pass; `moving`: later ones with what they pass, whose order it keeps."""
    from dockwright.semantics.effects import commute, effects

    own = effects(model, copy)
    found: list[Instruction] = []
    limit = -1
    following = [one for one in stage.instructions if one.index > copy.index]
    is_far = len(following) > _MOST
    for distance, one in enumerate(following):
        if distance > _MOST:
            return []
        if one.index > limit >= 0 or (one.index > heavy_runs[-1].index and not is_far):
            break
        if not commute(own, effects(model, one)):
            if one not in moving:
                break
            end = moving[one][-1].index
            limit = end if limit < 0 else min(limit, end)
        elif one in heavy_runs:
            found.append(one)
    return found


def _goes_on(instruction: Instruction) -> bool:
    """Whether what is put below an instruction would become a part of it: its last line is continued by nothing."""
    dockerfile = instruction.dockerfile
    lines = instruction.line_span.of(dockerfile.text).split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return not instruction.heredocs and bool(lines) and lines[-1].rstrip().endswith(dockerfile.escape)


def _fixes(copies: list[Copy], target: Instruction) -> tuple[Fix, ...]:
    text, newline = target.dockerfile.text, target.dockerfile.newline
    if any(_goes_on(one) for one in (*copies, target)):
        return ()
    blocks = _blocks(copies, text)
    moved = "".join(one.of(text) for one in blocks)
    spans = [with_blank(text, one) for one in blocks]
    if spans != blocks or (text[blocks[0].start] == "#" and is_blank(text, blocks[0].start - 1)):
        moved = newline + moved
    end = target.line_span.end
    if not text[:end].endswith("\n"):
        moved = newline + moved.rstrip("\r\n")
    edits = [Edit(one, "") for one in spans]
    title = "Move it below the install" if len(copies) == 1 else f"Move these {len(copies)} below the install"
    return (Fix(title, (*edits, Edit(Span(end, end), moved)), Safety.UNSAFE),)


def _blocks(copies: list[Copy], text: str) -> list[Span]:
    """The lines of the copies with the comments above them, those that touch as one."""
    found: list[Span] = []
    for copy in copies:
        start = copy.block_start
        if found and found[-1].end == start:
            start = found.pop().start
        found.append(Span(start, copy.line_span.end))
    return found
