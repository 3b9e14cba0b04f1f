"""What tables of splits have in common: one Dockerfile and the files around it, and what the split says to them."""

from __future__ import annotations

from typing import NamedTuple

from contexts import Files, context_of
from dockwright.assist import Change, Offer
from dockwright.lint import analyse
from dockwright.refactorings.split import Obstacle, split
from dockwright.rule import DEFAULT_SETTINGS, Safety
from dockwright.text import apply

__all__ = [
    "GO",
    "VITE",
    "Files",
    "Project",
    "after",
    "change_of",
    "obstacle_of",
    "offer_of",
    "plugin",
    "runtime_of",
    "split_of",
]

GO = {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": "package main\n\nfunc main() {}\n"}
"""A program of Go that needs nothing."""

VITE = {
    "package.json": '{"scripts": {"build": "vite build", "start": "serve -s dist", "preview": "vite preview --port 8080"}, '
    '"devDependencies": {"vite": "^5.4.11"}}'
}
"""Pages that Vite builds and that serve or Vite show."""


def split_of(text: str, files: Files, *, assumes: bool = True) -> Offer | Obstacle | None:
    """What there is to say of a split; not `assumes`: where it is known that what is built is what starts."""
    return split(analyse(text), context_of(files), DEFAULT_SETTINGS, assumes=assumes)


def offer_of(text: str, files: Files, *, assumes: bool = True) -> Offer:
    """The split that is offered."""
    found = split_of(text, files, assumes=assumes)
    assert isinstance(found, Offer), found
    return found


def obstacle_of(text: str, files: Files, *, assumes: bool = True) -> Obstacle:
    """What stands in the way of the split."""
    found = split_of(text, files, assumes=assumes)
    assert isinstance(found, Obstacle), found
    return found


def change_of(text: str, files: Files) -> Change:
    """The only change that is offered, which is to be looked at."""
    offer = offer_of(text, files)
    assert [choice.change.safety for choice in offer.choices] == [Safety.UNSAFE]
    return offer.default.change


def after(text: str, files: Files, choice: int | str = 0) -> str:
    """The whole text once it is split, by the number or the name of a choice."""
    offer = offer_of(text, files)
    found = offer.choices[choice] if isinstance(choice, int) else offer.choice(choice)
    assert found is not None, [one.name for one in offer.choices]
    return apply(text, found.change.edits)


def runtime_of(text: str, files: Files, choice: int | str = 0) -> str:
    """The runtime stage of a choice."""
    return "FROM" + after(text, files, choice).rpartition("\nFROM")[2]


def taken_along(text: str, files: Files) -> list[str] | str:
    """What the runtime stage copies from `/app` of the builder; or why there is none."""
    found = split_of(text, files)
    if isinstance(found, Obstacle):
        return found.reason
    lines = after(text, files).splitlines()
    return [line.split()[2].removeprefix("/app/") for line in lines if line.startswith("COPY --from=")]


class Project(NamedTuple):
    """A project of several parts, and what a split makes of it."""

    title: str
    files: dict[str, str]
    text: str
    runtime: str  # the runtime stage of the default choice
    safety: Safety = Safety.SAFE

    def check(self) -> None:
        offer = offer_of(self.text, self.files)
        assert apply(self.text, offer.default.change.edits).split("\n\n", 1)[1] == self.runtime
        assert offer.default.change.safety is self.safety, offer.default.change.notes


def plugin(artifact: str, inner: str = "", group: str = "org.apache.maven.plugins") -> str:
    """A plugin of Maven, as a pom.xml asks for it."""
    return f"<build><plugins><plugin><groupId>{group}</groupId><artifactId>{artifact}</artifactId>{inner}</plugin></plugins></build>"
