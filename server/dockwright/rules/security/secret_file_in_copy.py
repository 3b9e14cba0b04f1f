from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext, clean
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.rules._layers import ships
from dockwright.semantics import SemanticModel
from dockwright.syntax import Transfer, Word

_KEYS = frozenset(("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".git-credentials", ".netrc"))
"""Files that hold a secret, or they are of no use."""

KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n"
ENV = "DATABASE_PASSWORD=g7Hq2vX9pL\n"


@rule(
    "secret-file-in-copy",
    on=Transfer,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM python:3.12\nCOPY . /app\n",
            "FROM python:3.12\nCOPY . /app\n",
            context={"app.py": "", ".env": ENV},
            marked=(".",),
        ),
        Invalid(
            "FROM python:3.12\nCOPY deploy /app/deploy\n",
            "FROM python:3.12\nCOPY deploy /app/deploy\n",
            context={"deploy/id_rsa": KEY, ".dockerignore": "*.md\n"},
            marked=("deploy",),
        ),
        Invalid(
            "FROM python:3.12\nCOPY id_rsa /root/.ssh/\nRUN pip install git+ssh://git@example.org/a\n",
            context={"id_rsa": KEY},
            marked=("id_rsa",),
            title="named, so no ignore file helps",
        ),
        Invalid(
            "FROM debian:12\nCOPY docker/id_rsa /root/.ssh/\n", marked=("docker/id_rsa",), title="nobody has seen it"
        ),
        Invalid(
            "FROM debian:12\nCOPY deploy_key /root/.ssh/id_ed25519\n",
            marked=("deploy_key",),
            title="the new name tells",
        ),
        Invalid(
            "FROM node:20\nCOPY package.json .npmrc ./\nRUN npm ci\n",
            context={"package.json": "{}", ".npmrc": "//registry.example.org/:_authToken=npm_a8Kd93mVbQ\n"},
            marked=(".npmrc",),
        ),
        Invalid(
            "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
            context={"requirements.txt": "--extra-index-url https://bot:g7Hq2vX9pL@pypi.example.org/simple\nflask\n"},
            marked=("requirements.txt",),
        ),
    ),
    valid=(
        "FROM python:3.12\nCOPY . /app\n",
        "FROM debian:12\nCOPY id_rsa.pub /root/.ssh/authorized_keys\nCOPY --from=keys /id_rsa /root/.ssh/\n",
        Valid(
            "FROM python:3.12\nCOPY . /app\n",
            context={"requirements.txt": "--extra-index-url https://${USER}:${TOKEN}@pypi.example.org/simple\nflask\n"},
        ),
        Valid("FROM python:3.12\nCOPY . /app\n", context={".env": ENV, ".dockerignore": ".env\n"}),
        Valid("FROM python:3.12\nCOPY . /app\n", context={".env": "DEBUG=1\nPASSWORD=changeme\n"}, title="made up"),
        Valid("FROM python:3.12\nCOPY . /app\n", context={".env.example": ENV}),
        Valid("FROM python:3.12\nCOPY . /app\n", context={"tests/server.key": KEY}, title="a key for tests"),
        Valid("FROM python:3.12\nCOPY netrc /root/.netrc\n", context={"netrc": ""}, title="it holds nothing"),
        Valid("FROM python:3.12\nCOPY . /app\n", context={"ca.pem": "-----BEGIN CERTIFICATE-----\nMII=\n"}),
        Valid("FROM node:20\nCOPY . /app\n", context={".npmrc": "//registry.example.org/:_authToken=${NPM_TOKEN}\n"}),
        Valid(
            "FROM node:20\nCOPY . /app\n", context={".env": "VITE_API_KEY=g7Hq2vX9pL\n"}, title="every browser gets it"
        ),
        Valid(
            "FROM node:20\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\nCOPY src /app\n",
            context={".npmrc": "//registry.example.org/:_authToken=npm_a8Kd93mVbQ\n", "src/a.js": ""},
        ),
    ),
)
def secret_file_in_copy(copy: Transfer, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """A file that holds a secret is copied into the image.

    ## Why is this bad?
    Whoever has the image has the file, also when a later instruction removes it: the layer that it was copied to still holds
    it. What a build needs is given to a single `RUN` with `--mount=type=secret`, what the program needs when the container
    starts.

    Reported are files of the build context whose content tells: private keys, settings in an `.env` with the name of a secret
    and a value that is not made up, logins for registries, package indexes and clouds, keys of service accounts. Files for tests and examples
    are passed over. Of a file that is not there the name tells, or the one that it
    is given: `id_rsa`, `.netrc`.

    ## Fix safety
    The fix adds the files to the ignore file, where no instruction names them. It is unsafe: the program may read them in
    the image.

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    if copy.from_ is not None or copy.is_onbuild:
        return
    is_known = context.is_known
    if not is_known and not any(map(copy.text.__contains__, _KEYS)):
        return
    severity = None
    for word in copy.sources:
        key = _key(word, copy)
        if not is_known and not key:
            continue
        severity = severity or (None if ships(model, model.stage_of(copy)) else Severity.INFO)
        path = _path(word)
        if path is None or _is_covered(word, path, model):
            continue
        if not is_known or not context.exists(path):
            if key:
                told = "its name tells" if key == path.rpartition("/")[2] else f"the name `{key}` tells"
                yield Finding(word.span, f"`{word.raw}` holds a secret, as {told}", (), (), severity)
            continue
        from dockwright.refactorings.ignore_file import ignore_file, listed
        from dockwright.refactorings.secret_files import secrets, sent_secrets, unneeded_secrets

        is_directory = path == "" or context.is_dir(path)
        found = sent_secrets(context, path) if is_directory else tuple(secrets(context, iter((path,))))
        if not found:
            continue
        names = listed([f"`{one.path}`" for one in found])
        told = f", which holds {found[0].holds}" if len(found) == 1 else " with secrets"
        hidden = unneeded_secrets(model, context, path) if is_directory else ()
        fixes: tuple[Fix, ...] = ()
        if hidden == found:
            file = ignore_file(context, tuple(one.path for one in hidden))
            fixes = (Fix(f"Add {names} to `{file.path}`", (), Safety.UNSAFE, (file,)),)
        message = f"`{word.raw}` brings {names}{told}" if is_directory else f"`{word.raw}` holds {found[0].holds}"
        yield Finding(word.span, message, fixes, (), severity)


def _key(word: Word, copy: Transfer) -> str:
    """The name that tells of a secret: the file's own, or the one that it is given; "": none does."""
    names = [word.value.rstrip("/").rpartition("/")[2]]
    if len(copy.sources) == 1 and copy.destination is not None:
        names.append(copy.destination.value.rpartition("/")[2])
    return next((name for name in names if name in _KEYS), "")


def _path(word: Word) -> str | None:
    """The context path of a source that is neither a pattern nor remote."""
    value = word.value
    if (
        not value
        or not word.is_literal
        or "://" in value
        or value.startswith("git@")
        or "*" in value
        or "?" in value
        or "[" in value
    ):
        return None
    return clean(value)


def _is_covered(word: Word, path: str, model: SemanticModel) -> bool:
    """Whether an earlier source has been reported for the same files."""
    firsts = model.keep(_first_places, lambda: _first_places(model))
    above = path
    while firsts.get(above, word.span.start) >= word.span.start:
        if not above:
            return False
        above = above.rpartition("/")[0]
    return True


def _first_places(model: SemanticModel) -> dict[str, int]:
    """Where each context path is named first as a source."""
    found: dict[str, int] = {}
    for instruction in model.dockerfile.instructions:
        if isinstance(instruction, Transfer) and instruction.from_ is None and not instruction.is_onbuild:
            for word in instruction.sources:
                path = _path(word)
                if path is not None:
                    found.setdefault(path, word.span.start)
    return found
