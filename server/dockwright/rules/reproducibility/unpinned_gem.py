from __future__ import annotations

from collections.abc import Iterator

from dockwright.knowledge.package_managers import MANAGERS
from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, EveryFlag, is_hadolint, is_hidden
from dockwright.rules._packages import installation, unpinned
from dockwright.shell import Command

VALUED = MANAGERS["gem"].valued_flags


@rule(
    "unpinned-gem",
    on=Command,
    commands=("gem",),
    severity=Severity.INFO,
    aliases=("DL3028",),
    default=False,
    invalid=(
        Invalid("FROM ruby:3.3\nRUN gem install bundler rake:13.2.1\n", marked=("bundler",)),
        Invalid("FROM ruby:3.3\nRUN gem i --no-document rails -- --with-xml2\n", marked=("rails",)),
        Invalid("FROM ruby:3.3\nRUN gem install -N -s https://rubygems.org rake\n", marked=("rake",)),
    ),
    valid=(
        "FROM ruby:3.3\nRUN gem install bundler:2.5.17\n",
        "FROM ruby:3.3\nRUN gem install bundler -v 2.5.17\n",
        "FROM ruby:3.3\nRUN gem install --version=2.5.17 bundler\n",
        "FROM ruby:3.3\nRUN gem install ./tool.gem $NAME\n",
        "FROM ruby:3.3\nRUN gem update --system\n",
        Valid("FROM ruby:3.3\nRUN gem install -N rake\n", settings=HADOLINT, title="hadolint takes it for a value"),
    ),
)
def unpinned_gem(command: Command, settings: Settings) -> Iterator[Finding]:
    """A gem is installed without a version.

    ## Why is this bad?
    The same Dockerfile gives another image tomorrow, and a new major version can break it. Write `bundler:2.5.17` or
    `-v 2.5.17`; what the application needs belongs to a Gemfile with its lock file.

    The rule is off unless it is asked for: of a tool the newest version is often what is wanted, and a pinned one gets no
    fixes until somebody changes it.

    ## References
    - https://guides.rubygems.org/command-reference/#gem-install
    """
    strict = is_hadolint(settings)
    call = installation(command, ("install", "i"), EveryFlag() if strict else VALUED, settings)
    if call is None or is_hidden(command, settings) or command.has_flag("v", "version"):
        return
    end = next((word.span.start for word in command.arguments if word.value == "--"), command.span.end)
    packages = (word for word in call.packages if word.span.start < end)
    yield from unpinned(packages, _names_version if strict else _is_pinned, settings)


def _names_version(package: str) -> bool:
    return ":" in package


def _is_pinned(package: str) -> bool:
    return _names_version(package) or package.endswith(".gem")
