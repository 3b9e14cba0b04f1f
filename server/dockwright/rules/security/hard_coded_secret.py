from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.secrets import FORMS, PASSWORD_IN_ADDRESS, UNSIGNED_FORMS, Form, is_made_up, may_be_signed
from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.rules._addresses import is_local
from dockwright.syntax import Dockerfile
from dockwright.text import Span

# Made up, and put together here: nobody's scanner is to be alarmed.
TOKEN = "ghp_" + "R7dKq2Wz9LmX4vBt6NyC1sPf8HgJ3eUa5ToQ"
KEY_ID = "AKIA" + "Q7RWZ2LMX4VBT6NY"
UUID = "5f0c1b7e-93d4" + "-4a52-8e61-0d9b7a3c2f18"
PASSWORD = "tr0ub4dor" + "&3"


@rule(
    "hard-coded-secret",
    on=Dockerfile,
    severity=Severity.ERROR,
    invalid=(
        Invalid(f"FROM alpine:3.20\nENV GITHUB={TOKEN}\n", marked=(TOKEN,)),
        Invalid(f"FROM alpine:3.20\nRUN git clone https://{TOKEN}@github.com/example/app\n", marked=(TOKEN,)),
        Invalid(f"FROM alpine:3.20\nRUN git clone https://me:{TOKEN}@github.com/example/app\n", marked=(TOKEN,)),
        Invalid(f"FROM alpine:3.20\nRUN export AWS_ACCESS_KEY_ID={KEY_ID} && ./fetch\n", marked=(KEY_ID,)),
        Invalid(f"FROM alpine:3.20\nADD https://ci:{PASSWORD}@example.org/app.tgz /\n", marked=(PASSWORD,)),
        Invalid(f"FROM node:24\nRUN echo '//npm.example.org/:_authToken={UUID}' > .npmrc\n"),
        Invalid(f"FROM node:24\nRUN npm config set //npm.example.org/:_authToken {UUID}\n"),
        Invalid(f"FROM node:24\nRUN echo '//npm.example.org/:_authToken=npm_{TOKEN[4:]}' > .npmrc\n"),
        Invalid("FROM alpine:3.20\nCOPY <<EOF /root/.ssh/id\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\nEOF\n"),
    ),
    valid=(
        "FROM alpine:3.20\nRUN --mount=type=secret,id=token git clone https://$(cat /run/secrets/token)@github.com/example/app\n",
        "FROM alpine:3.20\nENV DATABASE_URL=postgres://postgres:postgres@db/app\n",
        "FROM alpine:3.20\nENV DATABASE_URL=postgres://app:$PASSWORD@db/app BROKER=amqp://guest:guest@localhost\n",
        f"FROM alpine:3.20\nENV DATABASE_URL=postgres://app:{PASSWORD}@localhost/app\n",
        "FROM alpine:3.20\nENV TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        "FROM node:24\nRUN echo '//npm.example.org/:_authToken=${NPM_TOKEN}' > .npmrc\n",
        "FROM node:24\nRUN sed -i s/:_authToken=NPM_TOKEN_OF_BUILD/:_authToken=$T/ .npmrc\n",
        f"FROM alpine:3.20\n# such as {TOKEN}\nRUN true\n",
        "FROM alpine:3.20\nCOPY <<EOF /ca.pem\n-----BEGIN CERTIFICATE-----\nEOF\n",
    ),
)
def hard_coded_secret(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A token, a private key or the password of an address is written in the file.

    ## Why is this bad?
    Everyone who can read the repository, or pull the image, has it: what instructions say is kept in the image's history. It
    is known by now: make it void, and give the new one to the `RUN` that needs it as a secret.

    ```dockerfile
    RUN --mount=type=secret,id=token \\
        git clone "https://$(cat /run/secrets/token)@github.com/example/app"
    ```

    Found are secrets that can be told by their form. Passwords of services on the same machine, usual passwords and placeholders
    are left alone, and so are comments, which are in no image. `secret-in-build-argument` goes by the names of variables.

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://cwe.mitre.org/data/definitions/798.html
    """
    text = dockerfile.text
    told = set()
    for form in FORMS if may_be_signed(text) else UNSIGNED_FORMS:
        for mark in form.marks:
            if mark in text:
                for span in _tokens(text, mark, form):
                    told.add(span)
                    yield from _finding(dockerfile, span, form.name)
    if "@" in text and "://" in text:
        for address in PASSWORD_IN_ADDRESS.finditer(text):
            user, password, host = address.groups()
            if Span(*address.span(2)) in told:
                continue  # a token is known by its name
            if password != user and not is_local(host) and not is_made_up(password):
                yield from _finding(dockerfile, Span(*address.span(2)), "a password")


def _tokens(text: str, mark: str, form: Form) -> Iterator[Span]:
    at = text.find(mark)
    while at >= 0:
        found = form.pattern.match(text, at + len(mark))
        if found is not None and _is_alone(text, at) and not is_made_up(found[0]):
            yield Span(at, found.end())
        at = text.find(mark, at + len(mark))


def _is_alone(text: str, at: int) -> bool:
    """Whether a mark is not the middle of a longer word."""
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "_-")


def _finding(dockerfile: Dockerfile, span: Span, name: str) -> Iterator[Finding]:
    instruction = dockerfile.instruction_at(span.start)
    is_inside = instruction is not None and instruction.span.covers(span)
    if is_inside and dockerfile.comment_at(span.start) is None:
        yield Finding(span, f"{name} is written in plain, for everyone who has the file or the image")
