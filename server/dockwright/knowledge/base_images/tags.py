"""What the words of a tag say of an image: its version, variant and system."""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.base_images.image import POSIX_SHELL, WINDOWS_SHELL, BaseImage, Family
from dockwright.knowledge.base_images.systems import FIRST_COMMAND, OS_OF_FAMILY, RELEASE_OF_FAMILY, SUITES
from dockwright.knowledge.distributions import (
    DISTRIBUTIONS,
    LATEST,
    UNKNOWN_ALPINE,
    Distribution,
    distribution_of_version,
    distribution_of_word,
)
from dockwright.knowledge.table import words
from dockwright.text import whole_number

_SLIM_WORDS = words("slim")
_CODE_NAMES: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("node", name): (4 + 2 * index,)
    for index, name in enumerate(
        ["argon", "boron", "carbon", "dubnium", "erbium", "fermium", "gallium", "hydrogen", "iron", "jod", "krypton"]
    )
}
"""Names of releases with long support, which are tags, too. Source: https://github.com/nodejs/Release. Date: 2026-11."""


def complete(row: Family, family: str, words: tuple[str, ...]) -> BaseImage:
    """The family's facts with those of the distribution and of the tag's words laid over them."""
    version = (numbers(words[0]) or _CODE_NAMES.get((family, words[0]), ())) if words else ()
    distribution = _distribution(row, words, version)
    variant = _variant(words, distribution)
    image = row.image._replace(family=family, version=version, variant=row.image.variant or variant)
    if version and not reaches(version, row.account_since):
        image = image._replace(account="")
    if distribution is not None:
        image = on(image, distribution, slim=variant == "slim")
    if image.has_shell:
        is_full = variant not in ("slim", "alpine", "windows")
        extra = row.slim_programs | row.full_programs if is_full else row.slim_programs
        gone = [names for start, names in row.without if not version or reaches(version, start)]
        image = image._replace(programs=(image.programs | extra).difference(*gone))
        if is_full and row.full_unsure:
            image = image._replace(unsure=image.unsure | row.full_unsure)
    if (row.shell_command or _is_before_jshell(image)) and distribution is not None:
        image = image._replace(cmd=FIRST_COMMAND.get(distribution.os, ("/bin/bash",)))
    if "onbuild" in words:
        image = image._replace(has_onbuild=True)
    for word in words:
        changes = row.words.get(word.rstrip("0123456789.")) or row.words.get(word)
        if changes and (image.os or changes.keys() != {"release"}):
            image = image._replace(**changes)
    if "minimal" in words and image.package_manager == "dnf":
        image = image._replace(package_manager="microdnf")
    return _sized(image, row, "jre" if _has_word(words, "jre") else "")


def _distribution(row: Family, words: tuple[str, ...], version: tuple[int, ...]) -> Distribution | None:
    """The release a tag stands on: named in it, given by an OS image's own version, or the family's default."""
    family = row.image.family
    os = OS_OF_FAMILY.get(family, "")
    for index, word in enumerate(words):
        found = SUITES.get((os, word)) or distribution_of_word(word)
        if found is not None and not found.release:
            found = _numbered(found.os, words[index + 1 : index + 2]) or found
        if found is not None and (not os or found.os == os or family == "buildpack-deps"):
            if found is UNKNOWN_ALPINE and version in row.alpine:
                return DISTRIBUTIONS[f"alpine{row.alpine[version]}"]
            return found
    if os:
        return _os_release(os, words)
    if family in RELEASE_OF_FAMILY:
        return DISTRIBUTIONS[RELEASE_OF_FAMILY[family]]
    return _default_release(row, version)


def _numbered(os: str, behind: tuple[str, ...]) -> Distribution | None:
    """The release that the word behind the system's name says: `alpine-3.20.3`, `debian-bookworm-20241016`."""
    for word in behind:
        if "." in word and word[:1].isdecimal():
            return distribution_of_version(os, word)
        found = distribution_of_word(word)
        return found if found is not None and found.os == os else None
    return None


def _os_release(os: str, words: tuple[str, ...]) -> Distribution | None:
    head = words[0] if words else "latest"
    if head[:1].isdecimal():
        return distribution_of_version(os, head)
    return LATEST.get(os)


def _default_release(row: Family, version: tuple[int, ...]) -> Distribution | None:
    """What a tag without a distribution word is built on; the last row for tags without a version."""
    chosen = ""
    for start, word in row.releases:
        if not version or reaches(version, start):
            chosen = word
    return distribution_of_word(chosen) if chosen else None


def reaches(version: tuple[int, ...], start: tuple[int, ...]) -> bool:
    """Whether a version is at least `start`; a bare major means its newest minor."""
    shared = min(len(version), len(start))
    return version[:shared] >= start[:shared]


def on(image: BaseImage, distribution: Distribution, slim: bool) -> BaseImage:
    """The image with the facts of its distribution."""
    is_windows = distribution.os == "windows"
    return image._replace(
        os=distribution.os,
        release=distribution.release,
        libc=distribution.libc,
        libc_version=distribution.libc_version,
        package_manager=distribution.package_manager,
        has_shell=distribution.os != "scratch",
        shell=WINDOWS_SHELL if is_windows else POSIX_SHELL,
        programs=distribution.programs,
        workdir="C:\\" if is_windows else image.workdir,
        env_is_complete=image.env_is_complete and not is_windows,
        compressed_mb=28 if slim and distribution.os == "debian" else distribution.compressed_mb,
        size_mb=75 if slim and distribution.os == "debian" else distribution.size_mb,
    )


def _variant(words: tuple[str, ...], distribution: Distribution | None) -> str:
    if not _SLIM_WORDS.isdisjoint(words):
        return "slim"
    if "chiseled" in words:
        return "chiseled"
    if "minimal" in words:
        return "minimal"
    if distribution is not None and distribution.os in ("alpine", "windows"):
        return distribution.os
    return "full"


def _is_before_jshell(image: BaseImage) -> bool:
    """JDK images start the Java shell, which came with 9."""
    return image.cmd == ("jshell",) and (0,) < image.version < (9,)


def _sized(image: BaseImage, row: Family, flavour: str) -> BaseImage:
    """The image with its family's size; a system's own size stays."""
    if image.kind in ("os", "empty"):
        return image
    key = "-".join(part for part in (flavour, image.variant if image.variant != "full" else "") if part) or "full"
    compressed, size = row.sizes.get(key) or row.sizes.get(image.variant) or (0, 0)
    return image._replace(compressed_mb=compressed, size_mb=size)


def _has_word(words: tuple[str, ...], stem: str) -> bool:
    """Whether a word of the tag is the stem, perhaps with a number: jre, jre8."""
    return any(word.rstrip("0123456789.") == stem for word in words)


def numbers(word: str) -> tuple[int, ...]:
    """(3, 12, 1) of "3.12.1"; empty when the word does not start with a number."""
    numbers: list[int] = []
    for part in word.removeprefix("v").split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(whole_number(digits))
        if len(digits) < len(part):
            break
    return tuple(numbers)
