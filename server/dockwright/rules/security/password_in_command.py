from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.passwords import (
    ATTACHED_FLAGS,
    LOGIN_FLAGS,
    NO_SECRET,
    ONLY_WITH,
    PASSWORD_FLAGS,
    SETTINGS,
    VARIABLES,
)
from dockwright.knowledge.secrets import is_made_up
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.rules._secrets import holds_secret, look_for
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Dockerfile, Run
from dockwright.text import Span

_FLAG = lazy_pattern(r"\s-(?:[^\s-]*[aUuPp]|\S*(?:auth|new|pass|user))")  # one of those in the tables, or another
_CLUSTER = lazy_pattern(r"-[fgikLnOsSvjJ#]+u")  # letters of curl without a value, and then the user
_KEY = lazy_pattern(r"(?i)key|auth")
_may_name_password = look_for("pass", "pwd", "auth", "secret", "token")
"""Whether there may be a variable for a password."""

_PROGRAMS = frozenset(
    (*PASSWORD_FLAGS, *ATTACHED_FLAGS, *LOGIN_FLAGS, *SETTINGS, "chpasswd", "passwd", "htpasswd", "openssl")
)

_OF_OPENSSL = ("salt", "in", "rand", "writerand")

PASSWORD = "tr0ub4dor" + "&3"


@rule(
    "password-in-command",
    on=Dockerfile,
    severity=Severity.WARNING,
    default=False,
    invalid=(
        Invalid("FROM debian:12\nRUN echo 'root:toor' | chpasswd\n", marked=("'root:toor'",)),
        Invalid("FROM fedora:40\nRUN echo toor | passwd --stdin root\n", marked=("toor",)),
        Invalid("FROM debian:12\nRUN chpasswd <<< root:toor\n", marked=("root:toor",)),
        Invalid(f"FROM debian:12\nRUN curl -fu 'me:{PASSWORD}' https://example.org/a\n", marked=(f"'me:{PASSWORD}'",)),
        Invalid("FROM debian:12\nRUN curl --user=me:toor https://example.org/a\n", marked=("--user=me:toor",)),
        Invalid("FROM debian:12\nRUN wget --password=toor https://example.org/a\n", marked=("--password=toor",)),
        Invalid("FROM mysql:8\nRUN mysql -uroot -ptoor -e 'select 1'\n", marked=("-ptoor",)),
        Invalid("FROM debian:12\nRUN sshpass -p toor ssh me@example.org\n", marked=("toor",)),
        Invalid("FROM docker:27\nRUN docker login -u me --password toor\n", marked=("toor",)),
        Invalid("FROM httpd:2.4\nRUN htpasswd -bc /etc/users me toor\n", marked=("toor",)),
        Invalid("FROM debian:12\nRUN openssl genrsa -aes256 -passout pass:toor\n", marked=("pass:toor",)),
        Invalid("FROM debian:12\nRUN useradd -p \"$(openssl passwd -6 -salt ab toor)\" me\n", marked=("toor",)),
        Invalid("FROM debian:12\nRUN aws configure set aws_secret_access_key toor\n", marked=("toor",)),
        Invalid("FROM postgres:16\nRUN PGPASSWORD=toor psql -h db\n", marked=("PGPASSWORD=toor",)),
        Invalid("FROM debian:12\nRUN export API_TOKEN=toor && ./fetch\n", marked=("API_TOKEN=toor",)),
    ),
    valid=(
        "FROM debian:12\nRUN echo \"root:$PASSWORD\" | chpasswd\n",
        "FROM debian:12\nRUN echo 'root:$6$abc$def' | chpasswd -e\n",
        "FROM debian:12\nRUN --mount=type=secret,id=p curl -u \"me:$(cat /run/secrets/p)\" https://example.org/a\n",
        "FROM debian:12\nRUN curl -u me https://example.org/a && curl -H 'A: b' -sU: https://example.org/b\n",
        "FROM mysql:8\nRUN mysql -u root -p database && mysql -u root --password database\n",
        "FROM debian:12\nRUN openssl passwd -6 -stdin < /run/secrets/a && aws configure set region eu-west-1\n",
        "FROM docker:27\nRUN docker run -p 80:80 nginx && docker login -u me --password-stdin\n",
        "FROM eclipse-temurin:21\nRUN keytool -importcert -cacerts -storepass changeit -noprompt -file /ca.crt\n",
        "FROM debian:12\nRUN key=ABCD1234 && gpg --recv-keys \"$key\" && token_file=/tmp/token ./fetch\n",
        "FROM debian:12\nRUN echo root:toor\n",
        "FROM ruby:3.4\nRUN SECRET_KEY_BASE=dummy rails assets:precompile && SECRET_KEY_BASE=unused rails x:y\n",
        "FROM python:3.13\nRUN SECRET_KEY=not-needed-here python manage.py collectstatic\n",
    ),
)  # fmt: skip
def password_in_command(dockerfile: Dockerfile, model: SemanticModel) -> Iterator[Finding]:
    """A command is given a password that is written in the file.

    ## Why is this bad?
    Everyone who has the file, or the image's history, has the password: of the account in every container, or of the
    server that the build talks to. An account in a container hardly ever needs a password; what the build needs can be a
    secret of the build.

    ```dockerfile
    RUN --mount=type=secret,id=password \\
        curl -u "ci:$(cat /run/secrets/password)" -O https://example.org/app.tgz
    ```

    Found are values of flags, assignments and what is piped into `chpasswd`, where they are written out. Secrets that can be told
    by their form are reported by `hard-coded-secret`, and `ARG` and `ENV` with the name of a secret by
    `secret-in-build-argument`.

    The rule is off unless it is asked for: images for tests and demonstrations do so on purpose.

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://cwe.mitre.org/data/definitions/798.html
    """
    names_somewhere = _may_name_password(dockerfile.text)
    if not names_somewhere and all(_PROGRAMS.isdisjoint(stage.programs) for stage in model.stages):
        return
    for run in dockerfile.instructions:
        if not isinstance(run, Run):
            continue
        has_names = names_somewhere and _may_name_password(run.text)
        for command in model.commands(run):
            if has_names or command.name in _PROGRAMS:
                for span in _spans(command, has_names):
                    yield Finding(span, "a password is written in plain, for everyone who has the file or the image")


def _spans(command: Command, has_names: bool) -> Iterator[Span]:
    if command.name in _PROGRAMS:
        yield from _given(command)
    if has_names:
        yield from _assigned(command)


def _given(command: Command) -> Iterator[Span]:
    name = command.name
    if command.may_hold(_FLAG):
        yield from _flagged(command)
    if name in ("chpasswd", "passwd"):
        yield from _fed(command)
    elif name == "htpasswd" and command.has_flag("b") and len(words := command.operands()) > 1 and words[-1].is_literal:
        yield words[-1].span
    elif name == "openssl" and command.arguments[:1] and command.arguments[0].value == "passwd":
        yield from (one.span for one in command.operands(_OF_OPENSSL)[1:] if one.is_literal)
    elif name in SETTINGS:
        verbs, secrets = SETTINGS[name]
        operands = command.operands()
        values = [word.value for word in operands[: len(verbs) + 1]]
        if values[:-1] == list(verbs) and values[-1] in secrets and len(operands) > len(values):
            yield from (word.span for word in operands[len(values) :][:1] if word.is_literal)
    elif name == "openssl":
        yield from (one.span for one in command.arguments if one.is_literal and one.value[:5] == "pass:" != one.value)


def _flagged(command: Command) -> Iterator[Span]:
    """The values of flags."""
    name = command.name
    if name in PASSWORD_FLAGS and _means_login(command):
        yield from (word.span for word, value in _values(command, PASSWORD_FLAGS[name]) if _is_password(value))
    if name in ATTACHED_FLAGS:
        flags = ATTACHED_FLAGS[name]
        attached = [word for word in command.arguments if word.value.startswith(flags) and word.is_literal]
        yield from (word.span for word in attached if word.value not in flags)
    if name in LOGIN_FLAGS:
        logins = ((word, value.partition(":")[2]) for word, value in _values(command, LOGIN_FLAGS[name]))
        yield from (word.span for word, password in logins if _is_password(password))


def _means_login(command: Command) -> bool:
    needed = ONLY_WITH.get(command.name)
    return needed is None or any(word.value in needed for word in command.arguments)


def _values(command: Command, flags: tuple[str, ...]) -> Iterator[tuple[ShellWord, str]]:
    """The values that are given to these flags, each with the word it stands in; literal ones only."""
    arguments = command.arguments
    for index, word in enumerate(arguments):
        if not word.value.startswith("-"):
            continue
        written, equals, value = word.value.partition("=")
        is_cluster = "-u" in flags and _CLUSTER.fullmatch(word.value) is not None
        if (word.value in flags or is_cluster) and index + 1 < len(arguments):
            behind = arguments[index + 1]
            if behind.is_literal:
                yield behind, behind.value
        elif equals and written in flags and written.startswith("--") and word.is_literal:
            yield word, value
        elif word.value[:2] in flags and len(word.value) > 2 and word.value[1] != "-" and word.is_literal:
            yield word, word.value[2:]


def _is_password(value: str) -> bool:
    return value not in NO_SECRET and value not in ("", "-")


def _fed(command: Command) -> Iterator[Span]:
    """What comes through a pipe or a here-string."""
    if command.has_flag("e", "encrypted") or (command.name == "passwd" and not command.has_flag("stdin")):
        return
    needs_colon = command.name == "chpasswd"
    words = [one.target for one in command.redirections if one.operator == "<<<"]
    if command.operator == "|":
        before = command.script.commands[: command.script.commands.index(command)]
        if before and before[-1].next_operator == "|" and before[-1].name in ("echo", "printf"):
            words += before[-1].operands()
    for word in words:
        if word is not None and word.is_literal and (":" in word.value or not needs_colon):
            yield word.span


def _assigned(command: Command) -> Iterator[Span]:
    if command.name == "export":
        pairs = ((word.value.partition("=")[0], word.value.partition("=")[2], word.span) for word in _literal(command))
    else:
        values = ((one, one.value) for one in command.assignments)
        pairs = ((one.name, value.value, one.span) for one, value in values if value is not None and value.is_literal)
    for name, value, span in pairs:
        is_meant = holds_secret(name, value) and not _is_mere_key(name) and not is_made_up(value)
        if value and (name in VARIABLES or is_meant):
            yield span


def _is_mere_key(name: str) -> bool:
    """Whether a name may be that of a key whose fingerprint a script looks up."""
    return _KEY.search(name) is not None and "secret" not in name.lower()


def _literal(command: Command) -> Iterator[ShellWord]:
    return (word for word in command.arguments if word.is_literal)
