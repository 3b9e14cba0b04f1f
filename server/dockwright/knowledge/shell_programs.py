"""Programs that a Dockerfile's shell text uses beside package managers, each with what it is good for there.

Source: POSIX, the manual pages of GNU coreutils, tar, curl, wget and git. Date: 2026-11. The usual first.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

SHELL_PROGRAMS: Mapping[str, str] = {
    "set": "Options of the shell: `set -eux` ends at the first failure and shows each command",
    "mkdir": "Make directories; `-p` with those above, and no error where they are there",
    "rm": "Remove files; `-rf` directories too, without questions. What an earlier layer holds stays in the image",
    "chmod": "Change permissions; on files of an earlier layer that stores them twice: `COPY --chmod`",
    "chown": "Change the owner; on files of an earlier layer that stores them twice: `COPY --chown`",
    "ln": "Link files; `-s` by name, `-sf` in place of what is there",
    "cp": "Copy files; `-r` directories, `-a` with owner and times",
    "mv": "Move files; from an earlier layer that stores them twice",
    "cd": "Change the directory, until this RUN ends; WORKDIR lasts",
    "echo": "Print words",
    "printf": "Print by a pattern; unlike echo it is the same in every shell",
    "export": "Set a variable for the commands below, until this RUN ends; ENV lasts",
    "curl": "Download; `-fsSL` fails on errors of the server, says little, follows redirects",
    "wget": "Download; `-nv` without a progress bar, `-O` to a file",
    "tar": "Unpack and pack: `-xzf` an archive, `-C` in this directory",
    "unzip": "Unpack a zip file; `-q` says little",
    "git": "`clone --depth 1` brings a repository without its history; `ADD` of a repository needs no git",
    "make": "Build a target of the Makefile; `-j$(nproc)` on all processors",
    "sed": "Edit text; `-i` in the file itself",
    "sha256sum": "Check sums: `-c` compares the files that a list names",
    "useradd": "Make a user; `-r` a system user, `-u` with this number (Debian, Red Hat)",
    "groupadd": "Make a group; `-r` a system group, `-g` with this number (Debian, Red Hat)",
    "adduser": "Make a user; on Alpine `-S` a system user, `-D` without a password, `-G` in a group",
    "addgroup": "Make a group; on Alpine `-S` a system group",
    "test": "Whether a condition holds: `-f` a file, `-d` a directory is there",
    "if": "`if ...; then ...; fi`",
    "for": "`for name in ...; do ...; done`",
}
"""What is said is about Dockerfiles where that is another matter than at a terminal."""

PROBES = ("curl", "wget", "nc", "pg_isready", "redis-cli")
"""Programs that a health check asks a service with, where the image has them."""

STARTED: frozenset[str] = words(
    """
    node npm npx yarn pnpm bun deno python python3 java dotnet ruby bundle rails php php-fpm apache2-foreground elixir
    erl mix nginx httpd caddy haproxy traefik postgres mysqld mariadbd mongod redis-server valkey-server memcached
    """
)
"""Programs of base images that a container is started with."""
