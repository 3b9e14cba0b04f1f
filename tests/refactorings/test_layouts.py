"""Projects of Ruby, PHP and Elixir as their frameworks lay them out: which are split or put in order, and why others are not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from dockwright.assist import Offer
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.reorder import answer, change
from dockwright.refactorings.split import split
from dockwright.rule import DEFAULT_SETTINGS
from dockwright.syntax import Transfer
from dockwright.text import apply


class Layout(NamedTuple):
    """A project. What is expected: lines of the text after the refactoring, or the reason why there is none, behind a `!`."""

    title: str
    text: str
    files: Mapping[str, str]
    split: tuple[str, ...]  # of the runtime stage
    order: tuple[str, ...] = ()  # in this order; () where nothing is asked


def gems(**versions: str) -> str:
    """A lock file of bundler."""
    specs = "".join(f"    {name.replace('__', '-')} ({version})\n" for name, version in versions.items())
    return f"GEM\n  remote: https://rubygems.org/\n  specs:\n{specs}\nPLATFORMS\n  x86_64-linux\n\nBUNDLED WITH\n   2.5.22\n"


def composer(lock: Mapping[str, str] | None = None, **fields: object) -> dict[str, str]:
    """composer.json and its lock file: packages with their types."""
    packages = [{"name": name, "type": kind} for name, kind in (lock or {"monolog/monolog": "library"}).items()]
    return {
        "composer.json": json.dumps({"require": {"php": "^8.2", "monolog/monolog": "^3.0"}, **fields}),
        "composer.lock": json.dumps({"packages": packages, "packages-dev": []}),
    }


def mix(more: str = "", **packages: str) -> dict[str, str]:
    """mix.exs and mix.lock of an application that is called shop."""
    deps = ", ".join(f'{{:{name}, "{version}"}}' for name, version in packages.items())
    locked = "".join(f'  "{name}": {{:hex, :{name}, "1.0.0"}},\n' for name in packages)
    return {
        "mix.exs": "defmodule Shop.MixProject do\n  use Mix.Project\n\n  def project do\n"
        f'    [app: :shop, version: "0.1.0"{more}, deps: deps()]\n  end\n\n  defp deps, do: [{deps}]\nend\n',
        "mix.lock": "%{\n" + locked + "}\n",
        "config/config.exs": "import Config\n",
        "lib/shop.ex": "defmodule Shop do\nend\n",
    }


# --- Ruby

RAILS = {
    "Gemfile": 'source "https://rubygems.org"\n\nruby "3.3.6"\n\ngem "rails", "~> 8.0.1"\ngem "pg", "~> 1.1"\ngem "puma", ">= 5.0"\n'
    'gem "bootsnap", require: false\n\ngroup :development, :test do\n  gem "debug", platforms: %i[ mri windows ]\nend\n',
    "Gemfile.lock": gems(rails="8.0.1", pg="1.5.9", puma="6.5.0", bootsnap="1.18.4", tzinfo="2.0.6", debug="1.10.0"),
    "config.ru": "run Rails.application\n",
    "config/application.rb": "require 'rails/all'\n",
    "config/puma.rb": "",
    "bin/rails": "#!/usr/bin/env ruby\n",
    "bin/docker-entrypoint": '#!/bin/bash -e\n\nif [ "$1" = "./bin/rails" ]; then\n  ./bin/rails db:prepare\nfi\n\nexec "${@}"\n',
    "app/models/user.rb": "",
}
RAILS_IMAGE = """\
FROM ruby:3.3.6
WORKDIR /rails
ENV RAILS_ENV="production" BUNDLE_DEPLOYMENT="1" BUNDLE_PATH="/usr/local/bundle" BUNDLE_WITHOUT="development"
RUN apt-get update -qq && apt-get install --no-install-recommends -y build-essential git libpq-dev libyaml-dev pkg-config
COPY Gemfile Gemfile.lock ./
RUN bundle install && bundle exec bootsnap precompile --gemfile
COPY . .
RUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile
RUN groupadd --system --gid 1000 rails && useradd rails --uid 1000 --gid 1000 --create-home && chown -R rails:rails db log tmp
USER 1000:1000
ENTRYPOINT ["/rails/bin/docker-entrypoint"]
CMD ["./bin/rails", "server"]
"""
SINATRA = {
    "Gemfile": 'source "https://rubygems.org"\ngem "sinatra"\ngem "puma"\n',
    "Gemfile.lock": gems(sinatra="4.1.1", rackup="2.2.1", puma="6.5.0"),
    "config.ru": "run Sinatra::Application\n",
    "app.rb": "",
    "views/index.erb": "",
}
SINATRA_IMAGE = """\
FROM ruby:3.3
WORKDIR /srv/app
COPY . .
RUN bundle install --without development test
CMD ["bundle", "exec", "rackup", "-o", "0.0.0.0", "-p", "4567"]
"""
IN_ORDER = ("COPY Gemfile Gemfile.lock ./", "COPY . .")

RUBY = [
    Layout(
        "Rails 8, as it writes its own image, in one stage", RAILS_IMAGE, RAILS,
        ("FROM ruby:3.3.6-slim", "RUN apt-get update && apt-get install -y --no-install-recommends libpq5"
         " && rm -rf /var/lib/apt/lists/*", "COPY --from=builder /usr/local/bundle /usr/local/bundle",
         "COPY --from=builder /rails /rails", "USER 1000:1000", 'ENTRYPOINT ["/rails/bin/docker-entrypoint"]'),
    ),
    Layout(
        "Rails with pages that yarn and webpacker build",
        "FROM ruby:3.3-bookworm\nRUN apt-get update && apt-get install -y nodejs npm && npm install -g yarn\nWORKDIR /app\n"
        "ENV RAILS_ENV=production\nCOPY . .\nRUN bundle install && yarn install --frozen-lockfile\n"
        'RUN SECRET_KEY_BASE=x bundle exec rails assets:precompile\nCMD ["bundle", "exec", "puma", "-C", "config/puma.rb"]\n',
        {**RAILS, "package.json": "{}", "yarn.lock": ""},
        ("FROM ruby:3.3-slim-bookworm", "RUN apt-get update && apt-get install -y libpq5 nodejs npm && rm -rf /var/lib/apt/lists/*",
         "COPY --from=builder /app /app"),
    ),
    Layout(
        "Sinatra behind rackup", SINATRA_IMAGE, SINATRA,
        ("FROM ruby:3.3-slim", "WORKDIR /srv/app", "COPY --from=builder /srv/app /srv/app"),
        ("COPY Gemfile Gemfile.lock ./", "RUN bundle install --without development test", "COPY . ."),
    ),
    Layout(
        "a worker of Sidekiq that shrinks pictures",
        "FROM ruby:3.3\nWORKDIR /app\nENV RACK_ENV=production\nCOPY . .\nRUN bundle install\nCMD bundle exec sidekiq -r ./worker.rb\n",
        {"Gemfile": 'gem "sidekiq"\ngem "mini_magick"\n', "Gemfile.lock": gems(sidekiq="7.3", mini_magick="5.0"), "worker.rb": ""},
        ("FROM ruby:3.3-slim", "RUN apt-get update && apt-get install -y --no-install-recommends imagemagick"
         " && rm -rf /var/lib/apt/lists/*", "CMD bundle exec sidekiq -r ./worker.rb"),
        ("COPY Gemfile Gemfile.lock ./", "RUN bundle install", "COPY . ."),
    ),
    Layout(
        "an API on Alpine: without compilers on the same image, the time zones stay",
        "FROM ruby:3.3-alpine3.20\nWORKDIR /app\nRUN apk add --no-cache build-base postgresql-dev tzdata\nCOPY . .\nRUN bundle install\n"
        'CMD ["bundle", "exec", "puma"]\n',
        {"Gemfile": 'gem "puma"\ngem "pg"\n', "Gemfile.lock": gems(puma="6.5", pg="1.5"), "config.ru": ""},
        ("FROM ruby:3.3-alpine3.20", "RUN apk add --no-cache libpq libstdc++ tzdata", "COPY --from=builder /app /app"),
        IN_ORDER,
    ),
    Layout(
        "compilers that a later RUN removes: their layer stays",
        "FROM ruby:3.3-alpine3.20\nWORKDIR /app\nRUN apk add --no-cache --virtual .build build-base postgresql-dev\nRUN apk add --no-cache libpq\n"
        'COPY Gemfile* ./\nRUN bundle install\nRUN apk del .build\nCOPY . .\nCMD ["bundle", "exec", "puma"]\n',
        {"Gemfile": 'gem "puma"\ngem "pg"\n', "Gemfile.lock": gems(puma="6.5", pg="1.5"), "config.ru": ""},
        ("FROM ruby:3.3-alpine3.20", "RUN apk add --no-cache libpq libstdc++", "COPY --from=builder /app /app"),
    ),
    Layout(
        "compilers that are removed in their own layer",
        "FROM ruby:3.3-alpine3.20\nWORKDIR /app\nCOPY Gemfile* ./\nRUN apk add --no-cache libpq && apk add --no-cache --virtual .build build-base"
        ' postgresql-dev && bundle install && apk del .build\nCOPY . .\nCMD ["bundle", "exec", "puma"]\n',
        {"Gemfile": 'gem "puma"\ngem "pg"\n', "Gemfile.lock": gems(puma="6.5", pg="1.5"), "config.ru": ""},
        ("!the base image is small, and no compiler stays in it: nothing could be left behind",),
    ),
    Layout(
        "Hanami with gems of its own", "FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN bundle install\nCMD [\"bundle\", \"exec\", \"puma\"]\n",
        {"Gemfile": 'gem "hanami"\ngem "billing", path: "slices/billing"\n', "Gemfile.lock": gems(hanami="2.2"), "config.ru": "",
         "slices/billing/billing.gemspec": "Gem::Specification.new { |s| s.name = 'billing' }\n"},
        ("FROM ruby:3.3-slim", "COPY --from=builder /app /app"),
        ("COPY Gemfile Gemfile.lock ./", "COPY slices/billing/ slices/billing/", "RUN bundle install", "COPY . ."),
    ),
    Layout("Rails that starts for development", RAILS_IMAGE.replace('"production"', '"development"'), RAILS,
           ("!Rails starts for development: there is no `RAILS_ENV=production`",)),
    Layout("a site of Jekyll that is served by Jekyll", SINATRA_IMAGE.replace("rackup", "jekyll"), SINATRA,
           ("!`jekyll` is for development, not for a finished image",)),
    Layout("a program that installs itself", "FROM ruby:3.3\nWORKDIR /gem\nCOPY . .\nRUN bundle install && rake install\nENTRYPOINT [\"tool\"]\n",
           {"Gemfile": "gemspec\n", "Gemfile.lock": gems(rake="13.2"), "tool.gemspec": "", "exe/tool": ""},
           ("!what the task `install` leaves behind is not known",)),
    Layout("gems that draw pictures", SINATRA_IMAGE, {**SINATRA, "Gemfile.lock": gems(sinatra="4.1.1", rmagick="6.0")},
           ("!the gem `rmagick` is linked against a version of ImageMagick that depends on the image",)),
    Layout("no lock file", SINATRA_IMAGE, {name: text for name, text in SINATRA.items() if name != "Gemfile.lock"},
           ("!there is no Gemfile.lock: which gems are installed is not known",)),
    Layout("several processes", SINATRA_IMAGE.replace('"bundle", "exec", "rackup"', '"foreman", "start"'), {**SINATRA, "Procfile": ""},
           ("!`foreman` runs several services",)),
    Layout("a small image without compilers", SINATRA_IMAGE.replace("ruby:3.3", "ruby:3.3-slim"), SINATRA,
           ("!the base image is small, and no compiler stays in it: nothing could be left behind",)),
    Layout("the schema is loaded while the image is built", RAILS_IMAGE.replace("./bin/rails assets:precompile", "./bin/rails db:schema:load"),
           RAILS, ("!what the task `db:schema:load` leaves behind is not known",)),
]  # fmt: skip


# --- PHP: nothing is split, many are put in order

LARAVEL = {
    **composer(
        {"laravel/framework": "library"},
        autoload={"psr-4": {"App\\": "app/"}},
        scripts={"post-autoload-dump": ["Illuminate\\Foundation\\ComposerScripts::postAutoloadDump", "@php artisan package:discover"]},
    ),
    "artisan": "#!/usr/bin/env php\n", "public/index.php": "", "app/Models/User.php": "", "routes/web.php": "",
}  # fmt: skip
PHP_IMAGE = """\
FROM php:8.3-cli
COPY --from=composer:2 /usr/bin/composer /usr/bin/composer
WORKDIR /app
COPY . .
RUN composer install --no-dev
CMD ["php", "-S", "0.0.0.0:8000", "-t", "public"]
"""
SOURCES = ("!PHP runs from its sources: no artifact is built that a smaller image could run",)
FIRST = ("COPY composer.json composer.lock ./", "RUN composer install --no-dev", "COPY . .")
FLEX = {"symfony/flex": "composer-plugin", "symfony/runtime": "composer-plugin"}

PHP = [
    Layout(
        "Laravel behind FPM", PHP_IMAGE.replace("8.3-cli", "8.3-fpm").replace("WORKDIR", "RUN docker-php-ext-install pdo_mysql\nWORKDIR"),
        LARAVEL, ("!extensions of PHP are compiled into the image that runs them",),
        ("COPY composer.json composer.lock ./", "RUN composer install --no-scripts --no-autoloader --no-dev", "COPY . .",
         "RUN composer install --no-dev"),
    ),
    Layout(
        "Laravel with pages of Vite", PHP_IMAGE.replace("--no-dev", "--no-dev\nRUN npm ci && npm run build"),
        {**LARAVEL, "package.json": '{"scripts": {"build": "vite build"}}', "package-lock.json": "{}", "vite.config.js": ""},
        ("!which of the files that Node builds PHP serves is not known: build them in a stage of Node by hand",),
        ("COPY composer.json composer.lock ./", "RUN composer install --no-scripts --no-autoloader --no-dev", "COPY . ."),
    ),
    Layout(
        "Slim, whose classes are found by their names", PHP_IMAGE,
        {**composer(autoload={"psr-4": {"App\\": "src/"}, "files": ["src/helpers.php"]}), "src/helpers.php": "", "public/index.php": ""},
        SOURCES, FIRST,
    ),
    Layout(
        "Symfony, whose recipes are locked", PHP_IMAGE.replace("--no-dev", "--no-dev --no-scripts"),
        {**composer(FLEX, scripts={"post-install-cmd": ["@auto-scripts"]}), "symfony.lock": "{}", "bin/console": "", "public/index.php": ""},
        SOURCES, ("COPY composer.json composer.lock symfony.lock ./", "RUN composer install --no-dev --no-scripts", "COPY . ."),
    ),
    Layout(
        "Drupal, whose plugins move packages: to be checked", PHP_IMAGE,
        {**composer({"composer/installers": "composer-plugin", "drupal/core": "drupal-core"}), "web/index.php": ""}, SOURCES, FIRST,
    ),
    Layout(
        "packages of the same repository", PHP_IMAGE,
        {**composer(repositories=[{"type": "path", "url": "packages/*"}]), "packages/core/composer.json": "{}", "packages/core/A.php": ""},
        SOURCES, ("COPY composer.json composer.lock ./", "COPY packages/core/ packages/core/", "RUN composer install --no-dev", "COPY . ."),
    ),
    Layout(
        "Composer that comes with the project", PHP_IMAGE.replace("RUN composer", "RUN php composer.phar"),
        {**composer(), "composer.phar": "", "index.php": ""}, SOURCES,
        ("COPY composer.json composer.lock composer.phar ./", "RUN php composer.phar install --no-dev", "COPY . ."),
    ),
    Layout("Magento, with the keys of its shop", PHP_IMAGE, {**composer({"magento/product": "metapackage"}), "auth.json": "{}"},
           SOURCES, ("!belong into a secret mount",)),
    Layout("Symfony that applies its recipes", PHP_IMAGE, {**composer(FLEX), "bin/console": ""}, SOURCES, ("!writes recipes",)),
    Layout("MediaWiki, which merges the files of its extensions", PHP_IMAGE, composer({"wikimedia/composer-merge-plugin": "composer-plugin"}),
           SOURCES, ("!reads other",)),
    Layout("a package outside of what is sent", PHP_IMAGE, composer(repositories=[{"type": "path", "url": "../shared"}]),
           SOURCES, ("!is not sent to the builder",)),
    Layout("a script between the packages", PHP_IMAGE, composer(scripts={"post-package-install": "App\\Setup::copy"}),
           SOURCES, ("!while packages are installed",)),
    Layout("the web server of the image starts", PHP_IMAGE.replace("8.3-cli", "8.3-apache").partition("CMD")[0], composer(),
           ("!PHP runs from its sources: no artifact is built that a smaller image could run",)),
]  # fmt: skip


# --- Elixir

PHOENIX = {
    **mix(', aliases: ["assets.deploy": ["tailwind shop --minify", "esbuild shop --minify", "phx.digest"]]',
          phoenix="~> 1.7.14", ecto_sql="~> 3.10", postgrex=">= 0.0.0", bandit="~> 1.5"),
    "config/prod.exs": "import Config\n", "config/runtime.exs": "import Config\n", "assets/js/app.js": "", "priv/static/robots.txt": "",
    "rel/overlays/bin/server": '#!/bin/sh\nset -eu\ncd -P -- "$(dirname -- "$0")"\nPHX_SERVER=true exec ./shop start\n',
}  # fmt: skip
PHOENIX_IMAGE = """\
FROM hexpm/elixir:1.17.3-erlang-27.1.2-debian-bookworm-20241016-slim
RUN apt-get update -y && apt-get install -y build-essential git && apt-get clean && rm -f /var/lib/apt/lists/*_*
WORKDIR /app
RUN mix local.hex --force && mix local.rebar --force
ENV MIX_ENV="prod"
COPY mix.exs mix.lock ./
RUN mix deps.get --only $MIX_ENV
RUN mkdir config
COPY config/config.exs config/${MIX_ENV}.exs config/
RUN mix deps.compile
COPY priv priv
COPY lib lib
COPY assets assets
RUN mix assets.deploy
RUN mix compile
COPY config/runtime.exs config/
COPY rel rel
RUN mix release
CMD ["/app/_build/prod/rel/shop/bin/server"]
"""
ELIXIR_IMAGE = """\
FROM elixir:1.18
ENV MIX_ENV=prod
WORKDIR /app
COPY . .
RUN mix local.hex --force && mix deps.get --only prod
RUN mix release
CMD ["_build/prod/rel/shop/bin/shop", "start"]
"""
RELEASE = "COPY --from=builder /app/_build/prod/rel/shop ./_build/prod/rel/shop"

ELIXIR = [
    Layout(
        "Phoenix, as it writes its own image, in one stage", PHOENIX_IMAGE, PHOENIX,
        ("FROM debian:bookworm-slim", "RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libncurses6 "
         "libstdc++6 openssl && rm -rf /var/lib/apt/lists/*", "WORKDIR /app", 'ENV MIX_ENV="prod"', "ENV LANG=C.UTF-8", RELEASE,
         'CMD ["/app/_build/prod/rel/shop/bin/server"]'),
    ),
    Layout("a plain application", ELIXIR_IMAGE, mix(jason="~> 1.4"), ("FROM debian:bookworm-slim", RELEASE),
           ("COPY mix.exs mix.lock ./", "RUN mix local.hex --force && mix deps.get --only prod", "COPY . .", "RUN mix release")),
    Layout("on Alpine", ELIXIR_IMAGE.replace("elixir:1.18", "hexpm/elixir:1.18.4-erlang-27.3.4-alpine-3.21.3"), mix(jason="~> 1.4"),
           ("FROM alpine:3.21", "RUN apk add --no-cache libstdc++ ncurses-libs openssl", RELEASE)),
    Layout(
        "an umbrella", ELIXIR_IMAGE.replace("mix release", "mix release web").replace("shop/bin/shop", "web/bin/web"),
        {"mix.exs": 'defmodule U.MixProject do\n  def project, do: [apps_path: "apps", deps: [], releases: [web: []]]\nend\n',
         "mix.lock": "%{}\n", "apps/web/mix.exs": "defmodule W.MixProject do\n  def project, do: [app: :web, deps: []]\nend\n"},
        ("FROM debian:bookworm-slim", "COPY --from=builder /app/_build/prod/rel/web ./_build/prod/rel/web"),
        ("COPY mix.exs mix.lock ./", "COPY apps/web/mix.exs apps/web/", "COPY . ."),
    ),
    Layout("a release that is moved", ELIXIR_IMAGE.replace("CMD", "RUN mv _build/prod/rel/shop /srv/shop\nCMD").replace("_build/prod/rel", "/srv", 2)
           .replace("RUN mv /srv/shop", "RUN mv _build/prod/rel/shop"), mix(jason="~> 1.4"),
           ("FROM debian:bookworm-slim", "COPY --from=builder /srv/shop /srv/shop")),
    Layout("a program that pictures are made with", ELIXIR_IMAGE, {**mix(mogrify="~> 0.9"), "lib/a.ex": 'System.cmd("ffmpeg", [])\n'},
           ("FROM debian:bookworm-slim", RELEASE, "RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates "
            "ffmpeg imagemagick libncurses6 libstdc++6 openssl && rm -rf /var/lib/apt/lists/*")),
    Layout("Phoenix that Mix starts", ELIXIR_IMAGE.replace('"_build/prod/rel/shop/bin/shop", "start"', '"mix", "phx.server"'), PHOENIX,
           ("!`mix phx.server` needs Mix and all sources when it starts: `mix release` would make an image without them",)),
    Layout("migrations in front of the start", ELIXIR_IMAGE.partition("CMD")[0] + "CMD mix ecto.migrate && _build/prod/rel/shop/bin/shop start\n",
           PHOENIX, ("!the start command runs several programs: `mix` and `shop`",)),
    Layout("a script of Erlang", ELIXIR_IMAGE.replace("mix release", "mix escript.build"), mix(),
           ("!what `mix escript.build` leaves behind is not known",)),
    Layout("a release of Distillery", ELIXIR_IMAGE.replace("mix release", "mix distillery.release"), mix(),
           ("!what `mix distillery.release` leaves behind is not known",)),
    Layout("numbers on a graphics card", ELIXIR_IMAGE, mix(exla="~> 0.9"), ("!what the package `exla` needs when it runs is not known",)),
    Layout("Alpine of an unknown release", ELIXIR_IMAGE.replace("1.18", "1.18-alpine"), mix(),
           ("!which release of its system `elixir:1.18-alpine` has is not known: a tag of `hexpm/elixir` tells it",)),
    Layout("a release that wants Erlang in the image", ELIXIR_IMAGE, mix(", releases: [shop: [include_erts: false]]"),
           ("!the release has no machine of Erlang of its own (`include_erts`)",)),
    Layout("a package at a computed place", ELIXIR_IMAGE, {**mix(), "mix.exs": mix()["mix.exs"].replace("do: []", "do: [{:tool, path: tool()}]")},
           ("FROM debian:bookworm-slim",), ("!is computed",)),
]  # fmt: skip


def after_split(text: str, files: Mapping[str, str]) -> tuple[str, str]:
    """The runtime stage, and the reason why there is none."""
    found = split(analyse(text), MemoryContext(files), DEFAULT_SETTINGS)
    if isinstance(found, Offer):
        return "FROM " + apply(text, found.default.change.edits).rpartition("\n\nFROM ")[2], ""
    return "", found.reason if found is not None else "no toolchain"


def after_order(text: str, files: Mapping[str, str]) -> tuple[str, str]:
    """The text with manifests first, and the reason why there is none."""
    context, model = MemoryContext(files), analyse(text)
    copies = [one for one in model.dockerfile.instructions if isinstance(one, Transfer) and one.from_ is None]
    answers = [one for copy in copies if (one := answer(model, context, copy)) is not None]
    for one in answers:
        if one.plan is not None:
            return apply(text, change(one.plan, context).edits), ""
    return "", "; ".join(refusal.reason for one in answers for _, refusal in one.refusals) or "nothing to say"


@pytest.mark.parametrize(
    "layout", [*RUBY, *PHP, *ELIXIR], ids=lambda layout: f"{layout.text.split()[1].partition(':')[0]}: {layout.title}"
)
def test_layout(layout: Layout) -> None:
    for expected, (text, reason) in (
        (layout.split, after_split(layout.text, layout.files)),
        (layout.order, after_order(layout.text, layout.files)),
    ):
        if expected and expected[0].startswith("!"):
            assert expected[0][1:] in reason, (reason, text)
            continue
        assert not expected or text, reason
        lines = iter(text.splitlines())
        if expected is layout.order:
            assert all(line in lines for line in expected), text
        else:
            assert set(expected) <= set(lines), text


@pytest.mark.parametrize(("layouts"), [RUBY, PHP, ELIXIR], ids=["Ruby", "PHP", "Elixir"])
def test_there_are_enough_of_both_kinds(layouts: list[Layout]) -> None:
    """At least twelve, of which five are split or put in order, and five are refused, each for a reason of its own."""
    wanted = [[one for one in (layout.split, layout.order) if one] for layout in layouts]
    accepted = [each for each in wanted if any(not one[0].startswith("!") for one in each)]
    reasons = {one[0] for each in wanted for one in each if one[0].startswith("!")}
    assert len(layouts) >= 12
    assert len(accepted) >= 5
    assert len(reasons) >= 5
