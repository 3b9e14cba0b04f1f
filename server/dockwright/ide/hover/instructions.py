"""Keywords, and values with a meaning of their own: ports, signals, labels, users, directories."""

from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import clean
from dockwright.ide.hover.item import Hover, Spot
from dockwright.ide.topics import page
from dockwright.semantics.cache import WORKING, rebuilt_by
from dockwright.syntax import Expose, From, Healthcheck, Label, Stopsignal, Transfer, User, Workdir


def keywords(spot: Spot) -> Iterator[Hover]:
    """The keyword of the instruction, with what is in effect there; CMD and NONE of a health check."""
    instruction = spot.instruction
    text = page(("instruction", instruction.keyword))
    if text is not None and instruction.keyword_span.contains(spot.offset):
        yield Hover(instruction.keyword_span, "\n\n".join(filter(None, (text, _in_effect(spot), _run_again(spot)))))
    if isinstance(instruction, Healthcheck) and instruction.type is not None:
        text = page(("healthcheck", instruction.type.value.upper()))
        if text is not None:
            yield Hover(instruction.type.span, text)
    if isinstance(instruction, From) and instruction.as_keyword is not None:
        yield Hover(
            instruction.as_keyword.span, "`AS name`\n\nNames the stage, for `FROM`, `COPY --from` and `--target`."
        )


def _in_effect(spot: Spot) -> str:
    """Directory and user that the instruction runs with."""
    if not isinstance(spot.instruction, WORKING):
        return ""
    state = spot.model.state_before(spot.instruction)
    facts = [f"in `{state.workdir}`"] if state.workdir else []
    if state.user:
        facts.append(f"as `{state.user}`")
    return f"Here {' '.join(facts)}." if facts else ""


def _run_again(spot: Spot) -> str:
    """Of a COPY from the build context: which instructions a change of its files runs again."""
    copy = spot.instruction
    if not isinstance(copy, Transfer) or copy.from_ is not None or copy.is_onbuild:
        return ""
    again: set[int] = set()
    for word in copy.sources:
        if word.is_literal and "://" not in word.value and not any(mark in word.value for mark in "*?["):
            for stage, instructions in rebuilt_by(spot.model, spot.context, _file_of(spot, word.value)).items():
                again.update(spot.line_of(one.span.start) for one in instructions if stage.is_reachable)
    if not again:
        return ""
    lines = [str(line) for line in sorted(again)]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES:] = [f"{len(lines) - _MOST_LINES} more"]
    listed = " and ".join(filter(None, (", ".join(lines[:-1]), lines[-1])))
    return f"When what it copies changes, {'line' if len(again) == 1 else 'lines'} {listed} " + (
        "runs again." if len(again) == 1 else "run again."
    )


_MOST_LINES = 8


def _file_of(spot: Spot, source: str) -> str:
    """A file that the source brings: of a directory one that nothing else names."""
    path = clean(source)
    is_directory = not path or source.endswith("/") or spot.context.is_dir(path)
    return f"{path}/{_ANY_FILE}".lstrip("/") if is_directory else path


_ANY_FILE = "\0any"


def values(spot: Spot) -> Iterator[Hover]:
    """Arguments that stand for something."""
    instruction = spot.instruction
    if isinstance(instruction, Expose):
        for word in instruction.words:
            number, _, protocol = word.value.partition("/")
            text = page(("port", number, protocol or "tcp")) if number.isdecimal() else None
            if text is not None:
                yield Hover(word.span, text)
    elif isinstance(instruction, Stopsignal) and instruction.signal is not None:
        text = page(("signal", instruction.signal.value))
        if text is not None:
            yield Hover(instruction.signal.span, text)
    elif isinstance(instruction, Label):
        for pair in instruction.pairs:
            text = page(("label", pair.key.value))
            if text is not None:
                yield Hover(pair.key.span, text)
    elif isinstance(instruction, Workdir) and instruction.path is not None:
        path = spot.model.state_after(instruction).workdir
        if path is not None:
            yield Hover(instruction.path.span, f"Working directory `{path}`")
    elif isinstance(instruction, User) and instruction.user is not None:
        yield from _user(spot, instruction)


def _user(spot: Spot, instruction: User) -> Iterator[Hover]:
    word = instruction.user
    user = spot.model.state_after(instruction).user
    if word is None or user is None:
        return
    name, colon, group = user.partition(":")
    who = "root" if name in ("", "0") else name
    text = f"User `{who}`" + (f", group `{group}`" if colon else ", with its own group")
    yield Hover(word.span, text + ("" if who != "root" else "; it may do anything in the container"))
