"""What ShellCheck said about each text, kept as long as it is of use. A program that fails costs its answers only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from threading import Lock

from dockwright.shellcheck.findings import repaired
from dockwright.shellcheck.program import Comments, ProgramError, ask

SECONDS, SECONDS_EACH = 5.0, 0.1
"""How long the program may think about a call, and about each script of it in addition. It needs milliseconds."""

AT_ONCE = 64
"""How many scripts a process is given: so many are lost, and asked about one by one, when it fails."""

PATIENCE = 2
"""After so many scripts on which the program failed it is not called any more."""


class Answers:
    """The answers of one program, by text.

    `waits`: who wants answers may wait for the program. `tries_fixes`: the texts that fixes make are asked about too. `complain` is told, once, when the program fails. At most `capacity` answers are kept.
    Answers may be learned in one thread while they are read in another.
    """

    __slots__ = ("_capacity", "_complain", "_failures", "_known", "_lock", "jobs", "program", "tries_fixes", "waits")

    def __init__(
        self,
        program: str,
        complain: Callable[[str], None],
        *,
        waits: bool = False,
        tries_fixes: bool = False,
        capacity: int = 1 << 20,
        jobs: int = 1,
    ) -> None:
        self.program = program
        self.waits = waits
        self.tries_fixes = tries_fixes
        self.jobs = jobs  # processes at a time
        self._complain = complain
        self._capacity = capacity
        self._failures = 0
        self._known: OrderedDict[bytes, Comments | None] = OrderedDict()  # None: the program fails on the text
        self._lock = Lock()

    @property
    def is_given_up(self) -> bool:
        return self._failures >= PATIENCE

    def of(self, text: str) -> Comments | None:
        """The answer about a text; None where there is none."""
        key = _key(text)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def peek(self, text: str) -> Comments | None:
        """The same without asking anybody."""
        return self._known.get(_key(text))

    def unknown(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The texts to ask about; none any more when the program is given up."""
        if self.is_given_up:
            return ()
        return tuple(dict.fromkeys(text for text in texts if _key(text) not in self._known))

    def learn(self, texts: Iterable[str]) -> None:
        """Ask about the texts that are not known yet. This takes milliseconds for each."""
        asked = self.unknown(texts)
        self._ask(asked)
        if self.tries_fixes:
            self._ask(self.unknown(made for text in asked for made in self._made_of(text)))

    def _made_of(self, text: str) -> Iterable[str]:
        made = (repaired(text, comment) for comment in self.peek(text) or () if comment.fix)
        return (one for one in made if one is not None)

    def _ask(self, texts: Sequence[str]) -> None:
        portion = AT_ONCE * self.jobs
        for start in range(0, len(texts), portion):
            self._ask_at_once(texts[start : start + portion])

    def _ask_at_once(self, texts: Sequence[str]) -> None:
        """When that fails, it is tried with one text after the other: only one of them may be to blame."""
        if self.is_given_up:
            return
        try:
            answers = ask(self.program, texts, SECONDS + SECONDS_EACH * len(texts), self.jobs)
        except ProgramError as error:
            if len(texts) > 1 and not error.is_final:
                for text in texts:
                    self._ask_at_once((text,))
            else:
                self._fail(texts, error)
        else:
            self._keep(texts, answers)

    def _fail(self, texts: Sequence[str], error: ProgramError) -> None:
        if not self._failures:
            self._complain(f"ShellCheck ({self.program}) failed, some of its findings are missing: {error}")
        self._failures += PATIENCE if error.is_final else 1
        self._keep(texts, [None] * len(texts))

    def _keep(self, texts: Sequence[str], answers: Sequence[Comments | None]) -> None:
        with self._lock:
            self._known.update(zip(map(_key, texts), answers, strict=True))
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)


def _key(text: str) -> bytes:
    """A name for a text that is shorter than the text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
