"""The toolchain and the runtimes of .NET."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockwright.knowledge.base_images.image import BaseImage, Family, env, varying
from dockwright.knowledge.table import words

_CHISELED: Mapping[str, Any] = {
    "has_shell": False, "package_manager": "", "programs": frozenset(), "user": "1654", "cmd": (),
}  # fmt: skip

FAMILIES: tuple[Family, ...] = (
    Family(
        BaseImage(
            "mcr.microsoft.com/dotnet/sdk", "dotnet", "toolchain", account="app",
            env=env(APP_UID="1654", DOTNET_RUNNING_IN_CONTAINER="true", DOTNET_GENERATE_ASPNET_CERTIFICATE="false",
                    DOTNET_NOLOGO="true", DOTNET_USE_POLLING_FILE_WATCHER="true", NUGET_XMLDOC_MODE="skip",
                    **varying("DOTNET_SDK_VERSION DOTNET_VERSION ASPNET_VERSION POWERSHELL_DISTRIBUTION_CHANNEL "
                              "ASPNETCORE_HTTP_PORTS ASPNETCORE_URLS DOTNET_SYSTEM_GLOBALIZATION_INVARIANT")),
        ),
        releases=(((2,), "stretch"), ((3,), "buster"), ((6,), "bullseye"), ((8,), "bookworm"), ((10,), "noble")),
        sizes={"full": (300, 850), "alpine": (230, 700)},
        full_programs=words("dotnet curl git wget"),
        slim_programs=words("dotnet curl git"),
        shell_command=True,
        account_since=(8,),
    ),
    *(
        Family(
            BaseImage(
                f"mcr.microsoft.com/dotnet/{name}", "dotnet", "runtime", account="app",
                env=env(APP_UID="1654", DOTNET_RUNNING_IN_CONTAINER="true", **varying(
                    "DOTNET_VERSION ASPNET_VERSION ASPNETCORE_HTTP_PORTS ASPNETCORE_URLS "
                    "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT")),
            ),
            releases=(((2,), "stretch"), ((3,), "buster"), ((6,), "bullseye"), ((8,), "bookworm"), ((10,), "noble")),
            words={"chiseled": _CHISELED, "distroless": _CHISELED},
            sizes=sizes,
            slim_programs=frozenset({"dotnet"} if name != "runtime-deps" else ()),
            shell_command=True,
            account_since=(8,),
        )
        for name, sizes in (
            ("aspnet", {"full": (90, 220), "alpine": (50, 115), "chiseled": (50, 115)}),
            ("runtime", {"full": (80, 195), "alpine": (38, 90), "chiseled": (38, 90)}),
            ("runtime-deps", {"full": (45, 120), "alpine": (6, 14), "chiseled": (6, 14)}),
        )
    ),
    Family(
        BaseImage("microsoft/dotnet", "dotnet", "toolchain", is_deprecated=True, successor="mcr.microsoft.com/dotnet/sdk",
                  env_is_complete=False),
        releases=(((1,), "jessie"), ((2,), "stretch")),
        words={"runtime": {"kind": "runtime"}, "core": {"kind": "runtime"}},
        slim_programs=words("dotnet"),
        shell_command=True,
    ),
    Family(
        BaseImage("microsoft/aspnetcore", "dotnet", "runtime", is_deprecated=True,
                  successor="mcr.microsoft.com/dotnet/aspnet", env_is_complete=False),
        releases=(((1,), "jessie"), ((2,), "stretch")),
        slim_programs=words("dotnet"),
        shell_command=True,
    ),
    Family(
        BaseImage("microsoft/aspnetcore-build", "dotnet", "toolchain", is_deprecated=True,
                  successor="mcr.microsoft.com/dotnet/sdk", env_is_complete=False),
        releases=(((1,), "jessie"), ((2,), "stretch")),
        slim_programs=words("dotnet node npm git"),
        shell_command=True,
    ),
)  # fmt: skip
