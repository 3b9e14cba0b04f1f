"""What is offered and said at the cursor of a marked text."""

from __future__ import annotations

from marks import at_cursor

from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.ide.completion import Completion, complete
from dockwright.ide.hover import hover
from dockwright.text import Edit, apply

GO_PROJECT = MemoryContext(
    {
        "go.mod": "module example.org/app\n",
        "main.go": "package main\n",
        "cmd/tool/main.go": "package main\n",
        "docs/a page.md": "",
        "secret/key": "",
        ".dockerignore": "secret\n",
    }
)


def completions(marked: str, context: BuildContext = UNKNOWN, *reported: str) -> list[Completion]:
    model, offset = at_cursor(marked)
    return list(complete(model, context, offset, lambda: reported).items)


def labels(marked: str, context: BuildContext = UNKNOWN) -> list[str]:
    return [one.label for one in completions(marked, context)]


def chosen(marked: str, label: str, context: BuildContext = UNKNOWN) -> str:
    """The text after a completion has been chosen."""
    [found] = [one for one in completions(marked, context) if one.label == label]
    return apply(marked.replace("‸", ""), [Edit(found.span, found.text)])


def hovered(marked: str, context: BuildContext = UNKNOWN) -> tuple[str, str] | None:
    """The words that a hover is about, and its text."""
    model, offset = at_cursor(marked)
    found = hover(model, context, offset)
    return (found.span.of(model.dockerfile.text), found.text) if found is not None else None
