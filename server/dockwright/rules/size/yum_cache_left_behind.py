from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, FixAvailability, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint, is_hidden
from dockwright.rules._rpm_cache import cache_left_behind, hadolint_cache_left_behind
from dockwright.semantics import SemanticModel
from dockwright.shell import Command


@rule(
    "yum-cache-left-behind",
    on=Command,
    commands=("yum",),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    aliases=("DL3032",),
    invalid=(
        Invalid(
            "FROM centos:7\nRUN yum install -y curl\n",
            "FROM centos:7\nRUN yum install -y curl && yum clean all\n",
            marked=("install",),
        ),
        Invalid(
            "FROM centos:7\nRUN yum -y update \\\n && yum clean all \\\n && yum -y install curl\n",
            "FROM centos:7\nRUN yum -y update \\\n && yum clean all \\\n && yum -y install curl \\\n && yum clean all\n",
            title="cleaned too early",
        ),
        Invalid("FROM centos:7\nRUN yum install -y curl; echo done\n", title="not an && chain"),
        Invalid("FROM centos:7\nRUN yum install -y curl && exit 0\n", title="nothing would run behind it"),
        Invalid("FROM centos:7\nRUN yum install -y --downloadonly curl\n", title="what it fetches is wanted"),
        Invalid(
            "FROM centos:7\nRUN yum install -y curl && rm /etc/yum.repos.d/*\n",
            title="without repositories yum cleans nothing",
        ),
        Invalid(
            "FROM centos:7\nUSER app\nRUN sudo bash -c 'yum install -y curl'\n",
            "FROM centos:7\nUSER app\nRUN sudo bash -c 'yum install -y curl' && sudo yum clean all\n",
            title="another user than root cleans nothing",
        ),
        Invalid(
            "FROM centos:7\nRUN yum install -y curl\nRUN yum -C list\n",
            "FROM centos:7\nRUN yum install -y curl && yum clean all\nRUN yum -C list\n",
            title="a later RUN wants the lists",
        ),
        Invalid(
            "FROM centos:7\nRUN env A=1 yum install -y curl && yum install -y jq\n",
            "FROM centos:7\nRUN env A=1 yum install -y curl && yum install -y jq && yum clean all\n",
            settings=HADOLINT,
            title="the first that hadolint sees",
        ),
    ),
    valid=(
        "FROM centos:7\nRUN yum install -y curl && yum clean all\n",
        "FROM centos:7\nRUN yum install -y curl && rm -rf /var/cache/yum\n",
        "FROM centos:7\nRUN --mount=type=cache,target=/var/cache/yum yum install -y curl\n",
        "FROM centos:7\nRUN yum remove -y curl\n",
        "FROM centos:7 AS build\nRUN yum install -y gcc\nFROM centos:7\nCOPY --from=build /a /a\n",
        Valid("FROM centos:7\nRUN yum install -y curl && env yum clean all\n", settings=HADOLINT),
        Valid("FROM centos:7\nRUN yum install -y curl && rm -rf /tmp/x\n", settings=HADOLINT, title="any rm will do"),
    ),
)
def yum_cache_left_behind(command: Command, model: SemanticModel, settings: Settings) -> Iterator[Finding]:
    """The package lists that yum fetched stay in the layer.

    ## Why is this bad?
    The lists of all packages take 50 to 300 MB, and nothing reads them once the packages are installed. Removing them in a
    later `RUN` does not help: the layer with them is already written.

    Only layers of the image that is shipped count: a builder stage may leave them.

    ## Fix safety
    `yum clean all` at the end of the same `RUN` is safe when the RUN is a plain `&&` chain. Where a later `RUN` works with
    the lists (`yum -C`) the fix asks for a look.

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    """
    if not is_hadolint(settings):
        yield from cache_left_behind(command, model, settings)
    elif not is_hidden(command, settings):
        yield from hadolint_cache_left_behind(command, model, {"install"}, "/var/cache/yum/*")
