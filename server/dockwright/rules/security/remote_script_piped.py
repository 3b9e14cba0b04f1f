from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.shell import Command
from dockwright.syntax import Run

_SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "python", "python3", "perl", "node", "php"))
_OFFICIAL = {
    "astral.sh/uv": "`COPY --from=ghcr.io/astral-sh/uv`",
    "getcomposer.org": "`COPY --from=composer`",
    "deno.land": "`COPY --from=denoland/deno:bin`",
    "bun.sh/install": "`COPY --from=oven/bun`",
    "sh.rustup.rs": "the image `rust`",
    "deb.nodesource.com": "`COPY --from=node`",
}


@rule(
    "remote-script-piped",
    on=Command,
    commands=("curl", "wget"),
    severity=Severity.INFO,
    default=False,
    invalid=(
        Invalid("FROM debian:12\nRUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash -\n", marked=("curl",)),
        Invalid("FROM debian:12\nRUN wget -qO- https://example.org/install | sudo sh\n", marked=("wget",)),
    ),
    valid=(
        "FROM debian:12\nRUN curl -fsSL https://example.org/a.tar.gz | tar xz\n",
        "FROM debian:12\nRUN curl -fsSL https://example.org/key | gpg --dearmor > /etc/apt/keyrings/a.gpg\n",
        "FROM debian:12\nRUN curl -o install.sh https://example.org/install && echo \"0123  install.sh\" | sha256sum -c && sh install.sh\n",
    ),
)  # fmt: skip
def remote_script_piped(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """A script from the network is run as it comes.

    ## Why is this bad?
    Nobody has seen what is run with the rights of root, tomorrow's image may differ from today's, and where the connection breaks
    half of a script is run. Download it, compare it with a checksum, and run it then; or copy the program from an image of its
    maker's.

    The rule is off unless it is asked for: it is how the makers of many programs say that they are installed.

    ## References
    - https://docs.docker.com/build/building/best-practices/
    """
    run = command.instruction
    if not isinstance(run, Run) or command.next_operator != "|":
        return
    commands = model.commands(run)
    place = next((index for index, one in enumerate(commands) if one is command), len(commands))
    while place + 1 < len(commands) and commands[place].next_operator == "|":
        place += 1
        if commands[place].name in _SHELLS and not any(
            word.value in ("-c", "-m", "-e") for word in commands[place].arguments
        ):
            text = " ".join(word.value for word in command.arguments)
            better = next((image for host, image in _OFFICIAL.items() if host in text), None)
            hint = f"; there is {better}" if better is not None else ""
            message = f"what `{command.name}` fetches is run by `{commands[place].name}` unchecked{hint}"
            yield Finding(command.name_span, message)
            return
