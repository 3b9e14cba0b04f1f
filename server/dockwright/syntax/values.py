"""What BuildKit accepts as a value: durations, ports, signals, modes, platforms, digests, image references.

Each function takes a text without variables and answers why it is refused, as the end of a sentence that begins with
the text in backticks, or None.
"""

from __future__ import annotations

from functools import lru_cache

from dockwright.knowledge.platforms import ARCHITECTURE_ALIASES, ARCHITECTURES, OPERATING_SYSTEMS, PROTOCOLS, SIGNALS
from dockwright.patterns import lazy_pattern

_PLACEHOLDER = lazy_pattern(r"%%[A-Z][A-Z0-9_]*%%")
"""What balena writes a value for in a `Dockerfile.template`: `balenalib/%%BALENA_MACHINE_NAME%%-node`.
Source: https://docs.balena.io/learn/develop/dockerfile/ (2026-11)."""

_DURATION = lazy_pattern(r"[-+]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+")
_DURATION_PART = lazy_pattern(r"([0-9.]+)(ns|us|µs|μs|ms|s|m|h)")
_MILLISECONDS = {"ns": 1e-6, "us": 1e-3, "µs": 1e-3, "μs": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4, "h": 3.6e6}

_LONGEST = 2.0**63 / 1e6  # the builder counts nanoseconds

_NUMBER = lazy_pattern(r"[+-]?[0-9]+")
_PORT = lazy_pattern(r"-?[0-9]+")
_OCTAL = lazy_pattern(r"[0-7]+")
_SYMBOLIC = lazy_pattern(r"[ugoa]*(?:[-+=][rwxXstugo]*)+(?:,[ugoa]*(?:[-+=][rwxXstugo]*)+)*")

_SYSTEMS = OPERATING_SYSTEMS | {"hurd", "macos", "nacl", "zos"}  # what the builder knows besides

_PLATFORM_PART = lazy_pattern(r"[A-Za-z0-9_.-]+(?:\([A-Za-z0-9_.-]*\))?")

_DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_DIGEST = lazy_pattern(r"([A-Za-z0-9]+(?:[.+_-][A-Za-z0-9]+)*):([0-9a-f]+)")

_DOMAIN_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = lazy_pattern(rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_PATH = lazy_pattern(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*")
_LONGEST_REPOSITORY = 255  # characters
_TAG = lazy_pattern(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_IMAGE_ID = lazy_pattern(r"[a-f0-9]{64}")


def duration_fault(text: str) -> str | None:
    """A time such as `1m30s`, at least a millisecond, or `0`."""
    if text in ("", "0", "+0", "-0"):
        return None
    if _DURATION.fullmatch(text) is None:
        return "is no duration, it needs a unit" if _NUMBER.fullmatch(text) else "is no duration"
    length = sum(float(number) * _MILLISECONDS[unit] for number, unit in _DURATION_PART.findall(text))
    if length and (length < 1 or text[0] == "-"):
        return "is shorter than a millisecond"
    return "is longer than 292 years" if length > _LONGEST else None


def count_fault(text: str) -> str | None:
    """A number from zero up."""
    if not text:
        return None
    if _NUMBER.fullmatch(text) is None or len(text) > 11 or abs(int(text)) >= 2**31:
        return "is no number"
    return "is negative" if int(text) < 0 else None


def port_fault(text: str) -> str | None:
    """A port or range with an optional protocol; an address and host port in front are let pass, as BuildKit does."""
    *front, last = text.split(":")
    ports, _, protocol = last.partition("/")
    if protocol.lower() not in ("", *PROTOCOLS):
        return f"has the unknown protocol `{protocol}`"
    return _range_fault(ports) or (_host_fault(":".join(front[:-1]), front[-1], ports) if front else None)


def _range_fault(text: str) -> str | None:
    first, dash, last = text.partition("-")
    numbers = [first, last] if dash else [first]
    for number in numbers:
        if _PORT.fullmatch(number) is None:
            return "is no port"
        if len(number) > 10 or not 0 <= int(number) <= 65535:
            return "is no port, the largest is 65535"
    return "is a range that runs backwards" if dash and int(last) < int(first) else None


def _host_fault(address: str, host_ports: str, ports: str) -> str | None:
    """Why the part in front of a sound `ports` is refused."""
    if host_ports and (fault := _range_fault(host_ports)) is not None:
        return fault
    if address and not _is_address(address):
        return f"names the host `{address}`, which is no IP address"
    if host_ports and "-" in ports and _length(ports) not in (1, _length(host_ports)):
        return "has ranges of different lengths"
    return None


def _is_address(text: str) -> bool:
    """An IP address as Go reads it, one of version 6 also in brackets."""
    from ipaddress import ip_address  # a millisecond that hardly any file needs

    try:
        return "%" not in text and bool(ip_address(text[1:-1] if text[0] == "[" and text[-1] == "]" else text))
    except ValueError:
        return False


def _length(ports: str) -> int:
    first, _, last = ports.partition("-")
    return int(last or first) - int(first) + 1


def signal_fault(text: str) -> str | None:
    """The name or number of a signal."""
    if _NUMBER.fullmatch(text) is not None:
        return "is no signal" if not text.strip("+-0") else None
    name = text.upper().removeprefix("SIG")
    return None if name in SIGNALS else "is no signal"


def mode_fault(text: str) -> str | None:
    """A file mode: octal up to 7777, or symbolic."""
    if _OCTAL.fullmatch(text) is not None:
        return "is larger than `7777`" if len(text.lstrip("0")) > 4 else None
    return None if not text or _SYMBOLIC.fullmatch(text) is not None else "is neither octal nor symbolic"


def platform_fault(text: str) -> str | None:
    """A platform such as `linux/arm64/v8`."""
    parts = text.split("/")
    if len(parts) > 3 or any(_PLATFORM_PART.fullmatch(part) is None for part in parts):
        return "is no platform"
    name = parts[0].lower().partition("(")[0]
    if len(parts) == 1 and not (name in _SYSTEMS or name in ARCHITECTURES or name in ARCHITECTURE_ALIASES):
        return "is neither an operating system nor an architecture"
    return None


def digest_fault(text: str) -> str | None:
    """A digest such as `sha256:...`."""
    match = _DIGEST.fullmatch(text)
    if match is None:
        return "is no digest"
    length = _DIGEST_LENGTHS.get(match[1])
    if length is None:
        return f"has the unknown algorithm `{match[1]}`"
    return None if len(match[2]) == length else f"is no digest, `{match[1]}` has {length} hexadecimal digits"


@lru_cache(maxsize=4096)
def reference_fault(text: str) -> str | None:
    """An image reference: [registry/]repository[:tag][@digest]."""
    if "%%" in text and _PLACEHOLDER.search(text) is not None:
        return None
    name, at, digest = text.partition("@")
    if at:
        fault = digest_fault(digest)
        if fault is not None:
            return (
                f"is no image reference, `{digest}` {fault}" if digest else "is no image reference, the digest is empty"
            )
    first, slash, rest = name.partition("/")
    if not slash or not (set(first) & {".", ":"} or first == "localhost" or first != first.lower()):
        first, rest = "", name
    elif _DOMAIN.fullmatch(first) is None:
        return f"is no image reference, `{first}` is no registry"
    path, colon, tag = rest.partition(":")
    if colon and _TAG.fullmatch(tag) is None:
        return "is no image reference, the tag is empty" if not tag else f"is no image reference, `{tag}` is no tag"
    if _PATH.fullmatch(path) is None:
        if path != path.lower() and _PATH.fullmatch(path.lower()) is not None:
            return "is no image reference, a repository name is lower case"
        return "is no image reference"
    if len(path) > _LONGEST_REPOSITORY:
        return f"is no image reference, a repository name has at most {_LONGEST_REPOSITORY} characters"
    return "is no image reference, it looks like an image id" if not first and _IMAGE_ID.fullmatch(path) else None
