"""Files of the context that hold a secret, as their content proves: a name alone convicts nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.local_files import EXAMPLE_DIRECTORIES, EXAMPLE_WORDS, PRIVATE_KEY_SUFFIXES, PUBLIC_PREFIXES
from dockwright.knowledge.secrets import PASSWORD_IN_ADDRESS, is_made_up
from dockwright.patterns import lazy_pattern
from dockwright.semantics import SemanticModel
from dockwright.values import NamedTuple

_PRIVATE_KEY = lazy_pattern(
    r"^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*$|^PuTTY-User-Key-File-", re.MULTILINE
)
_NAMES = lazy_pattern(
    r"(?:^|_)(?:api_?key|secret(?:_?key)?|password|passwd|token|private_?key|access_?key|client_?secret|auth_?token)$",
    re.I,
)
_SETTING = lazy_pattern(r"^[^\S\n]*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$", re.MULTILINE)
_REQUIREMENTS = lazy_pattern(r"(?:requirements|constraints)[\w.-]*\.(?:txt|in)")
_SHORTEST = 8  # characters of a value that is worth to be called a secret
_LARGEST = 1 << 16  # bytes of a file that is looked into


class SecretFile(NamedTuple):
    """A file and what it holds, as the end of the clause `... holds`."""

    path: str
    holds: str


def secrets(context: BuildContext, paths: Iterator[str]) -> Iterator[SecretFile]:
    """Those of the files that hold a secret."""
    for path in paths:
        kind = _kind(path)
        if kind is None or _is_example(path) or (context.size(path) or 0) > _LARGEST:
            continue
        holds = _HOLDERS[kind](context.read(path) or "")
        if holds:
            yield SecretFile(path, holds)


def _kind(path: str) -> str | None:
    """Which look a file is worth, by its name."""
    name = basename(path)
    if name == ".env" or name.startswith(".env."):
        return "env"
    if name.endswith(PRIVATE_KEY_SUFFIXES) and path != "config/master.key":
        return "key"
    if name in (".npmrc", ".yarnrc.yml", ".netrc", "_netrc", ".pypirc", ".git-credentials"):
        return "login"
    if name.lower() == "nuget.config" or name == "settings.xml":
        return "feed"
    if path.endswith((".aws/credentials", ".docker/config.json")):
        return "login"
    if name in ("pip.conf", "pip.ini", "Pipfile", "uv.toml") or _REQUIREMENTS.fullmatch(name):
        return "index"
    if path.endswith("config/master.key"):
        return "rails"
    return (
        "account" if name.endswith(".json") and not name.startswith(("package", "tsconfig")) and _may_be(name) else None
    )


def _may_be(name: str) -> bool:
    return any(word in name.lower() for word in ("account", "credential", "firebase", "gcp", "google", "secret", "key"))


def _is_example(path: str) -> bool:
    *directories, name = path.lower().split("/")
    parts = re.split(r"[._-]", name)
    return any(one in EXAMPLE_DIRECTORIES for one in directories) or any(one in EXAMPLE_WORDS for one in parts)


def _key(text: str) -> str:
    return "a private key" if _PRIVATE_KEY.search(text) else ""


def _env(text: str) -> str:
    for name, value in _SETTING.findall(text):
        value = value.split(" #")[0].strip().strip("'\"")
        if name.upper().startswith(PUBLIC_PREFIXES) or len(value) < _SHORTEST or is_made_up(value):
            continue
        if _NAMES.search(name):
            return f"`{name}`"
    return ""


_LOGIN = lazy_pattern(
    r"(?m)(?:_authToken|_auth|_password|npmAuthToken:)\s*(?:=\s*)?[\"']?([^\s\"'#$]{8,})|^\s*password\s*(?:[=:]\s*)?([^\s$]{4,})"
    r"|\bpassword\s+([^\s$]{4,})|://[^\s:/@]+:([^\s@/$]{4,})@|aws_secret_access_key\s*=\s*([^\s$]{8,})|\"auth\"\s*:\s*\"([^\"$]{8,})\""
)


def _login(text: str) -> str:
    found = (next(filter(None, groups)) for groups in _LOGIN.findall(text))
    return "a login" if any(not is_made_up(value) for value in found) else ""


_FEED = lazy_pattern(
    r"\"ClearTextPassword\"\s+value\s*=\s*\"([^\"%$]{6,})\"|<password>\s*([^\s<${]{6,})\s*</password>", re.I
)


def _feed(text: str) -> str:
    """NuGet's and Maven's settings with a password that is written out."""
    found = (next(filter(None, groups)) for groups in _FEED.findall(text))
    return "the password of a package feed" if any(not is_made_up(value) for value in found) else ""


def _account(text: str) -> str:
    is_account = (
        re.search(r'"type"\s*:\s*"service_account"', text) and '"private_key"' in text and "PRIVATE KEY-----" in text
    )
    return "the key of a service account" if is_account else ""


def _rails(text: str) -> str:
    return "the key to the project's credentials" if re.fullmatch(r"[0-9a-f]{32}\s*", text) else ""


def _index(text: str) -> str:
    return "a login" if any(not is_made_up(password) for _, password, _ in PASSWORD_IN_ADDRESS.findall(text)) else ""


_HOLDERS = {
    "index": _index,
    "key": _key,
    "env": _env,
    "login": _login,
    "feed": _feed,
    "account": _account,
    "rails": _rails,
}


def sent_secrets(context: BuildContext, directory: str = "") -> tuple[SecretFile, ...]:
    """The secrets that a COPY of the directory brings."""
    return tuple(secrets(context, context.sent_files(directory)))


def unneeded_secrets(model: SemanticModel, context: BuildContext, directory: str = "") -> tuple[SecretFile, ...]:
    """Those of which no instruction speaks, so that an ignore file may leave them out."""
    found = sent_secrets(context, directory)
    text = model.dockerfile.text if found else ""
    return tuple(one for one in found if not _is_needed(basename(one.path), text))


_READERS = {".npmrc": "p?npm|yarn|bun", ".yarnrc.yml": "yarn", "nuget.config": "dotnet|nuget|msbuild"}
"""Settings with the programs that look for them by themselves: they may be a secret, but the build needs them."""


def _is_needed(name: str, text: str) -> bool:
    readers = _READERS.get(name.lower())
    if readers is not None and re.search(rf"\b(?:{readers})\b", text):
        return True
    return re.search(rf"(?<![\w.-]){re.escape(name)}\b", text) is not None
