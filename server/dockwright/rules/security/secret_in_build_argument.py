from __future__ import annotations

import re
from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Severity, rule
from dockwright.semantics import SemanticModel
from dockwright.syntax import Arg, Env

SECRET = re.compile(
    r"(?:^|_)(?:apikey|auth|credentials?|key|password|passwd|pword|secret|token)(?:_|$)",
    re.IGNORECASE,
)
HARMLESS = re.compile(r"(?:^|_)(?:public|file|version)(?:_|$)", re.IGNORECASE)


@rule(
    "secret-in-build-argument",
    on=(Arg, Env),
    severity=Severity.WARNING,
    aliases=("SecretsUsedInArgOrEnv", "DL3064"),
    invalid=(
        Invalid("FROM alpine:3.20\nARG NPM_TOKEN\n", marked=("NPM_TOKEN",)),
        Invalid("FROM alpine:3.20\nENV USER=app DB_PASSWORD=x\n", marked=("DB_PASSWORD",)),
        Invalid("FROM alpine:3.20\nENV aws_secret_access_key=$X\n", marked=("aws_secret_access_key",)),
    ),
    valid=(
        "FROM alpine:3.20\nARG VERSION\n",
        "FROM alpine:3.20\nENV PASSWORD_FILE=/run/secrets/db\n",
        "FROM alpine:3.20\nENV PUBLIC_KEY=/etc/key.pub\n",
        "FROM alpine:3.20\nARG TOKENIZER=fast\n",
        "FROM alpine:3.20\nRUN --mount=type=secret,id=token cat /run/secrets/token\n",
        "ARG NPM_TOKEN\nFROM alpine:3.20\n",
    ),
)
def secret_in_build_argument(instruction: Arg | Env, model: SemanticModel) -> Iterator[Finding]:
    """A build argument or environment variable seems to hold a secret, and both stay readable in the image.

    ## Why is this bad?
    `docker history` and `docker inspect` show the values of build arguments and environment variables to everyone who has
    the image. Give a secret to the one `RUN` that needs it with `--mount=type=secret`: it is never written to a layer.

    The rule judges by the name: one of its words (between `_`) is key, token, secret, password, auth or credential, and
    none is public, file or version.

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
    """
    if model.stage_of(instruction) is None:
        return
    for pair in instruction.pairs:
        name = pair.key.value
        if SECRET.search(name) and not HARMLESS.search(name):
            yield Finding(pair.key.span, f"`{name}` seems to hold a secret that stays readable in the image")
