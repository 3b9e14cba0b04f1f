from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Related, Severity, Valid, rule
from dockwright.rules._layers import covering_mount, ships
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Flag, Run
from dockwright.text import Span

_PRINTERS = frozenset(("cat", "echo", "printf", "base64", "envsubst", "sed", "awk", "head", "tr", "jq"))
_COPIERS = frozenset(("cp", "mv", "install"))
_KEEPERS = {
    "npm": ("config set", "set"),
    "pnpm": ("config set", "set"),
    "yarn": ("config set",),
    "pip": ("config set",),
    "pip3": ("config set",),
    "poetry": ("config",),
    "composer": ("config",),
    "bundle": ("config",),
    "git": ("config",),
}
"""Programs that keep what they are told in a file, and the words that tell them to."""
_UNDOING = frozenset(("rm", "shred", "unlink", "delete", "unset", "--unset", "--unset-all", "logout", "set-url"))
_OPEN = lazy_pattern(
    r"(?:^|[._/-])(?:ca|certs?|certificates?|crt|bundle|public|pub|insecure|dummy|repos?|sources)(?:[._/-]|$)",
    re.IGNORECASE,
)  # no secrets, whatever they are mounted as
_SET_FROM = lazy_pattern(r"\b(\w+)=[\"']?\$\((?:cat\s+|<\s*)[\"']?\Z")  # what is read follows
_LONGEST = 200  # characters that set a variable

_MOUNT = "FROM node:24\nRUN --mount=type=secret,id=token "


@rule(
    "mounted-secret-in-layer",
    on=Run,
    needs="--mount=",
    severity=Severity.WARNING,
    invalid=(
        Invalid(f"{_MOUNT}cat /run/secrets/token > /etc/token\n", marked=("/etc/token",)),
        Invalid(f"{_MOUNT}cp /run/secrets/token /root/.netrc && npm ci\n", marked=("/root/.netrc",)),
        Invalid(
            "FROM node:24\nRUN --mount=type=secret,id=token,target=/t.txt cat /t.txt | base64 -d | tee -a key.json\n",
            marked=("key.json",),
        ),
        Invalid(
            f'{_MOUNT}echo "//npm.example.org/:_authToken=$(cat /run/secrets/token)" > .npmrc && npm ci\n',
            marked=(".npmrc",),
        ),
        Invalid(
            f"{_MOUNT}npm config set //npm.example.org/:_authToken $(cat /run/secrets/token) && npm ci\n",
            marked=("npm config set //npm.example.org/:_authToken $(cat /run/secrets/token)",),
            title="npm keeps it in a file",
        ),
        Invalid(
            "FROM python:3.14\nRUN --mount=type=secret,id=token,env=TOKEN git clone https://x:${TOKEN}@example.org/a.git\n",
            marked=("https://x:${TOKEN}@example.org/a.git",),
            title="Git keeps the address in .git/config",
        ),
        Invalid(
            f"{_MOUNT}export T=$(cat /run/secrets/token) && git clone https://$T@example.org/a.git && npm ci\n",
            marked=("https://$T@example.org/a.git",),
        ),
        Invalid(f'{_MOUNT}sed -i "s/@token@/$(cat /run/secrets/token)/" app.ini\n', marked=("app.ini",)),
    ),
    valid=(
        "FROM node:24\nRUN --mount=type=secret,id=t,env=TOKEN echo '//a/:_authToken=${TOKEN}' > .npmrc && npm ci\n",
        'FROM node:24\nRUN --mount=type=secret,id=t,env=TOKEN echo "//a/:_authToken=\\${TOKEN}" > .npmrc && npm ci\n',
        f"{_MOUNT}git config --global credential.helper '!f() {{ echo password=$(cat /run/secrets/token); }}; f'\n",
        f"{_MOUNT}NPM_TOKEN=$(cat /run/secrets/token) npm ci\n",
        "FROM node:24\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n",
        f"{_MOUNT}cat /run/secrets/token > .npmrc && npm ci && rm .npmrc\n",
        f"{_MOUNT}npm config set //a/:_authToken $(cat /run/secrets/token) && npm ci && npm config delete //a/:_authToken\n",
        f"{_MOUNT}cat /run/secrets/token > /dev/null\n",
        f'{_MOUNT}curl -H "Authorization: $(cat /run/secrets/token)" -o a.zip https://example.org/a.zip\n',
        f"{_MOUNT}echo hello > /etc/motd\n",
        Valid("FROM node:24\nRUN --mount=type=secret,id=t,env=[ echo [ > /etc/motd\n", title="no name of a variable"),
        f"{_MOUNT}cat /run/secrets/tokens > /etc/token\n",
        "FROM node:24\nRUN --mount=type=secret,id=ca_cert cp /run/secrets/ca_cert /usr/local/share/ca-certificates/a.crt\n",
        "FROM node:24\nRUN --mount=type=secret,id=t --mount=type=tmpfs,target=/s cp /run/secrets/t /s/t && npm ci\n",
        f"{_MOUNT}cat /run/secrets/token > /etc/token\nFROM node:24\n",
        f'{_MOUNT}git -c http.extraHeader="$(cat /run/secrets/token)" clone https://example.org/a.git\n',
    ),
)
def mounted_secret_in_layer(run: Run, model: SemanticModel) -> Iterator[Finding]:
    """A secret that is mounted for one `RUN` is written into a file that stays in the layer.

    ## Why is this bad?
    `--mount=type=secret` keeps a secret out of the image. When the command copies it to another place, writes it into a file of
    settings or clones a repository with it in the address, everyone who has the image can read it there.

    Let the program read the file where it is mounted: `target=/root/.npmrc`, `target=/root/.netrc`, or give it in a
    variable to the one command that needs it: `env=NPM_TOKEN`.

    Reported is the last stage and what it is built on. What a later command of the same `RUN` removes is passed over, and so are
    certificates.

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://docs.docker.com/reference/dockerfile/#run---mounttypesecret
    """
    if run.is_onbuild or not ships(model, model.stage_of(run)):
        return
    secrets = [(mount, secret) for mount in run.mounts if (secret := _secret(mount, run)) is not None]
    commands = model.commands(run)
    sayings = _Sayings(commands if secrets else ())
    for mount, secret in secrets:
        for index in sayings.mentioning(secret):
            command = commands[index]
            place = _kept(command, secret.search(_piped(commands, index)) is not None, secret)
            if place is not None and not _is_mounted(place, run):
                yield Finding(place, _message(command), (), (Related(mount.span, "it is mounted here"),))
                return


class _Sayings:
    """The words of commands behind which nothing is removed, and of what feeds them: looked through for a secret at once."""

    __slots__ = ("_first", "_starts", "_text")

    def __init__(self, commands: tuple[Command, ...]) -> None:
        self._first = max((index for index, one in enumerate(commands) if _undoes(one)), default=0)
        texts = [f"{_words(commands, index)}\n" for index in range(self._first, len(commands))]
        self._text = "".join(texts)
        self._starts = list(accumulate(map(len, texts), initial=0))

    def mentioning(self, secret: re.Pattern[str]) -> Iterator[int]:
        """The commands that say a secret, in order."""
        places = (bisect_right(self._starts, found.start()) - 1 for found in secret.finditer(self._text))
        yield from (self._first + index for index in dict.fromkeys(places))


def _words(commands: tuple[Command, ...], index: int) -> str:
    """What a command says, and what feeds it where that matters."""
    command = commands[index]
    feeding = _piped(commands, index) if command.name == "tee" or command.name in _PRINTERS else ""
    return "\n".join((feeding, *(word.raw for word in command.arguments)))


def _secret(mount: Flag, run: Run) -> re.Pattern[str] | None:
    """What a command says that uses the secret: its file, the variable that has it, or one that is set from the file."""
    kind, name, target = mount.option("type"), mount.option("id"), mount.option("target", "dst", "destination")
    if kind is None or kind.value != "secret":
        return None
    file = (target.value if target else None) or f"/run/secrets/{(name.value if name else None) or ''}"
    if "$" in file or file.endswith("/") or _OPEN.search((name.value if name else None) or file):
        return None
    path = rf"{re.escape(file)}(?![\w./-])"
    env = mount.option("env")
    text = run.text
    places = (found.start() for found in re.finditer(path, text)) if "$(" in text else ()
    variables = [found[1] for place in places if (found := _SET_FROM.search(text[max(0, place - _LONGEST) : place]))]
    variables += [env.value] if env is not None and env.value else []
    return re.compile("|".join((path, *(rf"\$\{{?{re.escape(one)}\b" for one in variables))))


def _piped(commands: tuple[Command, ...], index: int) -> str:
    """What feeds a command of a pipeline."""
    first = index
    while first and commands[first].operator == "|":
        first -= 1
    text = commands[index].instruction.dockerfile.text
    return text[commands[first].span.start : commands[index].span.start] if first < index else ""


def _kept(command: Command, is_piped: bool, secret: re.Pattern[str]) -> Span | None:
    """The place of a command that tells where the secret is written to."""
    used = [word for word in command.arguments if _uses(word.raw, secret)]
    name, operands = command.name, command.operands()
    if name == "tee" and is_piped and operands:
        return _in_image(operands[-1].value, operands[-1].span)
    files = [one.target for one in command.redirections if one.operator in (">", ">>", ">|") and one.target]
    if name in _PRINTERS and (used or is_piped) and files:
        return _in_image(files[-1].value, files[-1].span)
    if not used:
        return None
    if name == "sed" and command.has_flag("i", "in-place"):
        return operands[-1].span
    if name in _COPIERS and len(operands) > 1 and operands[-1] not in used:
        return operands[-1].span
    if name == "git" and command.subcommand == "clone":
        return next((word.span for word in used if "://" in word.value), None)
    said = " ".join(word.value for word in operands)
    return command.span if any(said.startswith(f"{one} ") for one in _KEEPERS.get(name, ())) else None


def _uses(raw: str, secret: re.Pattern[str]) -> bool:
    """Whether the shell puts the secret into a word: what stands in single quotes or behind a backslash is as it is."""
    for found in secret.finditer(raw):
        before = raw[: found.start()]
        if "$" not in raw or not (before.count("'") % 2 or before.endswith("\\")):
            return True
    return False


def _message(command: Command) -> str:
    if command.name == "git" and command.subcommand == "clone":
        return "`.git/config` keeps the mounted secret, in the layer"
    if command.name in _KEEPERS:
        return f"`{command.name}` keeps the mounted secret in a file, in the layer"
    return "the mounted secret is written into the layer"


def _in_image(file: str, span: Span) -> Span | None:
    return None if file.startswith(("/dev/", "/proc/")) else span


def _undoes(command: Command) -> bool:
    """Whether a command removes a file or a setting: that of a secret further up, most likely."""
    return not _UNDOING.isdisjoint((command.name, *(word.value for word in command.arguments[:3])))


def _is_mounted(place: Span, run: Run) -> bool:
    return (
        covering_mount(run, place.of(run.dockerfile.text).strip("\"'"), kinds=("cache", "tmpfs", "secret")) is not None
    )
