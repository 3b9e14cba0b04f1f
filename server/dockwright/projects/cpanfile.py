"""Perl projects: what `cpanm --installdeps .` and `carton install` read.

A cpanfile is a program, so only what is plainly written in it is believed.

Sources: https://metacpan.org/dist/Module-CPANfile/view/lib/cpanfile.pod, https://metacpan.org/dist/App-cpanminus/view/bin/cpanm,
https://metacpan.org/pod/Carton (cpanm 1.7048, Carton 1.0). Date: 2026-11.
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, join, sends_any
from dockwright.projects.manifests import Manifests, outside, sent_files

_PLAIN = re.compile(
    r"""\s*(?:\#.*|__END__.*|\}\s*;?|
    (?:on|feature)\b[^$@`]*=>\s*sub\s*\{.*|on\s+['"]?\w+['"]?\s*=>\s*sub\s*\{\s*|
    (?:\w+_)?(?:requires|recommends|suggests|conflicts)\b[^$@`]*|mirror\s+['"]https?://[^$@`]*|['"]?[\w:]+['"]?\s*(?:=>|,)[^$@`]*|\)\s*;)?\s*\Z""",
    re.VERBOSE,
)
_REQUIRES = re.compile(r"^\s*(?:\w+_)?requires\b", re.MULTILINE)
_BUILDERS = ("Makefile.PL", "Build.PL", "dist.ini")


def manifests(context: BuildContext, directory: str, root: str, *, with_snapshot: bool) -> Manifests | None:
    """What is read in a directory, with the snapshot of carton or without; None: no cpanfile is there."""
    files = sent_files(context, directory, ("cpanfile", "cpanfile.snapshot") if with_snapshot else ("cpanfile",))
    if not files or not files[0].endswith("cpanfile"):
        return None
    text = context.read(files[0]) or ""
    doubts = []
    if not all(_PLAIN.match(line) for line in text.partition("\n__END__")[0].splitlines()):
        doubts.append("the cpanfile runs code that may read other files")
    doubts += [f"the install may go by `{name}`, too" for name in _BUILDERS if sent_files(context, directory, (name,))]
    overwritten = [path for name in ("local",) if with_snapshot and sends_any(context, path := join(directory, name))]
    obstacles = outside(tuple(files), root)
    if with_snapshot and sends_any(context, join(directory, "vendor/cache")):
        obstacles.append("modules of `vendor/cache` are parts of the project")
    needless = None if _REQUIRES.search(text) else "the cpanfile requires no modules"
    return Manifests(tuple(files), (), tuple(overwritten), tuple(doubts), tuple(obstacles), needless)
