"""A program that `cargo run` starts: what the file says when it is built in the image, and started itself.

Source: https://doc.rust-lang.org/cargo/commands/cargo-run.html (cargo 1.90).
"""

from __future__ import annotations

from posixpath import join, relpath

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS
from dockwright.refactorings.keyword_case import like
from dockwright.refactorings.split.model import Restarted
from dockwright.refactorings.split.restart import are_plain, restart
from dockwright.refactorings.split.rust.builds import Builds, Made, RustSubject
from dockwright.refactorings.split.sources import Sources
from dockwright.refactorings.split.start import Start
from dockwright.semantics import SemanticModel, Stage
from dockwright.syntax import parse
from dockwright.text import apply
from dockwright.values import NamedTuple

_ELSEWHERE = ("--example", "--manifest-path", "-C", "--config")
_RUNS = ("run", "r")


class _Call(NamedTuple):
    """The words of `cargo run`."""

    flags: tuple[str, ...]
    arguments: tuple[str, ...]


def restarted(model: SemanticModel, stage: Stage, context: BuildContext, start: Start) -> Restarted | None:
    """The edits that build the program and start it; None where the start is another, or which program it is, is not known."""
    call = _call(start)
    if call is None or start.state.is_root is False or not context.is_known:
        return None
    line = " ".join(["RUN cargo build", *call.flags])
    made = _made(model, context, start)
    lines: tuple[str, ...] = ()
    if made is None or not _is_built(made, line, call) or made.directory != start.directory:
        lines = (line,)
        text = apply(model.dockerfile.text, restart(start, lines, "true"))
        made = _made(SemanticModel(parse(text), model.arguments), context, start)
    name = _name(made, call.flags) if made is not None else None
    if made is None or name is None:
        return None
    program = relpath(join(made.output, name), start.directory)
    program = join(made.output, name) if program.startswith("..") else f"./{program}"
    note = "the container ran `cargo run`, which builds anew: see that nobody mounts other sources into it"
    return Restarted(restart(start, lines, " ".join([program, *call.arguments])), program, (note,))


def _made(model: SemanticModel, context: BuildContext, start: Start) -> Made | None:
    """What the last command of the stage makes."""
    stage = model.target
    if stage is None:
        return None
    made = Builds(RustSubject(model, stage, context, start, Sources(model, stage, context))).all
    return made[-1] if made and made[-1].settings.is_understood else None


def _is_built(made: Made, line: str, call: _Call) -> bool:
    """Whether the last command makes the program: it says the same, or leaves the choice of one program out."""
    written = made.run.text.strip()
    if written == like(made.run, line) or "--bin" not in call.flags[:-1]:
        return written == like(made.run, line)
    at = call.flags.index("--bin")
    others = [*call.flags[:at], *call.flags[at + 2 :]]
    return call.flags[at + 1] in made.names and written == " ".join([like(made.run, "RUN cargo build"), *others])


def _name(made: Made, flags: tuple[str, ...]) -> str | None:
    """The program that cargo would run: the only one, or that which the package names."""
    if "--bin" in flags[:-1]:
        name = flags[flags.index("--bin") + 1]
        return name if name in made.names else None
    package = made.crates[0].manifest.get("package") if len(made.crates) == 1 else None
    default = package.get("default-run") if isinstance(package, dict) else None
    if default in made.names:
        return str(default)
    return made.names[0] if len(made.names) == 1 else None


def _call(start: Start) -> _Call | None:
    if start.program != "cargo" or start.arguments[:1] not in [(one,) for one in _RUNS]:
        return None
    valued = MANAGERS["cargo"].valued_flags
    words = list(start.arguments[1:])
    flags: list[str] = []
    while words and words[0].startswith("-") and words[0] != "--":
        flag = words.pop(0)
        flags.append(flag)
        if flag.lstrip("-") in valued and "=" not in flag and words:
            flags.append(words.pop(0))
    words = words[1:] if words[:1] == ["--"] else words
    if any("$" in one or one.startswith(_ELSEWHERE) for one in flags) or not are_plain(start, (*flags, *words)):
        return None
    return _Call(tuple(flags), tuple(words))
