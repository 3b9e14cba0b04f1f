from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.syntax import Add, Run, Transfer, User, Word
from dockwright.syntax.source_problems import source_kind

_OF_THE_SYSTEM = ("/bin/", "/etc/", "/lib/", "/sbin/", "/usr/")
_OF_SOURCES = "/usr/src/"
_PLAIN = lazy_pattern(r"[\w.-]+(?::[\w.-]+)?")
_WITH_VARIABLES = lazy_pattern(r"(?:[\w.:-]|\$\w|\$\{\w+\})+")


@rule(
    "root-owned-copy",
    on=Transfer,
    needs="USER",
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            "FROM node:22\nUSER node\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
            "FROM node:22\nUSER node\nWORKDIR /app\nCOPY --chown=node . .\nRUN npm ci\n",
            marked=("COPY",),
        ),
        Invalid(
            "FROM debian:12\nUSER 1000:1000\nADD https://example.org/a /app/\n",
            "FROM debian:12\nUSER 1000:1000\nADD --chown=1000:1000 https://example.org/a /app/\n",
            marked=("ADD",),
        ),
        Invalid(
            "FROM debian:12\nARG NAME=app\nUSER $NAME:www-data\nCOPY <<EOF /app/a.conf\nx=1\nEOF\n",
            "FROM debian:12\nARG NAME=app\nUSER $NAME:www-data\nCOPY --chown=$NAME:www-data <<EOF /app/a.conf\nx=1\nEOF\n",
            title="a user in variables",
        ),
        Invalid(
            "FROM node:22\nWORKDIR /usr/src/app\nUSER node\nCOPY a b ./\n",
            "FROM node:22\nWORKDIR /usr/src/app\nUSER node\nCOPY --chown=node a b ./\n",
        ),
        Invalid(
            "FROM debian:12 AS base\nUSER app\nFROM base\nCOPY app /app\n",
            "FROM debian:12 AS base\nUSER app\nFROM base\nCOPY --chown=app app /app\n",
            title="the stage below has the user",
        ),
        Invalid(
            "FROM debian:12 AS base\nARG NAME=app\nUSER $NAME\nFROM base\nCOPY app /app\n",
            title="the stage has the user, but not the argument",
        ),
        Invalid(
            "FROM debian:12\nUSER app\nCOPY app /app\nUSER root\nRUN chown -R app /opt\n",
            "FROM debian:12\nUSER app\nCOPY --chown=app app /app\nUSER root\nRUN chown -R app /opt\n",
            title="another directory gets the owner",
        ),
    ),
    valid=(
        "FROM node:22\nCOPY . /app\nUSER node\n",
        "FROM node:22\nUSER node\nCOPY --chown=node:node . /app\n",
        "FROM node:22\nUSER node\nUSER root\nCOPY . /app\n",
        "FROM node:22\nUSER $NAME\nCOPY . /app\n",
        "FROM node:22 AS build\nRUN npm ci\nFROM node:22\nUSER node\nCOPY --from=build /app /app\n",
        "FROM node:22\nUSER node\nADD rootfs.tar.gz /\n",
        "FROM $BASE\nUSER ContainerUser\nCOPY . C:/app\n",
        "FROM node:22\nUSER node\nCOPY . /app/\nUSER root\nRUN chown -R node /app\n",
        "FROM node:22\nUSER node\nCOPY a /srv/a/b\nRUN cd /srv && sudo chown -R node a\n",
        "FROM gcr.io/distroless/static:nonroot\nCOPY app /app\n",
        "FROM node:22\nUSER node\nCOPY start.sh /usr/local/bin\nCOPY app.conf /etc/\n",
    ),
)  # fmt: skip
def root_owned_copy(instruction: Transfer, model: SemanticModel) -> Iterator[Finding]:
    """`COPY` below `USER` gives the files to root all the same.

    ## Why is this bad?
    `USER` decides who runs the commands, not whom copied files belong to: without `--chown` that is root. The user can read
    them, mostly, but neither change nor delete them: `npm ci` in a copied directory ends with `permission denied`. What `ADD`
    downloads nobody but root can even read.

    Files of another stage keep the owner that they had there, and so does what `ADD` unpacks: nothing is said of these, nor of
    files that a `chown` further below gives to somebody, nor of `/etc`, `/usr` and the like, which are root's everywhere.

    The rule is off unless it is asked for: files that a program only reads are better off with root as their owner, as the
    program cannot change itself then. In that case write the `COPY` above `USER`, which says so.

    ## Fix safety
    With `--chown` the user may change and delete the files, which a program that was broken into would do, too.

    ## References
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """
    if instruction.from_ is not None or instruction.flag("chown") is not None:
        return
    if isinstance(instruction, Add) and any(source_kind(one) in ("", None) for one in instruction.sources):
        return
    state = model.state_before(instruction)
    stage = model.stage_of(instruction)
    if state.is_root is not False or state.is_windows or stage is None:
        return
    user = _user_of(instruction, stage)
    if user is None or user.user is None:
        return
    path = _destination(model, instruction)
    if path is not None and f"{path}/".startswith(_OF_THE_SYSTEM) and not f"{path}/".startswith(_OF_SOURCES):
        return
    if _is_given_later(model, stage, instruction, path):
        return
    owner = _owner(user.user, is_here=user in stage.instructions)
    keyword = instruction.keyword_span
    title = f"Give the files to `{owner}`"
    fixes = () if owner is None else (Fix.insert(title, keyword.end, f" --chown={owner}", Safety.UNSAFE),)
    related = (Related(user.keyword_span, "this is who runs the commands"),)
    yield Finding(keyword, f"the files belong to root, not to `{state.user}`", fixes, related)


def _user_of(instruction: Transfer, stage: Stage) -> User | None:
    """The USER in effect; None where the base image has one."""
    for one in stage.lineage:
        above = [user for user in one.of(User) if user.index < instruction.index]
        if above:
            return above[-1]
    return None


def _owner(word: Word, *, is_here: bool) -> str | None:
    """The user as `--chown` takes it, where it is sure to mean the same there."""
    pattern = _WITH_VARIABLES if is_here else _PLAIN
    return word.raw if pattern.fullmatch(word.raw) else None


def _destination(model: SemanticModel, instruction: Transfer) -> str | None:
    """Where the files go, as an absolute path; None when nobody can tell."""
    word = instruction.destination
    written = None if word is None else model.expand(word, instruction)
    return None if written is None else model.state_before(instruction).resolve(written)


def _is_given_later(model: SemanticModel, stage: Stage, instruction: Transfer, path: str | None) -> bool:
    """Whether a command further below may change the owner."""
    if "chown" not in stage.programs:
        return False
    below = (run for run in stage.of(Run) if run.index > instruction.index)
    return any(site.command.name == "chown" and _may_mean(site, path) for run in below for site in sites(model, run))


def _may_mean(site: Site, path: str | None) -> bool:
    """Whether chown may be about the path: it, what is above or below it."""
    if path is None:
        return True
    for word in site.command.operands()[1:]:
        place = site.place(word)
        if not place.is_exact or path == place.path or place.path.startswith(path.rstrip("/") + "/"):
            return True
        if path.startswith(place.path.rstrip("/") + "/"):
            return True
    return False
