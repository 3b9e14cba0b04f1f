"""Composer, bundler, mix, vcpkg and conan: what names the packages first, the packages, then the sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.context import MemoryContext
from dockwright.lint import analyse
from dockwright.refactorings.reorder import answer, change
from dockwright.rule import Safety
from dockwright.syntax import Transfer
from dockwright.text import apply

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]


def composer(lock: list[dict[str, object]] | None = None, **data: object) -> dict[str, str]:
    """A project with composer.json and its lock file."""
    manifest = {
        "require": {"php": "^8.2", "monolog/monolog": "^3"},
        **{key.replace("_", "-"): data[key] for key in data},
    }
    packages = [{"name": "monolog/monolog", "type": "library"}, *(lock or [])]
    return {"composer.json": json.dumps(manifest), "composer.lock": json.dumps({"packages": packages}), "index.php": ""}


LOCK = "GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.1.8)\n\nPLATFORMS\n  x86_64-linux\n\nDEPENDENCIES\n  rack\n  shop!\n  rails (~> 7.2)\n  tzinfo-data\n  debug\n"
RUBY = {"Gemfile": 'source "https://rubygems.org"\ngem "rack", require: false\n', "Gemfile.lock": LOCK, "app.rb": ""}
RAILS = (
    'source "https://rubygems.org"\n# Bundle edge Rails: gem "rails", path: ".."\nruby "3.3.6"\n'
    'git_source(:github) { |repo| "https://github.com/#{repo}.git" }\ngem "rails", "~> 7.2"\n'
    'gem "tzinfo-data", platforms: %i[ windows jruby ]\ngroup :development, :test do\n  gem "debug", require: "debug/prelude"\nend\n'
)
SPEC = 'require_relative "lib/tool/version"\nGem::Specification.new do |spec|\n  spec.name = "tool"\nend\n'

MIX = (
    'defmodule App.MixProject do\n  use Mix.Project\n\n  def project do\n    [app: :app, version: "0.1.0", deps: deps()]\n'
    '  end\n\n  defp deps, do: [{:jason, "~> 1.4"}]\nend\n'
)
ELIXIR = {
    "mix.exs": MIX,
    "mix.lock": '%{\n  "jason": {:hex, :jason, "1.4.4"},\n}\n',
    "config/config.exs": 'import Config\nimport_config "#{config_env()}.exs"\n',
    "config/prod.exs": "import Config\n",
    "config/dev.exs": "import Config\n",
    "config/runtime.exs": "import Config\n",
    "lib/app.ex": "",
}
VCPKG = {"vcpkg.json": '{"dependencies": ["fmt"]}', "CMakeLists.txt": "", "main.cpp": ""}
CONAN = {"conanfile.txt": "[requires]\nfmt/11.0.2\n", "CMakeLists.txt": "", "main.cpp": ""}

SAFE: list[tuple[str, Files, str, str]] = [
    (
        "no script and no list of classes: the install as it is written needs no source",
        composer(autoload={"psr-4": {"App\\": "src/"}}),
        "COPY . .\nRUN composer install --no-dev\n",
        "COPY composer.json composer.lock ./\nRUN composer install --no-dev\nCOPY . .\n",
    ),
    (
        "composer with scripts, and directories of the sources given away",
        composer(scripts={"post-autoload-dump": ["@php artisan package:discover"]}),
        "COPY . .\nRUN composer install --no-dev -o && chown -R www-data var ./storage/logs\n",
        "COPY composer.json composer.lock ./\nRUN composer install --no-scripts --no-autoloader --no-dev\nCOPY . .\n"
        "RUN composer install --no-dev -o && chown -R www-data var ./storage/logs\n",
    ),
    (
        "scripts need the sources: an install without them goes first, the command stays",
        composer(scripts={"post-autoload-dump": ["@php artisan package:discover"]}),
        "COPY . .\nRUN composer install --no-dev -o\n",
        "COPY composer.json composer.lock ./\nRUN composer install --no-scripts --no-autoloader --no-dev\nCOPY . .\n"
        "RUN composer install --no-dev -o\n",
    ),
    (
        "the list of classes is made of the sources",
        composer(autoload={"classmap": ["database"]}),
        "COPY . .\nRUN COMPOSER_ALLOW_SUPERUSER=1 composer install --no-scripts\n",
        "COPY composer.json composer.lock ./\nRUN COMPOSER_ALLOW_SUPERUSER=1 composer install --no-autoloader --no-scripts\n"
        "COPY . .\nRUN COMPOSER_ALLOW_SUPERUSER=1 composer install --no-scripts\n",
    ),
    (
        "the file has both flags and lists classes later",
        composer(autoload={"classmap": ["database"]}, scripts={"post-install-cmd": "php x"}),
        "COPY . .\nRUN composer install --no-scripts --no-autoloader\nRUN composer dump-autoload -o\n",
        "COPY composer.json composer.lock ./\nRUN composer install --no-scripts --no-autoloader\nCOPY . .\n"
        "RUN composer dump-autoload -o\n",
    ),
    (
        "packages of the project itself are copied whole",
        {
            **composer(repositories=[{"type": "path", "url": "packages/*"}]),
            "packages/tool/composer.json": "{}",
            "packages/tool/src/Tool.php": "",
        },
        "COPY . .\nRUN composer install\n",
        "COPY composer.json composer.lock ./\nCOPY packages/tool/ packages/tool/\nRUN composer install\nCOPY . .\n",
    ),
    (
        "Composer is installed between the copy and the install",
        composer(),
        "COPY . .\nRUN curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin --filename=composer\n"
        "RUN composer install\n",
        "RUN curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin --filename=composer\n"
        "COPY composer.json composer.lock ./\nRUN composer install\nCOPY . .\n",
    ),
    (
        "Composer is part of the project",
        {**composer(), "composer.phar": ""},
        "COPY . .\nRUN php composer.phar install\n",
        "COPY composer.json composer.lock composer.phar ./\nRUN php composer.phar install\nCOPY . .\n",
    ),
    (
        "bundler, and what the same RUN builds of the sources",
        RUBY,
        "COPY . .\nRUN bundle config set --local without test && bundle install -j4 && bundle exec rake assets:precompile\n",
        "COPY Gemfile Gemfile.lock ./\nRUN bundle config set --local without test && bundle install -j4\nCOPY . .\n"
        "RUN bundle exec rake assets:precompile\n",
    ),
    (
        "several groups behind one flag",
        RUBY,
        "COPY . .\nRUN bundle install --without development test --jobs 4\n",
        "COPY Gemfile Gemfile.lock ./\nRUN bundle install --without development test --jobs 4\nCOPY . .\n",
    ),
    (
        "bundler as Rails writes its Gemfile, and the version of Ruby in a file of its own",
        {**RUBY, "Gemfile": RAILS.replace('ruby "3.3.6"', 'ruby file: ".ruby-version"'), ".ruby-version": "3.3.6\n"},
        "RUN gem install bundler\nCOPY . .\nRUN bundle\n",
        "RUN gem install bundler\nCOPY Gemfile Gemfile.lock .ruby-version ./\nRUN bundle\nCOPY . .\n",
    ),
    (
        "the version of Ruby, read in plain words; a file that is not there is none to copy",
        {
            **RUBY,
            "Gemfile": 'ruby File.read(File.expand_path(".ruby-version", __dir__)).strip\ngem "rack"\n'
            'if File.exist?("Gemfile.local")\n  eval_gemfile "Gemfile.local"\nend\n',
            ".ruby-version": "3.3.6\n",
        },
        "COPY . .\nRUN bundle install\n",
        "COPY Gemfile Gemfile.lock .ruby-version ./\nRUN bundle install\nCOPY . .\n",
    ),
    (
        "local gems, another Gemfile and gems that are stored in the project",
        {
            **RUBY,
            "Gemfile": 'gem "shop", path: "engines/shop"\neval_gemfile "Gemfile.local"\n',
            "Gemfile.local": 'gem "rack"\n',
            "engines/shop/shop.gemspec": "",
            "vendor/cache/rack-3.1.8.gem": "",
        },
        "COPY . .\nRUN bundle install\n",
        "COPY Gemfile Gemfile.lock Gemfile.local ./\nCOPY engines/shop/ engines/shop/\nCOPY vendor/cache/ vendor/cache/\n"
        "RUN bundle install\nCOPY . .\n",
    ),
    (
        "a gem: its specification, and what that loads",
        {**RUBY, "Gemfile": "gemspec\n", "tool.gemspec": SPEC, "lib/tool/version.rb": "module Tool\nend\n", "lib/tool.rb": ""},
        "COPY . .\nRUN bundle install\n",
        "COPY Gemfile Gemfile.lock tool.gemspec ./\nCOPY lib/tool/version.rb lib/tool/\nRUN bundle install\nCOPY . .\n",
    ),
    (
        "mix fetches without a configuration and compiles with it; what is only read at the start is left out",
        ELIXIR,
        "ENV MIX_ENV=prod\nCOPY . .\nRUN mix local.hex --force && mix local.rebar --force\nRUN mix deps.get --only prod\n"
        "RUN mix deps.compile\nRUN mix release\n",
        "ENV MIX_ENV=prod\nRUN mix local.hex --force && mix local.rebar --force\nCOPY mix.exs mix.lock ./\n"
        "RUN mix deps.get --only prod\nCOPY config/config.exs config/prod.exs config/\nRUN mix deps.compile\nCOPY . .\n"
        "RUN mix release\n",
    ),
    (
        "mix fetches and compiles in one command: a fetch goes in front",
        ELIXIR,
        "ENV MIX_ENV=prod\nCOPY . .\nRUN mix do deps.get, deps.compile, compile\n",
        "ENV MIX_ENV=prod\nCOPY mix.exs mix.lock ./\nRUN mix deps.get\nCOPY . .\nRUN mix do deps.get, deps.compile, compile\n",
    ),
    (
        "an umbrella: the mix.exs of every application",
        {
            **ELIXIR,
            "mix.exs": 'defmodule U.MixProject do\n  def project, do: [apps_path: "apps", deps: []]\nend\n',
            "apps/web/mix.exs": MIX,
        },
        "ENV MIX_ENV=prod\nCOPY . .\nRUN mix deps.get\n",
        "ENV MIX_ENV=prod\nCOPY mix.exs mix.lock ./\nCOPY apps/web/mix.exs apps/web/\n"
        "COPY config/config.exs config/prod.exs config/\nRUN mix deps.get\nCOPY . .\n",
    ),
    (
        "vcpkg with ports of its own",
        {**VCPKG, "vcpkg-configuration.json": '{"overlay-ports": ["./ports"]}', "ports/fmt/vcpkg.json": "{}"},
        "COPY . .\nRUN vcpkg install && cmake -B build\n",
        "COPY vcpkg.json vcpkg-configuration.json ./\nCOPY ports/ ports/\nRUN vcpkg install\nCOPY . .\nRUN cmake -B build\n",
    ),
    (
        "conan looks whether there is a CMakeLists.txt",
        CONAN,
        "COPY . .\nRUN conan install . --build=missing -of build\nRUN cmake -B build\n",
        "COPY conanfile.txt CMakeLists.txt ./\nRUN conan install . --build=missing -of build\nCOPY . .\nRUN cmake -B build\n",
    ),
]  # fmt: skip

BASES = {
    "composer": "php:8.3-cli",
    "Gemfile": "ruby:3.3",
    "mix": "elixir:1.18",
    "vcpkg": "debian:13",
    "conan": "debian:13",
}


def base_of(files: Files) -> str:
    return next(BASES[name] for name in BASES for path in files or () if path.startswith(name))


@pytest.mark.parametrize(("title", "files", "before", "after"), SAFE, ids=[case[0] for case in SAFE])
def test_what_is_proven_is_safe(title: str, files: Files, before: str, after: str, order: Order) -> None:
    head = f"FROM {base_of(files)}\nWORKDIR /app\n"
    text, change = order(head + before, files)
    assert text == head + after
    assert change.safety is Safety.SAFE
    assert not change.files


@pytest.mark.parametrize(
    ("earlier", "copied"),
    [
        ("COPY composer.json composer.lock ./\n", ""),
        ("COPY composer.lock composer.json /app/\n", ""),
        ("COPY composer.json ./\n", "COPY composer.lock* ./\n"),
        ("COPY composer.json composer.lock /elsewhere/\n", "COPY composer.json composer.lock* ./\n"),
    ],
)
def test_a_lock_file_that_is_there_is_not_guessed_again(earlier: str, copied: str, order: Order) -> None:
    head, install = f"FROM composer:2\nWORKDIR /app\n{earlier}", "RUN composer install -o\n"
    first = "RUN composer install --no-scripts --no-autoloader\n"
    assert order(f"{head}COPY . .\n{install}", None)[0] == f"{head}{copied}{first}COPY . .\n{install}"


UNSAFE: list[tuple[str, Files, str, str]] = [
    ("packages of the host", {**composer(), "vendor/autoload.php": ""}, "composer install", "put over the installed one"),
    (
        "recipes of Symfony",
        {**composer([{"name": "symfony/flex", "type": "composer-plugin"}]), "symfony.lock": "{}"},
        "composer install", "the recipes of all packages",
    ),
    (
        "a plugin that nobody knows",
        composer([{"name": "acme/plugin", "type": "composer-plugin"}]), "composer install", "the plugin `acme/plugin`",
    ),
    ("credentials in a variable", composer(), "COMPOSER_AUTH={} composer install", "credentials of private packages"),
    (
        "other scripts without a lock file",
        {"composer.json": '{"require": {"a/b": "1"}, "scripts": {"post-install-cmd": "x"}}'},
        "composer install", "without composer.lock",
    ),
    ("a Gemfile that looks around", {**RUBY, "Gemfile": 'gem "a" if Dir.exist?("lib")\n'}, "bundle install", "runs code"),
    (
        "a gem that lists its files",
        {**RUBY, "Gemfile": "gemspec\n", "tool.gemspec": "Gem::Specification.new { |s| s.files = Dir['lib/*'] }\n"},
        "bundle install", "lists files of the project",
    ),
    (
        "a lock file of another system",
        {**RUBY, "Gemfile.lock": LOCK.replace("x86_64-linux", "arm64-darwin-23")}, "bundle install", "no platform of Linux",
    ),
    ("a mix.exs that looks around", {**ELIXIR, "mix.exs": MIX + 'File.ls!("lib")\n'}, "mix deps.get", "runs code"),
    ("packages that come along", {**ELIXIR, "deps/jason/mix.exs": ""}, "mix deps.get", "`deps` of the context"),
    ("nothing is known of the project", None, "bundle install", "reads no other file"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "command", "note"), UNSAFE, ids=[case[0] for case in UNSAFE])
def test_what_is_not_proven_says_what_to_check(title: str, files: Files, command: str, note: str, order: Order) -> None:
    base = base_of(files) if files is not None else "ruby:3.3"
    _, change = order(f"FROM {base}\nWORKDIR /app\nCOPY . .\nRUN {command}\n", files)
    assert change.safety is Safety.UNSAFE
    assert any(note in one for one in change.notes), change.notes


REFUSED: list[tuple[str, Files, str, str]] = [
    ("credentials in a file", {**composer(), "auth.json": "{}"}, "composer install", "belong into a secret mount"),
    (
        "a script that runs while packages are installed",
        composer(scripts={"post-package-install": "x"}), "composer install", "while packages are installed",
    ),
    (
        "a package at a place that is not sent",
        composer(repositories=[{"type": "path", "url": "../tool"}]), "composer install", "is not sent to the builder",
    ),
    (
        "a package that is the project itself",
        composer(repositories=[{"type": "path", "url": "."}]), "composer install", "is the project itself",
    ),
    (
        "other composer.json files are merged in",
        composer([{"name": "wikimedia/composer-merge-plugin", "type": "composer-plugin"}]), "composer install", "reads other",
    ),
    (
        "recipes are written among the sources",
        composer([{"name": "symfony/flex", "type": "composer-plugin"}]), "composer install", "writes recipes",
    ),
    ("an update is no install", composer(), "composer update", ""),
    ("a gem that is the project", {**RUBY, "Gemfile": 'gem "app", path: "."\n'}, "bundle install", "the project itself"),
    ("a repository among the sources", {**RUBY, "Gemfile": 'gem "a", git: "file:///app/vendor/a"\n'}, "bundle install", "repository in the file system"),
    ("... by its path", {**RUBY, "Gemfile": 'gem "a", :git => "../a"\n'}, "bundle install", "repository in the file system"),
    ("a computed path", {**RUBY, "Gemfile": 'gem "a", path: ENV["A"]\n'}, "bundle install", "is computed"),
    (
        "a gem that is compiled of the sources",
        {**RUBY, "Gemfile": "gemspec\n", "a.gemspec": 'Gem::Specification.new { |s| s.extensions = ["ext/a/extconf.rb"] }\n'},
        "bundle install", "has an extension",
    ),
    ("programs among the sources", RUBY, "bundle install --binstubs", ""),
    (
        "a local package that is computed",
        {**ELIXIR, "mix.exs": MIX.replace('{:jason, "~> 1.4"}', "{:tool, path: tool()}")}, "mix deps.get", "is computed",
    ),
    (
        "a local package that the project is a part of",
        {**ELIXIR, "mix.exs": MIX.replace('{:jason, "~> 1.4"}', '{:tool, path: "."}')}, "mix deps.get",
        "`tool` holds the project itself",
    ),
    (
        "a local package outside of the context",
        {**ELIXIR, "mix.exs": MIX.replace('{:jason, "~> 1.4"}', '{:tool, path: "../tool"}')}, "mix deps.get",
        "outside of the build context",
    ),
    (
        "an alias does more",
        {**ELIXIR, "mix.exs": MIX.replace("deps: deps()", 'deps: deps(), aliases: ["deps.get": ["deps.get", "cmd make"]]')},
        "mix deps.get", "another meaning",
    ),
    ("one package is compiled", ELIXIR, "mix deps.compile jason", ""),
    ("vcpkg is part of the sources", {**VCPKG, "vcpkg/vcpkg": ""}, "./vcpkg/vcpkg install", "comes with the sources"),
    (
        "conan and the project have the same presets",
        {**CONAN, "CMakeUserPresets.json": "{}"}, "conan install .", "over the one that conan writes",
    ),
    ("hostile JSON", {"composer.json": "[" * 5000, "composer.lock": ""}, "composer install", ""),
]  # fmt: skip


@pytest.mark.parametrize(("title", "files", "command", "why"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_needs_the_sources_stays(title: str, files: Files, command: str, why: str, why_not: WhyNot) -> None:
    found = why_not(f"FROM {base_of(files)}\nWORKDIR /app\nCOPY . .\nRUN {command}\n", files)
    assert why in found
    assert bool(why) == bool(found), found


@pytest.mark.parametrize(
    "removal", ["rm -rf vendor", "rm -rf /app/vendor /app/var", "rm -rf ./*", "cd /app && rm -fr vendor/"]
)
def test_packages_that_are_removed_behind_the_restore_are_not_restored_in_front(removal: str, why_not: WhyNot) -> None:
    files = composer(scripts={"post-install-cmd": "x"})
    text = f"FROM php:8.3-cli\nWORKDIR /app\nCOPY . .\nRUN {removal}\nRUN composer install\n"
    assert why_not(text, files) == "`rm` between them removes what the restore installs"


def test_other_removals_do_not_matter(order: Order) -> None:
    files = composer(scripts={"post-install-cmd": "x"})
    text, _ = order("FROM php:8.3-cli\nWORKDIR /app\nCOPY . .\nRUN rm -rf var tests\nRUN composer install\n", files)
    assert "RUN composer install --no-scripts --no-autoloader\nCOPY . .\nRUN rm -rf var tests\n" in text


def test_settings_of_the_context_are_not_put_over_those_that_are_made(why_not: WhyNot, order: Order) -> None:
    """Where bundler keeps its settings in the project, they are copied first, or stand in the way."""
    files = {**RUBY, ".bundle/config": "---\nBUNDLE_WITHOUT: test\n"}
    own = "FROM debian:13\nRUN apt-get update && apt-get install -y ruby-bundler\nWORKDIR /app\nCOPY . .\n"
    text, _ = order(own + "RUN bundle install\n", files)
    assert "COPY .bundle/config .bundle/\n" in text
    assert "over the settings" in why_not(own + "RUN bundle config set --local path /gems && bundle install\n", files)
    official, _ = order("FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN bundle install\n", files)
    assert ".bundle" not in official


HOSTILE = [
    ("Gemfile", "=begin\n"),
    ("Gemfile", "File.read("),
    ("mix.exs", '@doc """'),
    ("mix.exs", "releases: [a: ["),
    ("config/config.exs", "import_config \n"),
]


@pytest.mark.parametrize(("name", "text"), HOSTILE, ids=[f"{name}: {text.strip()}" for name, text in HOSTILE])
def test_texts_that_never_close_are_read_in_linear_time(name: str, text: str, order: Order) -> None:
    """In quadratic time this would take hours."""
    files = {**(RUBY if name == "Gemfile" else ELIXIR), name: text * 200_000 + ' gem "a"\n{:a, "1"}\n'}
    command = "bundle install" if name == "Gemfile" else "mix deps.compile"
    after, _ = order(f"FROM {base_of(files)}\nWORKDIR /app\nCOPY . .\nRUN {command}\n", files)
    assert after.index(f"COPY {'Gemfile' if name == 'Gemfile' else 'mix.exs'}") < after.index("COPY . .")


def test_a_chain_of_gemfiles_has_an_end(why_not: WhyNot) -> None:
    files = {
        "Gemfile": 'gem "a"\neval_gemfile "g0"\n',
        **{f"g{at}": f'eval_gemfile "g{at + 1}"\n' for at in range(2000)},
    }
    assert "too many files" in why_not("FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN bundle install\n", files)


BOTH = {
    **composer(scripts={"post-autoload-dump": ["@php artisan package:discover"]}),
    "package.json": '{"dependencies": {"vite": "5"}}',
}


@pytest.mark.parametrize(
    ("steps", "inserted", "left"),
    [
        ("composer install && npm install && npm run build", "composer install --no-scripts --no-autoloader && npm install", 0),
        ("composer install && npm ci && npm run build", "composer install --no-scripts --no-autoloader", 1),
        ("composer install && php a.php && npm install", "composer install --no-scripts --no-autoloader", 1),
    ],
)  # fmt: skip
def test_installs_behind_one_that_is_done_in_two_steps(steps: str, inserted: str, left: int) -> None:
    text, context = f"FROM php:8.3\nWORKDIR /app\nCOPY . .\nRUN {steps}\n", MemoryContext(BOTH)
    model = analyse(text)
    copy = next(one for one in model.dockerfile.instructions if isinstance(one, Transfer))
    found = answer(model, context, copy)
    assert found is not None
    assert found.plan is not None
    assert f"\nRUN {inserted}\nCOPY . .\nRUN {steps}\n" in apply(text, change(found.plan, context).edits)
    assert len(found.refusals) == left
