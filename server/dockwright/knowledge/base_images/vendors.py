"""Images whose names follow a rule of their publisher: Google's distroless, Red Hat, Chainguard, CircleCI, Windows."""

from __future__ import annotations

from itertools import pairwise

from dockwright.knowledge.base_images.image import NOTABLE_PROGRAMS, BaseImage, env
from dockwright.knowledge.base_images.listed import family_of
from dockwright.knowledge.base_images.tags import numbers, on
from dockwright.knowledge.distributions import DISTRIBUTIONS, distribution_of_word
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern

_UBI_WORDS = {"minimal": "microdnf", "micro": ""}
_WINDOWS_FAMILIES = ("mcr.microsoft.com/windows", "mcr.microsoft.com/dotnet/framework/", "microsoft/iis", "microsoft/aspnet",
                     "microsoft/wcf", "microsoft/dotnet-framework", "microsoft/windows", "microsoft/mssql-server-windows")  # fmt: skip
_WINDOWS_WORDS = words("nanoserver windowsservercore")
_WINDOWS_BUILD = lazy_pattern(r"(?i)ltsc\d{4}|1[6-9]\d\d|200\d|20h2|sac20\d\d|10\.0\.[\d.]+|amd64")


def of_vendor(vendor: str, family: str, words: tuple[str, ...]) -> BaseImage | None:
    """The facts of an image of a publisher, as `listed.vendor_of` calls it."""
    return _VENDORS[vendor](family, words)


def _distroless(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """gcr.io/distroless/NAME[-debianN][:latest|nonroot|debug|debug-nonroot]."""
    name, _, release = family.partition("-debian")
    row = family_of(name)
    if row is None:
        return None
    distribution = distribution_of_word(f"debian{release}") if release else None
    image = row.image._replace(family=family)
    if distribution is not None:
        image = image._replace(
            release=distribution.release, libc_version=distribution.libc_version if image.libc == "glibc" else ""
        )
    if "nonroot" in words:
        image = image._replace(user="65532", workdir="/home/nonroot")
    if "debug" in words:
        image = image._replace(has_shell=True, shell=("/busybox/sh", "-c"), programs=DISTRIBUTIONS["busybox"].programs)
    return image


def _red_hat(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """Red Hat's universal base images: ubi9/ubi, ubi9-minimal, ubi9/nodejs-22, ..."""
    path = family.split("/", 1)[1]
    head, _, rest = path.partition("/")
    stem, _, flavour = head.partition("-")
    distribution = DISTRIBUTIONS.get(stem)
    if distribution is None:
        return None
    flavour = flavour or rest.removeprefix("ubi").removeprefix("-")
    image = on(BaseImage(family, kind="os", version=numbers(words[0] if words else "")), distribution, slim=False)
    if flavour in _UBI_WORDS:
        manager = _UBI_WORDS[flavour]
        return image._replace(package_manager=manager, variant=flavour, cmd=("/bin/bash",), env_is_complete=False)
    if flavour in ("", "init"):
        return image._replace(cmd=("/bin/bash",), variant="full", env_is_complete=False)
    return image._replace(
        kind="toolchain", user="1001", workdir="/opt/app-root/src", env_is_complete=False, unsure=NOTABLE_PROGRAMS
    )


def _chainguard(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """Chainguard's Wolfi images: no shell and no package manager but in the `-dev` tags."""
    is_development = "dev" in words
    image = on(BaseImage(family, kind="runtime", unsure=NOTABLE_PROGRAMS), DISTRIBUTIONS["wolfi"], slim=False)
    image = image._replace(user="65532", account="nonroot", env_is_complete=False, compressed_mb=0, size_mb=0)
    if is_development or family.endswith("/wolfi-base"):
        return image
    return image._replace(has_shell=False, package_manager="", programs=frozenset(), variant="distroless")


def _circleci(family: str, words: tuple[str, ...]) -> BaseImage:
    """CircleCI's images for build machines, on Ubuntu: https://github.com/CircleCI-Public/cimg-base."""
    return BaseImage(
        family,
        kind="tool",
        os="ubuntu",
        libc="glibc",
        package_manager="apt-get",
        user="circleci",
        account="circleci",
        workdir="/home/circleci/project",
        shell=("/bin/bash", "-exo", "pipefail", "-c"),
        env=env("/home/circleci/bin:/home/circleci/.local/bin", DEBIAN_FRONTEND="noninteractive"),
        env_is_complete=False,
        unsure=NOTABLE_PROGRAMS,
    )


_VENDORS = {"chainguard": _chainguard, "circleci": _circleci, "distroless": _distroless, "red_hat": _red_hat}


def windows(family: str, words: tuple[str, ...]) -> BaseImage | None:
    """An image whose name tells that it is one of Windows: IIS on Server Core, the .NET Framework, `plugins/base:windows-1809`.

    `windows` alone does not: `x86_64-pc-windows-gnu` is a compiler on Linux.
    """
    builds = {word for before, word in pairwise(words) if before == "windows" and _WINDOWS_BUILD.fullmatch(word)}
    if not family.startswith(_WINDOWS_FAMILIES) and not builds and _WINDOWS_WORDS.isdisjoint(words):
        return None
    release = "nanoserver" if "nanoserver" in (*words, *family.split("/")) else "windowsservercore"
    image = on(
        BaseImage(family, kind="tool", variant="windows", env_is_complete=False), DISTRIBUTIONS[release], slim=False
    )
    return image._replace(compressed_mb=0, size_mb=0)
