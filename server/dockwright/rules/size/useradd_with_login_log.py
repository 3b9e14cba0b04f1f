from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._packages import is_variable
from dockwright.semantics import SemanticModel
from dockwright.shell import Command, ShellWord
from dockwright.text import whole_number

LARGE = 100_000  # 292 bytes of /var/log/lastlog for each number below: 28 MB


@rule(
    "useradd-with-login-log",
    on=Command,
    commands=("useradd",),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3046",),
    invalid=(
        Invalid(
            "FROM debian:12\nRUN useradd -m -u 123456 app\n",
            "FROM debian:12\nRUN useradd -l -m -u 123456 app\n",
            marked=("123456",),
        ),
        Invalid(
            "FROM debian:12\nARG ID=1234567\nRUN useradd --uid=$ID app\n",
            "FROM debian:12\nARG ID=1234567\nRUN useradd -l --uid=$ID app\n",
            marked=("$ID",),
        ),
        Invalid('FROM debian:12\nRUN ["useradd", "-u", "200000", "app"]\n'),
        Invalid(
            "FROM debian:12\nRUN useradd -u $USER_ID app\n",
            "FROM debian:12\nRUN useradd -l -u $USER_ID app\n",
            settings=HADOLINT,
            title="a long name may be a large number",
        ),
    ),
    valid=(
        "FROM debian:12\nRUN useradd -m -u 1000 app\n",
        "FROM debian:12\nRUN useradd -l -u 123456 app && useradd --no-log-init -u 123457 other\n",
        "FROM debian:12\nRUN useradd -u $USER_ID app\n",
        "FROM debian:12\nRUN useradd app\n",
        Valid("FROM debian:12\nRUN useradd --uid 123456 app\n", settings=HADOLINT, title="only -u counts"),
    ),
)
def useradd_with_login_log(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """`useradd` makes a login log as large as the user's number.

    ## Why is this bad?
    useradd notes the new user in `/var/log/lastlog` and `/var/log/faillog`, at a place that is the user's number times the
    size of an entry. The gap before it takes no room on the disk, but it does in a layer: with a number of ten digits the
    build takes minutes and the layer gigabytes. `-l` (`--no-log-init`) leaves the logs alone; nobody logs in to a container.

    ## References
    - https://docs.docker.com/build/building/best-practices/#user
    """
    if is_hidden(command, settings) or command.has_flag("l", "no-log-init"):
        return
    word = command.flag_value("u") or (None if is_hadolint(settings) else command.flag_value("uid"))
    if word is None or not _is_large(word, command, model, settings):
        return
    fixes: tuple[Fix, ...] = ()
    if not command.script.is_exec:
        fixes = (Fix.insert("Add `-l`", command.name_span.end, " -l"),)
    yield Finding(word.span, "a number this large makes a huge login log", fixes)


def _is_large(word: ShellWord, command: Command, model: SemanticModel, settings: Settings) -> bool:
    value = word.value
    if is_hadolint(settings):
        name = value.lstrip("$").strip("{}")
        return len(f"${{{name}}}" if value.startswith("$") else value) > 5
    if is_variable(value):
        value = model.expand(value, command.instruction) or ""
    return value.isdecimal() and whole_number(value) >= LARGE
