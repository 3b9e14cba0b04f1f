"""Flags: where they end, what they are worth, and the fields of a mount."""

from __future__ import annotations

import pytest

from dockwright.syntax import Flag, parse
from dockwright.syntax.flags import FLAGS, MOUNT_KEYS, MOUNT_TYPES, known_flag, mount_key
from dockwright.syntax.instructions import CLASSES


def flags(text: str) -> tuple[Flag, ...]:
    return parse(text).instructions[-1].flags


SPLIT = [
    # text, [(flag as written, name, value)], arguments
    ("COPY a b", [], "a b"),
    ("COPY --from=x a b", [("--from=x", "from", "x")], "a b"),
    ("COPY --link a b", [("--link", "link", None)], "a b"),
    ("COPY --from= a b", [("--from=", "from", "")], "a b"),
    ("COPY --from=x \\\n  --link a b", [("--from=x", "from", "x"), ("--link", "link", None)], "a b"),
    ("COPY --chown='a b':c x y", [("--chown='a b':c", "chown", "a b:c")], "x y"),
    ('COPY --chown="a\\"b" x y', [('--chown="a\\"b"', "chown", 'a"b')], "x y"),
    ("COPY --chown=a\\ b x y", [("--chown=a\\ b", "chown", "a b")], "x y"),
    ("COPY --'from=x' a b", [("--'from=x'", "from", "x")], "a b"),
    ("RUN --network=none a --flag", [("--network=none", "network", "none")], "a --flag"),
    ("RUN -- a", [], "a"),
    ("RUN --network=none -- --x", [("--network=none", "network", "none")], "--x"),
    ("RUN -x", [], "-x"),
    ("RUN --", [], ""),
    ("RUN --mount=a", [("--mount=a", "mount", "a")], ""),
    ("# escape=`\nCOPY --chown=a\\ b x y", [("--chown=a\\ b", "chown", "a b")], "x y"),
]


@pytest.mark.parametrize(("text", "expected", "arguments"), SPLIT, ids=[case[0] for case in SPLIT])
def test_flags_stand_before_the_arguments(
    text: str, expected: list[tuple[str, str, str | None]], arguments: str
) -> None:
    found = [(flag.span.of(text), flag.name, flag.value.value if flag.value else None) for flag in flags(text)]
    assert found == expected
    assert parse(text).instructions[-1].arguments_text.text == arguments


def test_names_and_values_have_exact_spans() -> None:
    text = "FROM a\r\nCOPY \\\r\n  --chown=$U:g \\\r\n  --link a b\r\n"
    chown, link = flags(text)
    assert chown.value is not None
    assert chown.name_span.of(text) == "chown"
    assert chown.value.span.of(text) == "$U:g"
    assert [variable.span.of(text) for variable in chown.value.variables] == ["$U"]
    assert link.name_span.of(text) == "link"


def test_a_healthcheck_expands_no_variables_in_its_flags() -> None:
    (interval,) = flags("HEALTHCHECK --interval=$I CMD a")
    assert interval.value is not None
    assert interval.value.variables == ()


def test_the_last_flag_of_a_name_counts() -> None:
    instruction = parse("COPY --chown=a --chown=b x y").instructions[0]
    flag = instruction.flag("chown")
    assert flag is not None
    assert flag.value is not None
    assert flag.value.value == "b"
    assert instruction.flag("from") is None


MOUNTS = [
    # value as written, [(field as written, key, value)]
    ("type=cache,target=/x", [("type=cache", "type", "cache"), ("target=/x", "target", "/x")]),
    ("type=bind,rw", [("type=bind", "type", "bind"), ("rw", "rw", None)]),
    ("type=secret,id=", [("type=secret", "type", "secret"), ("id=", "id", "")]),
    ("a=b,,c=d", [("a=b", "a", "b"), ("c=d", "c", "d")]),
    ("'\"target=/a,b\",ro'", [("target=/a,b", "target", "/a,b"), ("ro", "ro", None)]),
    ("type=tmpfs,\\\n  size=1", [("type=tmpfs", "type", "tmpfs")]),
]


@pytest.mark.parametrize(("value", "expected"), MOUNTS, ids=[case[0] for case in MOUNTS])
def test_a_mount_has_options(value: str, expected: list[tuple[str, str, str | None]]) -> None:
    text = f"RUN --mount={value} x\n"
    (mount,) = flags(text)
    assert [(option.span.of(text), option.key, option.value) for option in mount.options] == expected
    for option in mount.options:
        assert option.key_span.of(text) == option.key
        assert (option.value_span.of(text) if option.value_span else None) == option.value


def test_an_option_is_found_by_any_of_its_names() -> None:
    (mount,) = flags("RUN --mount=type=bind,DST=/a,target=/b x")
    option = mount.option("target", "dst")
    assert option is not None
    assert option.value == "/b"
    assert mount.option("id") is None


def test_only_the_mounts_of_run_have_options() -> None:
    (mount,) = flags("COPY --mount=type=bind a b")
    assert mount.options == ()


def test_the_table_of_flags_names_known_instructions() -> None:
    assert FLAGS.keys() <= CLASSES.keys()
    for kinds in FLAGS.values():
        names = [kind.name for kind in kinds]
        assert len(names) == len(set(names))
        assert all(kind.doc and not kind.doc.endswith(".") for kind in kinds)


def test_flags_and_keys_are_looked_up_by_name() -> None:
    link = known_flag("COPY", "link")
    assert link is not None
    assert link.is_boolean
    assert known_flag("RUN", "link") is None
    destination = mount_key("DST")
    assert destination is not None
    assert destination.name == "target"
    assert mount_key("dest") is None


def test_mount_keys_speak_of_known_types() -> None:
    for key in MOUNT_KEYS:
        assert set(key.types) <= MOUNT_TYPES.keys()
