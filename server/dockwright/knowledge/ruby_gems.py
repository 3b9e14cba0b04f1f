"""Gems that need something of the system beside Ruby: libraries of the full image, or programs that they start.

Source: the gems' own documentation and extconf.rb files; Docker's ruby image, whose small variant has libyaml, libffi, OpenSSL,
GMP and zlib. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

DEVELOPMENT: Mapping[str, tuple[str, ...]] = {
    "cairo": ("libcairo2-dev",),
    "charlock_holmes": ("libicu-dev",),
    "curb": ("libcurl4-openssl-dev",),
    "curses": ("libncurses-dev",),
    "do_mysql": ("default-libmysqlclient-dev",),
    "do_postgres": ("libpq-dev",),
    "gpgme": ("libgpgme-dev",),
    "libxml-ruby": ("libxml2-dev",),
    "libxslt-ruby": ("libxml2-dev", "libxslt1-dev"),
    "mysql2": ("default-libmysqlclient-dev",),
    "patron": ("libcurl4-openssl-dev",),
    "pg": ("libpq-dev",),
    "readline-ext": ("libreadline-dev",),
    "rkerberos": ("libkrb5-dev",),
    "ruby-filemagic": ("libmagic-dev",),
    "sequel_pg": ("libpq-dev",),
    "trilogy": (),
    "typhoeus": (),
}
"""Gems that are compiled against a library that the full image, or a package of the file, has for development."""

LOADED: Mapping[str, tuple[str, ...]] = {"ethon": ("libcurl4-openssl-dev",), "gssapi": ("libkrb5-dev",)}
"""Gems that load a library by its name when they run, and the package for development that stands for it."""

STRANGERS: Mapping[str, str] = {
    "rmagick": "is linked against a version of ImageMagick that depends on the image",
    "wkhtmltopdf-binary": "has programs that need libraries of graphics",
    "wkhtmltoimage-binary": "has programs that need libraries of graphics",
    "grover": "starts a browser",
    "puppeteer-ruby": "starts a browser",
    "ferrum": "starts a browser",
    "playwright-ruby-client": "starts a browser",
    "chromedriver-helper": "starts a browser",
    "rjb": "loads a Java machine",
    "pycall": "loads Python",
    "rugged": "is linked against libraries that its build finds",
    "tiny_tds": "is linked against FreeTDS",
    "ruby-oci8": "needs the client of Oracle",
    "snappy": "is linked against a library that its build finds",
    "gobject-introspection": "loads libraries of GNOME",
    "gtk3": "loads libraries of GNOME",
}
"""Gems whose needs when they run cannot be told."""

PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "dragonfly": ("convert",),
    "git": ("git",),
    "mini_magick": ("convert",),
    "paperclip": ("convert",),
    "kt-paperclip": ("convert",),
    "ruby-graphviz": ("graphviz",),
    "streamio-ffmpeg": ("ffmpeg",),
}
"""Gems that start a program."""

DEVELOPMENT_TOOLS = words(
    "guard foreman overmind rspec irb pry rerun spring shotgun rubocop cucumber minitest autotest nodemon zeus hivemind solargraph"
    " ruby-lsp yard jekyll nanoc"
)
"""Programs of developers."""
