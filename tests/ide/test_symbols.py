"""Definitions, references, linked names and renaming. The cursor is `‸`, results are in `«»`."""

from __future__ import annotations

import pytest
from marks import at_cursor, shown

from dockwright.ide.rename import RenameError, prepare, rename
from dockwright.ide.symbols import definitions, linked_names, references, symbol_at
from dockwright.semantics import SemanticModel
from dockwright.syntax import parse
from dockwright.text import apply

REFERENCES = {
    "a stage in FROM, --from and a mount": (
        "FROM go AS bu‸ild\nFROM build AS test\nFROM alpine\nCOPY --from=build /a /b\n"
        "RUN --mount=type=bind,from=build,target=/x ls\n",
        "FROM go AS «build»\nFROM «build» AS test\nFROM alpine\nCOPY --from=«build» /a /b\n"
        "RUN --mount=type=bind,from=«build»,target=/x ls\n",
    ),
    "from a use, in any case": (
        "FROM go AS Build\nFROM alpine\nCOPY --from=BUILD‸ /a /b\n",
        "FROM go AS «Build»\nFROM alpine\nCOPY --from=«BUILD» /a /b\n",
    ),
    "by number": (
        "FROM go AS build\nFROM alpine\nCOPY --from=‸0 /a /b\nCOPY --from=build /c /d\n",
        "FROM go AS «build»\nFROM alpine\nCOPY --from=«0» /a /b\nCOPY --from=«build» /c /d\n",
    ),
    "a stage without a name": (
        "FROM go\nFROM alpine\nCOPY --from=‸0 /a /b\n",
        "«FROM» go\nFROM alpine\nCOPY --from=«0» /a /b\n",
    ),
    "a stage further down, which the builder refuses": (
        "FROM alpine\nCOPY --from=la‸ter /a /b\nFROM go AS later\n",
        "FROM alpine\nCOPY --from=«later» /a /b\nFROM go AS «later»\n",
    ),
    "a variable that goes on in the next line": (
        "FROM a\nENV po‸rt=1\nEXPOSE ${po\\\nrt}\nRUN echo $po\\\nrt\n",
        "FROM a\nENV «port»=1\nEXPOSE ${«po\\\nrt»}\nRUN echo $«po\\\nrt»\n",
    ),
    "the variable of a mounted secret": (
        "FROM a\nRUN --mount=type=secret,id=t,env=TOKEN x $TOK‸EN\nRUN x $TOKEN\n",
        "FROM a\nRUN --mount=type=secret,id=t,env=«TOKEN» x $«TOKEN»\nRUN x $TOKEN\n",
    ),
    "an option that only a secret has": (
        "FROM a\nRUN --mount=type=cache,target=/t,env=TOKEN x $TOK‸EN\n",
        "FROM a\nRUN --mount=type=cache,target=/t,env=TOKEN x $«TOKEN»\n",
    ),
    "in an ONBUILD": (
        "FROM go AS bui‸ld\nFROM alpine\nONBUILD COPY --from=build /a /b\n",
        "FROM go AS «build»\nFROM alpine\nONBUILD COPY --from=«build» /a /b\n",
    ),
    "a global ARG and the stages that take it over": (
        "ARG V=1\nFROM go:$V AS a\nARG V\nRUN echo ${‸V}\nFROM alpine AS b\nENV V=2\nRUN echo $V\n",
        "ARG «V»=1\nFROM go:$«V» AS a\nARG «V»\nRUN echo ${«V»}\nFROM alpine AS b\nENV V=2\nRUN echo $V\n",
    ),
    "a variable of one stage": (
        "ARG V=1\nFROM go:$V AS a\nARG V\nFROM alpine AS b\nENV ‸V=2\nRUN echo \"$V\" '$V'\n",
        "ARG V=1\nFROM go:$V AS a\nARG V\nFROM alpine AS b\nENV «V»=2\nRUN echo \"$«V»\" '$«V»'\n",
    ),
    "through the stage built upon": (
        "FROM a AS base\nENV DIR=/x\nFROM base\nWORKDIR $DI‸R/y\nFROM other\nWORKDIR $DIR\n",
        "FROM a AS base\nENV «DIR»=/x\nFROM base\nWORKDIR $«DIR»/y\nFROM other\nWORKDIR $DIR\n",
    ),
    "everywhere in instructions": (
        "FROM a\nARG U=x‸\nARG W=${U}y\n",
        None,
    ),
    "flags, pairs, lists and nested defaults": (
        'FROM a\nARG ‸U=x\nCOPY --chown=$U ["$U", "/d"]\nENV A=${B:-$U} C=\'$U\'\nLABEL x="$U"\nUSER $U\nEXPOSE $U\n',
        'FROM a\nARG «U»=x\nCOPY --chown=$«U» ["$«U»", "/d"]\nENV A=${B:-$«U»} C=\'$U\'\nLABEL x="$«U»"\n'
        "USER $«U»\nEXPOSE $«U»\n",
    ),
    "in shell text: nested, assigned, escaped, in comments": (
        "FROM a\nENV ‸X=1\nRUN a ${X:-$X} `b $X` && X=2 c \\$X \\\n  # $X\n  && sh -c 'd $X' # $X\n",
        "FROM a\nENV «X»=1\nRUN a ${«X»:-$«X»} `b $«X»` && «X»=2 c \\$X \\\n  # $X\n  && sh -c 'd $«X»' # $X\n",
    ),
    "in here-documents that expand, and in others where they are written into a file": (
        "FROM a\nENV ‸X=1\nRUN <<E\necho $X '$X'\nE\nCOPY <<F /f\n'$X'\nF\nCOPY <<'G' /g\n$X\nG\nRUN cat <<'H' >/h\n$X\nH\n",
        "FROM a\nENV «X»=1\nRUN <<E\necho $«X» '$«X»'\nE\nCOPY <<F /f\n'$«X»'\nF\nCOPY <<'G' /g\n$«X»\nG\n"
        "RUN cat <<'H' >/h\n$«X»\nH\n",
    ),
    "not in here-documents for other programs": (
        "FROM a\nENV ‸X=1\nRUN perl <<'E'\nprint $X\nE\nCOPY <<'G' /g\n#!/usr/bin/perl\nprint $X\nG\n",
        "FROM a\nENV «X»=1\nRUN perl <<'E'\nprint $X\nE\nCOPY <<'G' /g\n#!/usr/bin/perl\nprint $X\nG\n",
    ),
    "in a shell's script in exec form": (
        'FROM a\nENV ‸X=1\nCMD ["sh", "-c", "run $X"]\nENTRYPOINT ["run", "$X"]\n',
        'FROM a\nENV «X»=1\nCMD ["sh", "-c", "run $«X»"]\nENTRYPOINT ["run", "$X"]\n',
    ),
    "the shell's own variable": (
        "FROM a\nRUN for ‸i in 1 2; do echo $i; done\nRUN i=3; echo $i\n",
        "FROM a\nRUN for «i» in 1 2; do echo $«i»; done\nRUN i=3; echo $i\n",
    ),
    "a here-document": ('FROM a\nRUN <<-"E‸OF"\n\tx\n\tEOF\n', 'FROM a\nRUN <<-"«EOF»"\n\tx\n\t«EOF»\n'),
    "no FROM at all": ("ENV A=1\nRUN echo $‸A\n", "ENV «A»=1\nRUN echo $«A»\n"),
}


@pytest.mark.parametrize(("marked", "expected"), REFERENCES.values(), ids=REFERENCES)
def test_references(marked: str, expected: str | None) -> None:
    model, offset = at_cursor(marked)
    found = shown(model.dockerfile.text, references(model, offset))
    assert found == (expected or marked.replace("‸", ""))


@pytest.mark.parametrize("marked", ["‸", "FROM‸ a\n", "FROM a AS b\n# b‸\n", "FROM a\nRUN ec‸ho 1\n", "FROM alp‸ine\n"])
def test_no_symbol(marked: str) -> None:
    assert symbol_at(*at_cursor(marked)) is None


LEFT_ALONE = {  # what the shell of a RUN does not expand: with ENV X, and with ARG X where that makes a difference
    "sh -c '$X'": ("sh -c '$«X»'", None),
    "/bin/bash -lc 'a; b \"$X\"'": ("/bin/bash -lc 'a; b \"$«X»\"'", None),
    'sh -c "a \\$X; b \\${X:-c}"': ('sh -c "a \\$«X»; b \\${«X»:-c}"', None),
    "sh -c 'X=2; a $X'": ("sh -c '«X»=2; a $«X»'", None),
    'sh -c "X=2; a \\$X"': ('sh -c "«X»=2; a \\$«X»"', None),
    "sh -c 'for X in 1; do a; done'": ("sh -c 'for «X» in 1; do a; done'", None),
    "sh -c 'a '\\''b'\\'' $X'": ("sh -c 'a '\\''b'\\'' $«X»'", None),
    "sh -c 'awk {print} $X | sh -c \"b \\$X\"'": ("sh -c 'awk {print} $«X» | sh -c \"b \\$«X»\"'", None),
    "su app -c 'a $X'": ("su app -c 'a $«X»'", None),
    "su - app -s /bin/sh -c 'a $X'": ("su - app -s /bin/sh -c 'a $«X»'", None),
    "find . -exec sh -c 'a $X' {} \\;": ("find . -exec sh -c 'a $«X»' {} \\;", None),
    "xargs -n1 sh -c 'a $X' _": ("xargs -n1 sh -c 'a $«X»' _", None),
    "timeout 5 bash -c 'a $X'": ("timeout 5 bash -c 'a $«X»'", None),
    "sudo -u b env A=1 bash -c 'a $X'": ("sudo -u b env A=1 bash -c 'a $«X»'", None),
    "eval 'a $X'": ("eval 'a $«X»'", None),
    "trap 'rm $X' EXIT": ("trap 'rm $«X»' EXIT", None),
    "envsubst '$X $Y' < a > b": ("envsubst '$«X» $Y' < a > b", None),
    "echo 'a $X' > /b": ("echo 'a $«X»' > /b", "echo 'a $X' > /b"),
    'echo "a \\$X" >> /b': ('echo "a \\$«X»" >> /b', 'echo "a \\$X" >> /b'),
    "printf '%s\\n' 'a' 'b $X' | tee /c": (
        "printf '%s\\n' 'a' 'b $«X»' | tee /c",
        "printf '%s\\n' 'a' 'b $X' | tee /c",
    ),
    "sh -c 'echo \"\\$X\" > a'": ("sh -c 'echo \"\\$«X»\" > a'", "sh -c 'echo \"\\$X\" > a'"),
    "awk '{print $X}' a": ("awk '{print $X}' a", None),
    "awk '{print $1}' $X": ("awk '{print $1}' $«X»", None),
    "perl -ne 'print $X'": ("perl -ne 'print $X'", None),
    "php -r 'echo $X;'": ("php -r 'echo $X;'", None),
    "sed -i 's/$X/y/' a": ("sed -i 's/$X/y/' a", None),
    "jq --arg X 1 '.a = $X' b": ("jq --arg X 1 '.a = $X' b", None),
    "sh -c 'a' '$X'": ("sh -c 'a' '$X'", None),
    "bash -x 'a $X'": ("bash -x 'a $X'", None),
    "python3 -c 'print(\"$X\")'": ("python3 -c 'print(\"$X\")'", None),
}


@pytest.mark.parametrize("declared", ["ENV", "ARG"])
@pytest.mark.parametrize(("script", "expected"), LEFT_ALONE.items(), ids=LEFT_ALONE)
def test_references_in_what_a_shell_leaves_alone(declared: str, script: str, expected: tuple[str, str | None]) -> None:
    of_env, of_arg = expected
    model, offset = at_cursor(f"FROM a\n{declared} ‸X=1\nRUN {script}\n")
    found = shown(model.dockerfile.text, references(model, offset))
    assert found == f"FROM a\n{declared} «X»=1\nRUN {(of_arg if declared == 'ARG' else None) or of_env}\n"


@pytest.mark.parametrize("marked", ["FROM a\nARG X=1\nRUN echo '$‸X' > b\n", "FROM a\nENV X=1\nRUN awk '$‸X' b\n"])
def test_text_is_no_symbol_where_it_is_no_variable(marked: str) -> None:
    assert symbol_at(*at_cursor(marked)) is None


DEFINITIONS = {
    "a stage": ("FROM a AS b\nFROM c\nCOPY --from=‸b / /\n", "FROM a AS «b»\nFROM c\nCOPY --from=b / /\n"),
    "of two namesakes FROM takes the one above": (
        "FROM a AS b\nFROM c AS b\nFROM ‸b\n",
        "FROM a AS b\nFROM c AS «b»\nFROM b\n",
    ),
    "the setting in effect": (
        "FROM a\nENV X=1\nENV X=2\nRUN echo $X‸\nENV X=3\n",
        "FROM a\nENV X=1\nENV «X»=2\nRUN echo $X\nENV X=3\n",
    ),
    "the ARG of this stage": (
        "ARG X=1\nFROM a\nARG X\nRUN echo $‸X\n",
        "ARG X=1\nFROM a\nARG «X»\nRUN echo $X\n",
    ),
    "from there the global one": ("ARG X=1\nFROM a\nARG X‸\n", "ARG «X»=1\nFROM a\nARG X\n"),
    "an ARG with a default leads to itself": ("ARG X=1\nFROM a\nARG X‸=2\n", "ARG X=1\nFROM a\nARG «X»=2\n"),
    "FROM sees the global one": ("ARG X=1\nFROM a:$‸X\nARG X=2\n", "ARG «X»=1\nFROM a:$X\nARG X=2\n"),
    "the stage built upon": (
        "FROM a AS one\nENV X=1\nFROM b\nENV X=2\nFROM one\nRUN $X‸\n",
        "FROM a AS one\nENV «X»=1\nFROM b\nENV X=2\nFROM one\nRUN $X\n",
    ),
    "the end of a here-document": ("FROM a\nRUN <<EOF\nx\nEO‸F\n", "FROM a\nRUN <<«EOF»\nx\nEOF\n"),
    "what nothing sets": ("FROM a\nRUN echo $‸X\n", "FROM a\nRUN echo $X\n"),
}


@pytest.mark.parametrize(("marked", "expected"), DEFINITIONS.values(), ids=DEFINITIONS)
def test_definitions(marked: str, expected: str) -> None:
    model, offset = at_cursor(marked)
    assert shown(model.dockerfile.text, definitions(model, offset)) == expected


RENAMED = {
    "a stage": (
        "FROM a AS o‸ne\nFROM one AS two\nCOPY --from=One / /\nCOPY --from=0 / /\n",
        "New",
        "FROM a AS New\nFROM new AS two\nCOPY --from=New / /\nCOPY --from=0 / /\n",
    ),
    "a variable": ("ARG A=1\nFROM a:${A‸}\nARG A\nRUN $A", "B", "ARG B=1\nFROM a:${B}\nARG B\nRUN $B"),
    "a here-document": ("FROM a\nRUN <<A‸\nx\nA\n", "END", "FROM a\nRUN <<END\nx\nEND\n"),
    "the variable of a mounted secret": (
        "FROM a\nRUN --mount=type=secret,id=t,env=TO‸KEN x $TOKEN\n",
        "KEY",
        "FROM a\nRUN --mount=type=secret,id=t,env=KEY x $KEY\n",
    ),
    "a loop variable": ("FROM a\nRUN for i‸ in 1; do x $i; done\n", "n", "FROM a\nRUN for n in 1; do x $n; done\n"),
    "to the same name": ("FROM a AS b‸\n", "b", "FROM a AS b\n"),
    "over lines": (
        "FROM a\nENV po‸rt=1\nEXPOSE ${po\\ \nrt}\nRUN x $po\\\nrt\n",
        "at",
        "FROM a\nENV at=1\nEXPOSE ${at}\nRUN x $at\n",
    ),
}


@pytest.mark.parametrize(("marked", "name", "expected"), RENAMED.values(), ids=RENAMED)
def test_rename(marked: str, name: str, expected: str) -> None:
    model, offset = at_cursor(marked)
    assert apply(model.dockerfile.text, rename(model, offset, name)) == expected
    prepared = prepare(model, offset)
    assert prepared is not None
    assert prepared.span.of(model.dockerfile.text) == prepared.name


REFUSED = {
    "around a comment": ("FROM a\nENV po‸rt=1\nEXPOSE ${po\\\n# x\nrt}\n", "x", "around a comment"),
    "a number is no name": ("FROM a\nFROM b\nCOPY --from=0‸ / /\n", "x", "has no name"),
    "a name that is taken": ("FROM a AS b‸\nFROM c AS d\n", "D", "taken"),
    "a reserved name": ("FROM a AS b‸\n", "scratch", "taken"),
    "a name that an image has": ("FROM a AS b‸\nFROM alpine\n", "alpine", "would change"),
    "no name of a stage": ("FROM a AS b‸\n", "1x", "no valid name"),
    "no name of a variable": ("FROM a\nARG b‸\n", "a-b", "no valid name"),
    "a variable of the builder": ("FROM a\nARG TARGETARCH‸\n", "x", "set by the builder"),
    "what the base image sets": ("FROM a\nRUN echo $PATH‸\n", "x", "not set in this file"),
    "a variable of the base image": ("FROM golang\nENV GOPATH‸=/x\n", "x", "set by the base image"),
    "a variable of the shell": ("FROM a\nENV PATH‸=/x:$PATH\n", "x", "means something to the shell"),
    "to a variable of the builder": ("FROM a\nARG b‸\n", "TARGETARCH", "set by the builder"),
    "to a variable of the base image": ("FROM golang AS a\nFROM a\nENV b‸=1\n", "GOPATH", "set by the base image"),
    "to a variable of the shell": ("FROM a\nRUN for i‸ in 1; do x $i; done\n", "PATH", "means something to the shell"),
    "a variable that exists": ("FROM a\nARG b‸\nENV c=1\n", "c", "used already"),
    "a stage that a variable leads to": ("ARG b=x\nFROM a AS x‸\nFROM $b\n", "y", "leads to this stage"),
    "a line of the here-document": ("FROM a\nRUN <<A‸\nB\n\nUSER b\nA\n", "B", "would change"),
    "nothing there": ("FROM a‸\n", "b", "nothing to rename"),
}


@pytest.mark.parametrize(("marked", "name", "reason"), REFUSED.values(), ids=REFUSED)
def test_rename_refused(marked: str, name: str, reason: str) -> None:
    with pytest.raises(RenameError, match=reason):
        rename(*at_cursor(marked), name)


LINKED = {
    "a stage and its uses": (
        "FROM a AS b‸\nFROM c\nCOPY --from=b / /\n",
        "FROM a AS «b»\nFROM c\nCOPY --from=«b» / /\n",
    ),
    "not when one is written otherwise": (
        "FROM a AS b‸\nFROM c\nCOPY --from=B / /\n",
        "FROM a AS b\nFROM c\nCOPY --from=B / /\n",
    ),
    "not alone": ("FROM a AS b‸\n", "FROM a AS b\n"),
    "not for variables": ("FROM a\nARG b‸\nRUN $b\n", "FROM a\nARG b\nRUN $b\n"),
    "a here-document": ("FROM a\nRUN <<E‸\nE\n", "FROM a\nRUN <<«E»\n«E»\n"),
}


@pytest.mark.parametrize(("marked", "expected"), LINKED.values(), ids=LINKED)
def test_linked_names(marked: str, expected: str) -> None:
    model, offset = at_cursor(marked)
    assert shown(model.dockerfile.text, linked_names(model, offset)) == expected


def test_a_hundred_stages_are_quick() -> None:
    text = "ARG V=1\n" + "".join(f"FROM a AS s{n}\nARG V\nRUN echo $V\nCOPY --from=s0 / /\n" for n in range(1, 100))
    model = SemanticModel(parse("FROM x AS s0\n" + text))
    assert len(references(model, text.index("$V") + 2 + len("FROM x AS s0\n"))) > 1
