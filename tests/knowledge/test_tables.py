"""The other tables: that their rows hold together, and a few facts that rules lean on."""

from __future__ import annotations

import re
from fnmatch import fnmatch

import pytest

from dockwright.knowledge import os_packages, package_managers, platforms
from dockwright.knowledge.base_images.listed import families
from dockwright.knowledge.ecosystems import CACHE_MOUNTS, ECOSYSTEMS
from dockwright.knowledge.package_managers import MANAGERS, manager_of


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("apt", "apt-get"), ("apt-get", "apt-get"), ("pip3", "pip"), ("pip3.12", "pip"), ("mvnw", "mvn"),
        ("gradlew", "gradle"), ("yarnpkg", "yarn"), ("mamba", "conda"), ("dnf5", "dnf"),
    ],
)  # fmt: skip
def test_manager_of_a_program(program: str, name: str) -> None:
    manager = manager_of(program)
    assert manager is not None
    assert manager.name == name


@pytest.mark.parametrize("program", ["", "python", "apt-cache", "node", "pipx-x"])
def test_programs_that_are_no_package_manager(program: str) -> None:
    assert manager_of(program) is None


@pytest.mark.parametrize("name", sorted(MANAGERS))
def test_every_manager_is_sound(name: str) -> None:
    manager = MANAGERS[name]
    flags = {*manager.valued_flags, *manager.assume_yes}
    assert not any(flag.startswith("-") for flag in flags), "flags stand without dashes"
    assert all(path.startswith("/") for path in manager.cache_dirs)
    assert package_managers.ALIASES.get(name) is None


def test_aliases_lead_to_managers() -> None:
    assert set(package_managers.ALIASES.values()) <= set(MANAGERS)


def test_cache_mounts_are_where_the_managers_cache() -> None:
    for name, mounts in CACHE_MOUNTS.items():
        if name in MANAGERS:
            targets = {mount.target for mount in mounts}
            assert targets & set(MANAGERS[name].cache_dirs), name


@pytest.mark.parametrize("name", sorted(ECOSYSTEMS))
def test_every_ecosystem_is_sound(name: str) -> None:
    ecosystem = ECOSYSTEMS[name]
    assert ecosystem.name == name
    for restore in ecosystem.restores:
        assert restore.manifests, "a restore reads something"
        known = (*ecosystem.manifests, *ecosystem.locks, "recipe.json")
        assert any(fnmatch(restore.manifests[0], one) or fnmatch(one, restore.manifests[0]) for one in known)


def test_toolchains_of_the_main_languages_have_a_project_layout() -> None:
    languages = {row.image.ecosystem for row in families() if row.image.is_toolchain}
    assert set(ECOSYSTEMS) - {"c"} <= languages


@pytest.mark.parametrize(
    ("release", "package", "libraries"),
    [
        ("bookworm", "libpq-dev", ("libpq5",)),
        ("trixie", "libpq-dev", ("libpq5",)),
        ("stretch", "libcurl4-openssl-dev", ("libcurl3",)),
        ("buster", "libffi-dev", ("libffi6",)),
        ("bullseye", "libssl-dev", ("libssl1.1",)),
        ("bookworm", "libssl-dev", ("libssl3",)),
        ("trixie", "libssl-dev", ("libssl3t64",)),
        ("noble", "libssl-dev", ("libssl3t64",)),
        ("bookworm", "libicu-dev", ("libicu72",)),
        ("trixie", "libicu-dev", ("libicu76",)),
        ("alpine", "postgresql-dev", ("libpq",)),
        ("alpine", "musl-dev", ()),
    ],
)
def test_runtime_libraries(release: str, package: str, libraries: tuple[str, ...]) -> None:
    assert os_packages.RUNTIME_OF_RELEASE[release][package] == libraries


@pytest.mark.parametrize("release", sorted(os_packages.RUNTIME_OF_RELEASE))
def test_runtime_libraries_are_no_development_packages(release: str) -> None:
    for package, libraries in os_packages.RUNTIME_OF_RELEASE[release].items():
        assert os_packages.is_build_only(package), package
        assert not any(library.endswith(("-dev", "-headers")) for library in libraries)


@pytest.mark.parametrize(
    ("package", "build_only"),
    [("build-essential", True), ("gcc", True), ("libfoo-dev", True), ("foo-devel", True), ("linux-headers", True),
     ("curl", False), ("ca-certificates", False), ("libpq5", False), ("python3", False), ("nodejs", False)],
)  # fmt: skip
def test_build_only_packages(package: str, build_only: bool) -> None:
    assert os_packages.is_build_only(package) is build_only


def test_package_classes_do_not_overlap() -> None:
    assert os_packages.BUILD_ONLY.isdisjoint(os_packages.RUNTIME)
    assert os_packages.RUNTIME.isdisjoint(os_packages.TRANSPORT_ONLY)


def test_names_that_the_builder_defines() -> None:
    assert {"TARGETARCH", "HTTP_PROXY", "no_proxy", "SOURCE_DATE_EPOCH"} <= platforms.PREDEFINED_ARGUMENTS
    assert platforms.SIGNALS["TERM"] == 15
    assert platforms.SIGNALS["RTMIN+3"] == 37
    assert all(re.fullmatch(r"[a-z0-9]+", one) for one in platforms.ARCHITECTURES | platforms.OPERATING_SYSTEMS)


@pytest.mark.parametrize(
    ("release", "libraries"),
    [("bookworm", ("libssl3",)), ("jammy", ("libssl3",)), ("noble", ("libssl3t64",)), ("bionic", None)],
)
def test_the_library_of_a_release(release: str, libraries: tuple[str, ...] | None) -> None:
    assert (
        os_packages.runtime_of("libssl-dev", "ubuntu" if release in ("jammy", "noble", "bionic") else "debian", release)
        == libraries
    )


@pytest.mark.parametrize(
    ("package", "release", "libraries"),
    [
        ("libboost-program-options-dev", "bookworm", ("libboost-program-options1.74.0",)),
        ("libboost-chrono-dev", "noble", ("libboost-chrono1.83.0t64",)),
        ("libboost-dev", "jammy", ()),
        ("nlohmann-json3-dev", "trixie", ()),
        ("libboost-all-dev", "bookworm", None),
        ("libboost-system-dev", "stretch", None),
    ],
)
def test_the_libraries_of_cpp(package: str, release: str, libraries: tuple[str, ...] | None) -> None:
    assert os_packages.runtime_of(package, "debian", release) == libraries


OF_C_PROJECTS = [
    ("libmicrohttpd-dev", "bookworm", ("libmicrohttpd12",)),
    ("libmicrohttpd-dev", "noble", ("libmicrohttpd12t64",)),
    ("libspdlog-dev", "trixie", ("libspdlog1.15", "libfmt10")),
    ("libcrypto++-dev", "bullseye", ("libcrypto++8",)),
    ("libjson-c-dev", "jammy", ("libjson-c5",)),
    ("libcpp-httplib-dev", "bullseye", None),
    ("libjson-c-dev", "buster", None),
]


@pytest.mark.parametrize(("package", "release", "libraries"), OF_C_PROJECTS)
def test_libraries_of_projects_in_c(package: str, release: str, libraries: tuple[str, ...] | None) -> None:
    system = "ubuntu" if release in ("jammy", "noble") else "debian"
    assert os_packages.runtime_of(package, system, release) == libraries
