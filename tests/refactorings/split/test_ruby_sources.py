"""Ruby with Node and yarn of their own sources of packages: pages are built with them, and the runtime stage has neither."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import split_of

from dockwright.assist import Offer
from dockwright.refactorings.split import Obstacle
from dockwright.text import apply

NODE = "https://deb.nodesource.com/setup_22.x"
YARN = "https://dl.yarnpkg.com/debian"
LIST = "/etc/apt/sources.list.d/yarn.list"
BUILD = (
    "ENV RAILS_ENV=production\nWORKDIR /app\nCOPY . .\nRUN bundle install && yarn install\nRUN bundle exec rails assets:precompile\n"
    'CMD ["bundle", "exec", "puma"]\n'
)


def files(*gems: str) -> Mapping[str, str]:
    lock = "GEM\n  specs:\n" + "".join(f"    {gem} (1.0.0)\n" for gem in ("puma", "rails", *gems))
    return {"Gemfile": "", "Gemfile.lock": lock, "config/application.rb": "", "package.json": "{}", "yarn.lock": ""}


def answer(lines: str, *gems: str) -> Offer | Obstacle | None:
    return split_of(f"FROM ruby:3.4-bookworm\n{lines}{BUILD}", files(*gems))


@pytest.mark.parametrize(
    "lines",
    [
        f"RUN curl -fsSL {NODE} | bash - && apt-get install -y nodejs && npm install -g yarn\n",
        f"RUN curl -sL {NODE} | bash -\nRUN apt-get install -y nodejs yarn\n",
        f"RUN curl -sS {YARN}/pubkey.gpg | apt-key add -\nRUN echo 'deb {YARN}/ stable main' | tee {LIST}\n"
        "RUN apt-get update && apt-get install -y nodejs yarn\n",
        f"RUN curl -sS {YARN}/pubkey.gpg | gpg --dearmor | tee /usr/share/keyrings/yarn.gpg && echo 'deb {YARN}/ stable main' > {LIST} "
        "&& apt-get update && apt-get install -y nodejs yarn\n",
    ],
)
@pytest.mark.parametrize(("gems", "installs"), [((), ""), (("execjs",), "nodejs")])
def test_sources_stay_with_the_builder(lines: str, gems: tuple[str, ...], installs: str) -> None:
    offer = answer(lines, *gems)
    assert isinstance(offer, Offer), offer
    text = f"FROM ruby:3.4-bookworm\n{lines}{BUILD}"
    builder, runtime = apply(text, offer.default.change.edits).split("\n\n")
    assert lines in builder
    installed = [line for line in runtime.splitlines() if line.startswith("RUN")]
    assert [" nodejs " in line and "yarn" not in line for line in installed] == [True] * bool(installs)
    assert not any(address in runtime for address in (NODE, YARN))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("RUN curl -sL https://example.org/setup | bash -\n", "what `curl` leaves behind is not known"),
        (f"RUN curl -sL {NODE} -o /setup.sh && bash /setup.sh\n", "what `curl` leaves behind is not known"),
        (f"RUN curl -sL {NODE} | python3 -\n", "what `python3` leaves behind is not known"),
        (f"RUN echo 'deb {YARN}/ stable main' > /app/list\n", "what `echo` leaves behind is not known"),
        (f"RUN curl -sL {NODE} | bash - && ./configure\n", "what `configure` leaves behind is not known"),
    ],
)
def test_other_downloads(lines: str, reason: str) -> None:
    found = answer(lines)
    assert isinstance(found, Obstacle), found
    assert found.reason == reason


def test_without_the_source_packages_stay_as_they_were() -> None:
    offer = answer("RUN apt-get update && apt-get install -y nodejs npm\n")
    assert isinstance(offer, Offer)
    runtime = apply(
        f"FROM ruby:3.4-bookworm\nRUN apt-get update && apt-get install -y nodejs npm\n{BUILD}",
        offer.default.change.edits,
    )
    assert "install -y nodejs npm" in runtime.split("\n\n")[1]
