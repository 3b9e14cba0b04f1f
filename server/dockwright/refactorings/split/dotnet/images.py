"""The runtime images of .NET beside an SDK image: the same version, the same system.

Source: https://github.com/dotnet/dotnet-docker (the Dockerfiles of sdk, aspnet, runtime, runtime-deps). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.knowledge.base_images import BaseImage
from dockwright.refactorings.split import runtime_bases
from dockwright.refactorings.split.model import Base
from dockwright.semantics.images import ImageName

ASPNET, RUNTIME, RUNTIME_DEPS = "aspnet", "runtime", "runtime-deps"

_SLIM = {"buster": "buster-slim", "stretch": "stretch-slim"}
"""Debian releases of which .NET Core's SDK images have the full image, and its runtime images the small one."""

_ONE_VERSION = re.compile(r"\d+(?:\.\d+){0,2}(?:-stretch|-jessie)?|latest")
_BUILD_SYSTEMS = ("projectjson", "msbuild")
_HUB_WORDS = {ASPNET: "aspnetcore-runtime", RUNTIME: "runtime", RUNTIME_DEPS: "runtime-deps"}
"""The word of a kind in the tags of `microsoft/dotnet`."""

_FIRST_ACCOUNT = 8
"""From this version on the images have a user `app`."""


def runtime_image(written: ImageName, kind: str, version: tuple[int, ...]) -> str | None:
    """The image of a kind beside the SDK image as FROM has it; None where there is none that is known."""
    if written.digest is not None and written.tag is None:
        return None
    path = written.text[: written.repository_span.end]
    tag = written.tag
    if path.endswith("/aspnetcore-build"):
        return _of_build_image(path.removesuffix("-build"), tag, kind)
    if path.rpartition("/")[2] == "dotnet":
        return _of_hub(path, tag or "", kind, version)
    if path.rpartition("/")[2] != "sdk":
        return None
    name = f"{path[: -len('sdk')]}{kind}"
    if tag is None:
        return name
    found = _tag(tag, is_core=path.endswith("/core/sdk"))
    return f"{name}:{found}" if found is not None else None


def _tag(tag: str, *, is_core: bool) -> str | None:
    """The tag of a runtime image: an SDK has versions of its own below major and minor."""
    words = [word for word in tag.split("-") if word != "aot"]
    if tag.startswith("$"):
        return tag if "-" not in tag.partition("}")[0] else None
    numbers = words[0].split(".")
    if all(number.isdecimal() for number in numbers) and len(numbers) > 2:
        words[0] = ".".join(numbers[:2])
    elif words[0] != "latest" and not all(number.isdecimal() for number in numbers):
        return None
    if len(numbers) == 1 and words[0] != "latest":
        return None
    if len(words) > 1 and words[1].startswith(("preview", "rc", "alpha", "beta")) and len(numbers) > 2:
        return None
    if is_core and len(words) == 2:
        words[1] = _SLIM.get(words[1], words[1])
    return "-".join(words)


def has_one_runtime(written: ImageName | None, version: tuple[int, ...]) -> bool:
    """Whether there is no runtime image with ASP.NET Core beside the SDK's, as programs brought it along before version 2."""
    return written is not None and written.family == "microsoft/dotnet" and () < version[:1] < (2,)


def _of_build_image(path: str, tag: str | None, kind: str) -> str | None:
    """`microsoft/aspnetcore` beside its build image. Tags of several versions, as `1.0-2.0`, are those of the build image alone."""
    if kind == RUNTIME_DEPS or (tag is not None and not _ONE_VERSION.fullmatch(tag)):
        return None
    return f"{path}:{tag}" if tag else path


def _of_hub(path: str, tag: str, kind: str, version: tuple[int, ...]) -> str | None:
    """`microsoft/dotnet:2.1-sdk` and its like, which had all kinds under one name: from 2.1 on that with ASP.NET Core, too."""
    if tag in ("", "latest", "sdk"):
        return f"{path}:{_HUB_WORDS[kind]}"
    number, _, rest = tag.partition("-")
    words = rest.split("-")
    if "sdk" not in words or not all(part.isdecimal() for part in number.split(".")) or len(version) < 2:
        return None
    others = [word for word in words if word not in ("sdk", *(_BUILD_SYSTEMS if version[:1] < (2,) else ()))]
    if version[:2] == (2, 0) and others in (["jessie"], ["stretch"]) and kind in (ASPNET, RUNTIME):
        return f"{_of_first_hub(path, kind, version)}-{others[0]}"
    if version[:2] < (2, 1):
        return _of_first_hub(path, kind, version) if not others else None
    if len(others) > 1:
        return None
    return "-".join((f"{path}:{version[0]}.{version[1]}", _HUB_WORDS[kind], *others))


def _of_first_hub(path: str, kind: str, version: tuple[int, ...]) -> str | None:
    """Before 2.1 there was none with ASP.NET Core: programs brought it along, and in 2.0 another image had it."""
    if kind == RUNTIME_DEPS and version[:2] < (1, 1):
        return None
    if kind == ASPNET and version[:2] == (2, 0):
        return f"{path.removesuffix('dotnet')}aspnetcore:2.0"
    word = _HUB_WORDS[RUNTIME if kind == ASPNET else kind]
    return f"{path}:{version[0]}.{version[1]}-{word}"


def base(name: str, image: str, facts: BaseImage, note: str = "") -> Base:
    """A runtime image as a base of the runtime stage."""
    system = runtime_bases.alpine() if facts.os == "alpine" else runtime_bases.debian_slim()
    accounts = system.accounts | ({"app"} if facts.version[:1] >= (_FIRST_ACCOUNT,) else frozenset())
    programs = system.programs | (frozenset() if name == RUNTIME_DEPS else {"dotnet"})
    return Base(
        name, image, facts.os, has_shell=True, has_certificates=True, has_zones=facts.os != "alpine", accounts=accounts,
        programs=programs, note=note,
    )  # fmt: skip
