"""Image names: registry, repository, tag and digest, each with its place in the word."""

from __future__ import annotations

import re
from functools import lru_cache

from dockwright.knowledge.mirrors import DOCKER_HUB as HUB
from dockwright.knowledge.mirrors import mirror_of
from dockwright.knowledge.table import words
from dockwright.text import Span, whole_number
from dockwright.values import NamedTuple

DOCKER_HUB = "docker.io"

_HUB_HOSTS = words("docker.io index.docker.io registry-1.docker.io registry.docker.com registry.hub.docker.com")
"""Names of Docker Hub. Generators of Rails 7 write `registry.docker.com`."""
_ARCHITECTURE_NAMESPACES = words("amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 mips64le ppc64le riscv64 s390x winamd64")

_VARIABLE = re.compile(r"\$(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\w+)")
_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\Z")
_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?::\d+)?\Z"
)
_TAG = re.compile(r"\w[\w.-]{0,127}\Z")
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}\Z")
_VERSION = re.compile(r"v?\d[\w.+]*\Z")
_WORD = re.compile(r"(?:\$\{[^}]*\}|[^-])+")


class ImageName(NamedTuple):
    """A parsed image name. Spans count from the start of the text; those of absent parts are None.

    Variables count as ordinary characters, so `golang:${VERSION}` has the tag `${VERSION}`.
    """

    text: str
    registry: str  # "docker.io" when the name has none
    repository: str  # path in the registry, without Docker Hub's "library/"
    tag: str | None
    digest: str | None  # with its algorithm: sha256:...
    registry_span: Span | None
    repository_span: Span  # the whole path as written, "library/" included
    name_span: Span  # last component of the path
    tag_span: Span | None  # without the colon
    digest_span: Span | None  # without the "@"

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> ImageName | None:
        """The name's parts, or None when BuildKit would refuse the reference (empty, upper case, a bare colon)."""
        masked = _mask(text)
        path, at, _ = masked.partition("@")
        digest_start = len(path) + 1 if at else None
        slash = path.rfind("/")
        colon = path.find(":", slash + 1)
        path_end = colon if colon >= 0 else len(path)
        first = path.find("/", 0, path_end)
        host_end = first if first > 0 and _is_host(path[:first]) else 0
        path_start = host_end + 1 if host_end else 0
        if not (
            (not host_end or _HOST.match(path[:host_end]))
            and all(_COMPONENT.match(component) for component in path[path_start:path_end].split("/"))
            and (colon < 0 or _TAG.match(path[colon + 1 :]))
            and (digest_start is None or "$" in text[digest_start:] or _DIGEST.match(text[digest_start:]))
        ):
            return None
        registry = text[:host_end] or DOCKER_HUB
        registry = DOCKER_HUB if registry in _HUB_HOSTS else registry
        return cls(
            text=text,
            registry=registry,
            repository=_without_library(registry, text[path_start:path_end]),
            tag=text[colon + 1 : len(path)] if colon >= 0 else None,
            digest=text[digest_start:] if digest_start is not None else None,
            registry_span=Span(0, host_end) if host_end else None,
            repository_span=Span(path_start, path_end),
            name_span=Span(max(path_start, slash + 1), path_end),
            tag_span=Span(colon + 1, len(path)) if colon >= 0 else None,
            digest_span=Span(digest_start, len(text)) if digest_start is not None else None,
        )

    @property
    def name(self) -> str:
        """The last component of the repository."""
        return self.name_span.of(self.text)

    @property
    def family(self) -> str:
        """One spelling for all names of an image: `golang` for Docker Hub's, its mirrors' and `arm64v8/golang`."""
        if self.registry == DOCKER_HUB:
            return _of_hub(self.repository)
        written = f"{self.registry}/{self.repository}"
        prefix, origin = mirror_of(written)
        name = origin + written[len(prefix) :]
        return _of_hub(name[len(HUB) :].removeprefix("library/")) if name.startswith(HUB) else name

    @property
    def version(self) -> str | None:
        """The tag's leading version, as written: `3.12` of `3.12-slim-bookworm`; None for `latest` or `alpine`."""
        if not self.tag:
            return None
        head, _, _ = self.tag.partition("-")
        return head if _VERSION.match(head) else None

    @property
    def version_numbers(self) -> tuple[int, ...]:
        """The numeric parts of the version, for comparison; empty when there is none."""
        return tuple(whole_number(number) for number in re.findall(r"\d+", self.version or "")[:4])

    @property
    def variants(self) -> tuple[str, ...]:
        """The words of the tag behind its version: ("slim", "bookworm"); `latest` is none."""
        if not self.tag or self.tag == "latest":
            return ()
        words = tuple(_WORD.findall(self.tag))
        return words[1:] if self.version is not None else words

    @property
    def is_pinned(self) -> bool:
        """Whether a digest fixes the content."""
        return self.digest is not None

    @property
    def has_variables(self) -> bool:
        return "$" in self.text

    def with_tag(self, tag: str) -> str:
        """The same name with another tag and without the digest, which would win over it."""
        return f"{self.text[: self.repository_span.end]}:{tag}"


def _mask(text: str) -> str:
    """The text with each variable replaced by as many harmless letters, so that delimiters inside do not count."""
    if "$" not in text:
        return text
    return _VARIABLE.sub(lambda match: "x" * len(match.group()), text)


def _is_host(component: str) -> bool:
    """Whether the first path component is a registry: it has a dot or a port, or is localhost."""
    return "." in component or ":" in component or component == "localhost" or component != component.lower()


def _without_library(registry: str, path: str) -> str:
    if registry == DOCKER_HUB and path.startswith("library/") and path.count("/") == 1:
        return path[len("library/") :]
    return path


def _of_hub(repository: str) -> str:
    """The name of an image of Docker Hub, whatever the architecture that it is for."""
    namespace, slash, name = repository.partition("/")
    return name if slash and namespace in _ARCHITECTURE_NAMESPACES else repository
