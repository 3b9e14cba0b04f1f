"""Settings of programs that the container starts, where commands of the builder write or change them: the new image has others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, normpath

from dockwright.refactorings.split.carried_packages import CERTIFICATES
from dockwright.refactorings.split.ownership import is_harmless
from dockwright.refactorings.split.places import absolute, located
from dockwright.refactorings.split.subject import Draft, Subject
from dockwright.refactorings.split.transfers import AUTHORITIES, PROGRAM_PLACES
from dockwright.shell import Command
from dockwright.syntax import Run, Transfer

_SETTINGS = re.compile(r"/etc/|(?:/root|/home/[^/]+)/\.")
_OF_BUILDS = re.compile(
    r"/etc/(?:apt|apk|yum|dnf|dpkg|pip\.conf|ld\.so|profile|bash|skel|default/|motd|issue|ssl/|passwd|group|shadow|gshadow"
    r"|localtime|timezone|locale|hosts|hostname|resolv\.conf)"
    r"|/(?:root|home/[^/]+)/\.(?:bash|profile|zsh|cache|npm|cargo|rustup|m2|gradle|local|nuget|dotnet|go\b|pip|wget-hsts)"
)
"""What only those look at who build or log in, and what splits know by other ways."""

_WRITERS = frozenset({"tee", "cp", "mv", "install", "ln"})
_EDITORS = frozenset({"sed", "perl", "ruby", "crudini"})
_FETCHERS = frozenset({"git", "ssh", "scp", "sftp", "rsync", "curl", "wget", "svn", "hg", "gpg"})
"""Programs whose settings a COPY brings to places that otherwise only builds look at."""


def tell_of_settings(subject: Subject, draft: Draft) -> None:
    """Say which settings stay with the builder, where the container starts other programs."""
    programs = subject.build.needs.programs
    what = next(_changed(subject, draft), "") if programs and not subject.build.shared else ""
    if what:
        draft.note(f"`{what}` stays with the builder: see whether `{programs[0]}` needs it in the new image")


def _changed(subject: Subject, draft: Draft) -> Iterator[str]:
    programs = frozenset(subject.build.needs.programs)
    for one in subject.before:
        if isinstance(one, Transfer) and programs & _FETCHERS:
            destination = subject.destination(one) or "/"
            is_there = any(piece.order[0] == one.index for piece in draft.pieces)
            if destination.startswith(("/root/.", "/etc/ssh")) and not is_there and not draft.is_copied(destination):
                yield destination
        elif isinstance(one, Run):
            for command, directory in located(subject.model, one):
                if command.name == "git" and command.subcommand == "config" and "git" in programs:
                    yield from (f"git config --{flag}" for flag in ("global", "system") if command.has_flag(flag))
                if command.name in ("chmod", "chown", "setcap") and not is_harmless(command):
                    yield from (path for path in subject.paths(command) if _is_of_image(path, programs))
                for path in _written(subject, one, command, directory):
                    if _SETTINGS.match(path) and not _OF_BUILDS.match(path) and not draft.is_copied(path):
                        yield path


def _is_of_image(path: str, programs: frozenset[str]) -> bool:
    """Whether the old image has a program that is started at the path."""
    return basename(path) in programs and dirname(path) in PROGRAM_PLACES


def _written(subject: Subject, run: Run, command: Command, directory: str) -> Iterator[str]:
    """The files that a command writes or changes, as far as they are named."""
    words = [one.target.value for one in command.redirections if one.target is not None and ">" in one.operator]
    operands = [word.value for word in command.operands()]
    if command.name in _WRITERS:
        words += operands if command.name == "tee" else operands[-1:]
    elif command.name in _EDITORS and any(flag.name.startswith("i") for flag in command.flags):
        words += operands
    places = (absolute(subject.model, run, directory, word) for word in words)
    yield from (normpath(place) for place in places if place is not None)


_OWN_AUTHORITIES = (AUTHORITIES, "/usr/share/ca-certificates", "/etc/ca-certificates.conf")
"""Where update-ca-certificates finds what is to be trusted."""


def changes_authorities(subject: Subject) -> bool:
    """Whether the builder changes its list of authorities: by certificates of its own, or by hand."""
    runs = [one for one in subject.before if isinstance(one, Run) and "ca-certificates" in one.text]
    commands = [(run, *pair) for run in runs for pair in located(subject.model, run)]
    if any(CERTIFICATES in _written(subject, run, command, directory) for run, command, directory in commands):
        return True
    is_made = any(one.name == "update-ca-certificates" for one in subject.stage.commands)
    return is_made and any(place in one.text for one in subject.before for place in _OWN_AUTHORITIES)
