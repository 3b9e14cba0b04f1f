"""The flags of each instruction: what exists, and how the text behind a keyword falls into flags and arguments."""

from __future__ import annotations

import re

from dockwright.patterns import lazy_pattern
from dockwright.syntax.lines import BLANKS
from dockwright.syntax.nodes import Flag, Option, Word
from dockwright.syntax.words import find_variables
from dockwright.text import MappedText
from dockwright.values import NamedTuple


class FlagKind(NamedTuple):
    """A flag that BuildKit knows. `value` is one of string, boolean, duration, integer, mount, device."""

    name: str
    value: str
    doc: str
    repeats: bool = False
    choices: tuple[str, ...] = ()

    @property
    def is_boolean(self) -> bool:
        return self.value == "boolean"


class MountKey(NamedTuple):
    """A key of `--mount`; `types` are the mount types that take it, empty: all."""

    name: str
    doc: str
    types: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    value: str = "string"  # string, boolean, choice, size, octal, integer
    choices: tuple[str, ...] = ()


_CHOWN = FlagKind("chown", "string", "Owner of the files in the image: `user[:group]`, names or numbers")
_CHMOD = FlagKind("chmod", "string", "Mode of the files in the image: octal, or symbolic such as `u=rwX,go=rX`")
_LINK = FlagKind("link", "boolean", "Add the files as a layer of their own, reusable when the base image changes")
_EXCLUDE = FlagKind("exclude", "string", "Pattern of files to leave out", repeats=True)

# Source: the BuildKit Dockerfile frontend 1.26 (August 2026), labs channel included.
FLAGS: dict[str, tuple[FlagKind, ...]] = {
    "FROM": (FlagKind("platform", "string", "Platform of the base image, such as `linux/amd64` or `$BUILDPLATFORM`"),),
    "RUN": (
        FlagKind(
            "mount", "mount", "Mount a cache, secret, ssh agent, directory or tmpfs for this command", repeats=True
        ),
        FlagKind("network", "string", "Network the command runs in", choices=("default", "none", "host")),
        FlagKind("security", "string", "Security mode of the command", choices=("sandbox", "insecure")),
        FlagKind("device", "device", "Give the command access to a device (CDI name)", repeats=True),
    ),
    "COPY": (
        FlagKind("from", "string", "Copy from a stage, an image or a named context instead of the build context"),
        _CHOWN,
        _CHMOD,
        _LINK,
        FlagKind("parents", "boolean", "Keep the parent directories of the sources"),
        _EXCLUDE,
    ),
    "ADD": (
        _CHOWN,
        _CHMOD,
        _LINK,
        FlagKind("checksum", "string", "Digest that the downloaded file must have: `sha256:...`"),
        FlagKind("keep-git-dir", "boolean", "Keep the `.git` directory of a repository"),
        FlagKind("unpack", "boolean", "Whether to unpack an archive, local or remote"),
        _EXCLUDE,
    ),
    "HEALTHCHECK": (
        FlagKind("interval", "duration", "Time between two checks, such as `30s`"),
        FlagKind("timeout", "duration", "Time after which a check has failed"),
        FlagKind("start-period", "duration", "Time a container gets to start before failures count"),
        FlagKind("start-interval", "duration", "Time between two checks during the start period"),
        FlagKind("retries", "integer", "Failures in a row that make a container unhealthy"),
    ),
}

EXPANDED = frozenset(("FROM", "RUN", "COPY", "ADD"))  # variables are expanded in the flags of these

MOUNT_TYPES: dict[str, str] = {
    "bind": "A directory of the build context, a stage or an image, read-only by default",
    "cache": "A directory that outlives the build, shared between builds",
    "tmpfs": "A file system in memory, gone after the command",
    "secret": "A file or environment variable with a secret, never stored in the image",
    "ssh": "The ssh agent of the one who builds",
}

MOUNT_KEYS: tuple[MountKey, ...] = (
    MountKey("type", "Kind of mount, `bind` when left out", value="choice", choices=tuple(MOUNT_TYPES)),
    MountKey("target", "Path in the container", aliases=("dst", "destination")),
    MountKey("source", "Path in the context, stage or image; for a secret its id", aliases=("src",)),
    MountKey("from", "Stage, image or named context that the source is in", types=("bind", "cache")),
    MountKey("id", "Name of the cache, secret or ssh agent", types=("cache", "secret", "ssh")),
    MountKey(
        "sharing",
        "What happens when two builds use the cache at once",
        types=("cache",),
        value="choice",
        choices=("shared", "private", "locked"),
    ),
    MountKey("readonly", "Whether the mount cannot be written to", aliases=("ro",), value="boolean"),
    MountKey("readwrite", "Whether the mount can be written to; writes are lost", aliases=("rw",), value="boolean"),
    MountKey("required", "Fail when the secret or agent is missing", types=("secret", "ssh"), value="boolean"),
    MountKey("size", "Largest size of the file system", types=("tmpfs",), value="size"),
    MountKey("mode", "File mode, octal", types=("cache", "secret", "ssh"), value="octal"),
    MountKey("uid", "Number of the owning user", types=("cache", "secret", "ssh"), value="integer"),
    MountKey("gid", "Number of the owning group", types=("cache", "secret", "ssh"), value="integer"),
    MountKey("env", "Environment variable that gets the secret", types=("secret",)),
)


def known_flag(keyword: str, name: str) -> FlagKind | None:
    """The flag of an instruction by its name."""
    for kind in FLAGS.get(keyword, ()):
        if kind.name == name:
            return kind
    return None


def mount_key(name: str) -> MountKey | None:
    """The key of `--mount` by its name or alias, in any case."""
    name = name.lower()
    for key in MOUNT_KEYS:
        if name == key.name or name in key.aliases:
            return key
    return None


# A flag ends at a blank outside quotes; the backslash escapes here whatever `# escape=` says.
_FLAG = lazy_pattern(
    r"""--(?:[^\t\n\v\f\r '"\\]+|\\.|"(?:[^"\\]+|\\.)*(?:"|\\?\Z)|'(?:[^'\\]+|\\.)*(?:'|\\?\Z)|\\\Z)*""", re.DOTALL
)
_PLAIN = lazy_pattern(r"[^'\"\\]+")
_QUOTES = lazy_pattern(r"['\"\\]")


def split_flags(head: str) -> tuple[list[tuple[int, int]], int]:
    """Where the flags are in the text behind a keyword, and where its arguments begin."""
    if not head.startswith("--"):
        return [], 0
    flags = []
    position = 0
    while match := _FLAG.match(head, position):
        start, end = match.span()
        position = end
        while position < len(head) and head[position] in BLANKS:
            position += 1
        if match[0] == "--":
            break
        flags.append((start, end))
    return flags, position


def make_flag(keyword: str, head: MappedText, start: int, end: int, escape: str) -> Flag:
    """The flag head[start:end] of an instruction."""
    raw = head.text[start:end]
    span = head.source_span(start, end)
    read = _unquote(head.slice(start, end))
    name, equals, text = read.text[2:].partition("=")
    name_span = read.source_span(2, 2 + len(name))
    if not equals:
        return Flag(span, name, name_span, None)
    value = read.slice(len(read.text) - len(text), len(read.text))
    written = start + raw.index("=") + 1
    variables = find_variables(text, escape, value.source_span) if keyword in EXPANDED else ()
    word = Word(head.source_span(written, end), head.text[written:end], text, variables)
    return Flag(span, name, name_span, word, _options(value) if keyword == "RUN" and name == "mount" else ())


def _unquote(written: MappedText) -> MappedText:
    """The text without quotes and backslashes."""
    text = written.text
    if _QUOTES.search(text) is None:
        return written
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = position = 0
    quote = ""
    while position < len(text):
        match = _PLAIN.match(text, position)
        part = match[0] if match else text[position]
        if match is None:
            if part == quote:
                quote, part = "", ""
            elif part == "\\":
                position += 1
                part = text[position : position + 1]
            elif not quote:
                quote, part = part, ""
        if part:
            parts.append(part)
            pieces.append((length, written.source_offset(position)))
            length += len(part)
        position += max(1, len(part))
    return MappedText("".join(parts), pieces or [(0, written.source_offset(0))])


def _options(value: MappedText) -> tuple[Option, ...]:
    """The comma-separated fields; a field in double quotes may hold commas."""
    options = []
    for match in _FIELD.finditer(value.text):
        start, end = match.span()
        if value.text[start : start + 1] == '"':
            start, end = start + 1, end - (end > start + 1 and value.text[end - 1] == '"')
        field = value.text[start:end]
        key, equals, content = field.partition("=")
        key_end = start + len(key)
        options.append(
            Option(
                span=value.source_span(start, end),
                key=key,
                key_span=value.source_span(start, key_end),
                value=content if equals else None,
                value_span=value.source_span(key_end + 1, end) if equals else None,
            )
        )
    return tuple(options)


_FIELD = lazy_pattern(r'"(?:[^"]+|"")*"|[^,]+')
