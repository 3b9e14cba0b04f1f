"""Libraries that the images of compilers can link with, as their base buildpack-deps holds the development packages.

Source: the Dockerfile of buildpack-deps (bookworm, trixie), and the file lists of these packages in Debian. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

BUILDPACK_LIBRARIES: Mapping[str, str] = {
    "bz2": "libbz2-dev",
    "crypto": "libssl-dev",
    "curl": "libcurl4-openssl-dev",
    "db": "libdb-dev",
    "event": "libevent-dev",
    "ffi": "libffi-dev",
    "gdbm": "libgdbm-dev",
    "gio-2.0": "libglib2.0-dev",
    "glib-2.0": "libglib2.0-dev",
    "gmp": "libgmp-dev",
    "gobject-2.0": "libglib2.0-dev",
    "jpeg": "libjpeg-dev",
    "lzma": "liblzma-dev",
    "mariadb": "default-libmysqlclient-dev",
    "maxminddb": "libmaxminddb-dev",
    "mysqlclient": "default-libmysqlclient-dev",
    "ncurses": "libncurses5-dev",
    "ncursesw": "libncurses5-dev",
    "png": "libpng-dev",
    "png16": "libpng-dev",
    "pq": "libpq-dev",
    "readline": "libreadline-dev",
    "sqlite3": "libsqlite3-dev",
    "ssl": "libssl-dev",
    "tinfo": "libncurses5-dev",
    "xml2": "libxml2-dev",
    "xslt": "libxslt1-dev",
    "yaml": "libyaml-dev",
    "z": "zlib1g-dev",
}
"""The development package of a library, by the name that `-l` gives it. Those that several packages have parts of are left out."""

BUILDPACK_PACKAGES: Mapping[str, str] = {
    "bzip2": "libbz2-dev",
    "curl": "libcurl4-openssl-dev",
    "jpeg": "libjpeg-dev",
    "liblzma": "liblzma-dev",
    "libxml2": "libxml2-dev",
    "openssl": "libssl-dev",
    "png": "libpng-dev",
    "postgresql": "libpq-dev",
    "sqlite3": "libsqlite3-dev",
    "zlib": "zlib1g-dev",
}
"""... and of what `find_package` of CMake asks for, in small letters."""
