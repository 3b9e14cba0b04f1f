"""Ruby on a small image: a program of the standard library alone. Gems are compiled more often than not."""

from __future__ import annotations

import re
from posixpath import basename

from dockwright.context import BuildContext, keep
from dockwright.refactorings.slim_base.subject import Subject, is_there, unknown_commands

_STARTS_OTHERS = re.compile(r"`|\bsystem\b|\bspawn\b|\bexec\b|%x|\bopen3\b|IO\.popen|\bfiddle\b|\bPTY\b", re.IGNORECASE)
MOST_FILES = 3000


def suffices(subject: Subject) -> bool:
    """Whether a Ruby stage needs nothing of the full image."""
    if unknown_commands(subject) != ():
        return False
    started = (subject.start.program, *(subject.script.programs if subject.script is not None else ()))
    if not all(
        basename(one) == "ruby" or is_there(subject, basename(one)) for one in started if not one.endswith(".sh")
    ):
        return False
    return keep(subject.context, suffices, lambda: _sources_suffice(subject.context))


def _sources_suffice(context: BuildContext) -> bool:
    """Whether no source starts another program, or loads what only the full image has."""
    count = 0
    for path in context.sent_files():
        if path.endswith((".rb", ".ru", ".rake")) or basename(path) in ("Gemfile", "Rakefile"):
            count += 1
            if count > MOST_FILES or basename(path) == "Gemfile" or _STARTS_OTHERS.search(context.read(path) or ""):
                return False
    return count > 0
