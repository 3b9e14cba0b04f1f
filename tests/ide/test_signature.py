"""Signature help: the form of the instruction at `‸`, and the part that is being typed in brackets."""

from __future__ import annotations

import pytest
from marks import at_cursor, shown

from dockwright.context import UNKNOWN, BuildContext
from dockwright.ide.signature import signature
from dockwright.semantics import SemanticModel

CHECK_FLAGS = "[--interval=...] [--timeout=...] [--start-period=...] [--start-interval=...] [--retries=...]"
COPY_FLAGS = "[--from=...] [--chown=...] [--chmod=...] [--link] [--parents] [--exclude=...]"


def _marked(flags: str, one: str) -> str:
    return flags.replace(f"[{one}]", f"«[{one}]»")


@pytest.mark.parametrize(
    ("marked", "form"),
    [
        ("FROM ‸", "FROM [--platform=platform] «image[:tag][@digest]» [AS name]"),
        ("FROM --‸", "FROM «[--platform=platform]» image[:tag][@digest] [AS name]"),
        ("FROM a ‸", "FROM [--platform=platform] image[:tag][@digest] «[AS name]»"),
        ("FROM a AS ‸b", "FROM [--platform=platform] image[:tag][@digest] «[AS name]»"),
        ("FROM a AS b ‸", "FROM [--platform=platform] image[:tag][@digest] [AS name]"),
        ("FROM a\nCOPY --‸", f"COPY {_marked(COPY_FLAGS, '--from=...')} source ... destination"),
        ("FROM a\nCOPY --from=‸", f"COPY {_marked(COPY_FLAGS, '--from=...')} source ... destination"),
        ("FROM a\nCOPY --from=x --ch‸", f"COPY {_marked(COPY_FLAGS, '--chown=...')} source ... destination"),
        ("FROM a\nCOPY --link‸ a b", f"COPY {_marked(COPY_FLAGS, '--link')} source ... destination"),
        ("FROM a\nCOPY --unknown=‸", f"COPY {COPY_FLAGS} source ... destination"),
        ("FROM a\nCOPY ‸", f"COPY {COPY_FLAGS} «source ...» destination"),
        ("FROM a\nCOPY x ‸", f"COPY {COPY_FLAGS} source ... «destination»"),
        ("FROM a\nCOPY x y ‸", f"COPY {COPY_FLAGS} source ... «destination»"),
        ('FROM a\nCOPY ["x‸', 'COPY [flags] «["source", ...,» "destination"]'),
        ('FROM a\nCOPY [ ‸"x", "y" ]', 'COPY [flags] «["source", ...,» "destination"]'),
        ('FROM a\nCOPY [ "x", ‸"y" ]', 'COPY [flags] ["source", ..., «"destination"]»'),
        ('FROM a\nCOPY --link [ "a, b" ‸', 'COPY [flags] «["source", ...,» "destination"]'),
        ('FROM a\nSHELL [ "a‸", "b" ]', 'SHELL «["program",» "argument", ...]'),
        ('FROM a\nSHELL [ "a", "b‸" ]', 'SHELL ["program", «"argument", ...]»'),
        ("FROM a\nCOPY <<EOF ‸", "COPY [flags] <<EOF «destination»"),
        (
            "FROM a\nRUN --network=none x‸",
            "RUN [--mount=...] [--network=...] [--security=...] [--device=...] «command»",
        ),
        ("FROM a\nCMD x‸", "CMD «command»"),
        ("FROM a\nHEALTHCHECK CMD x‸", f"HEALTHCHECK {CHECK_FLAGS} CMD «command»"),
        ("FROM a\nHEALTHCHECK NONE‸", "HEALTHCHECK «NONE»"),
        ("FROM a\nONBUILD ‸", "ONBUILD «instruction»"),
        ("FROM a\nonbuild wo‸\nRUN b", "ONBUILD «instruction»"),
        ("FROM a\nONBUILD WORKDIR ‸", "WORKDIR «path»"),
        ("from a\nexpose 1 2 ‸", "EXPOSE port[/protocol] «[port[/protocol] ...]»"),
    ],
)
def test_the_part_at_the_cursor(marked: str, form: str) -> None:
    found = signature(*_asked(marked))
    assert found is not None
    active = found.forms[found.active_form]
    spans = [active.parts[active.active_part].span] if active.active_part is not None else []
    assert shown(active.label, spans) == form


@pytest.mark.parametrize(
    "marked",
    [
        "‸",
        "FR‸OM a",
        "FROM a\n‸",
        "FROM a\n# a ‸comment",
        "NOTHING ‸",
        "RUN <<E\n‸\nE",
        "RUN make ‸",
        "RUN --network=none make \\\n  ‸",
        "CMD make ‸",
        "HEALTHCHECK --interval=3s CMD curl ‸",
    ],
)
def test_no_signature(marked: str) -> None:
    assert signature(*_asked(marked)) is None


def _asked(marked: str) -> tuple[SemanticModel, BuildContext, int]:
    model, offset = at_cursor(marked)
    return model, UNKNOWN, offset
