"""Words of a shell's own.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_15, bash(1); read in 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.table import words

WITHOUT_PROGRAM = words(". alias cd eval exec export readonly set shift source unset")
"""Commands that change the shell itself: a program of that name is missing, or does nothing (`cd` of Red Hat)."""
