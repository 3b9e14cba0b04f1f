from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Instruction, Run, Transfer, Word

_OCTAL = lazy_pattern(r"0?[0-7]{1,4}")
_FOR_ALL = lazy_pattern(r"[ug]*[ao][ugoa]*[+=][rxXst]*w[rwxXst]*")
_WRITABLE = lazy_pattern(
    r"(?:[0-7]|(?<!\w))[2367](?!\w)|[+=][rxXst]*w"
)  # one of the two is in every mode that lets others write
_SHARED = ("/tmp", "/var/tmp", "/dev/shm")


@rule(
    "world-writable-path",
    on=(Command, Transfer),
    commands=("chmod", "install", "mkdir"),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            "FROM alpine:3.20\nRUN mkdir /data && chmod -R 777 /data\n",
            "FROM alpine:3.20\nRUN mkdir /data && chmod -R 775 /data\n",
            marked=("777",),
        ),
        Invalid("FROM alpine:3.20\nRUN chmod 0666 /a\n", "FROM alpine:3.20\nRUN chmod 0664 /a\n", marked=("0666",)),
        Invalid("FROM alpine:3.20\nRUN chmod -R 2 /a\n", "FROM alpine:3.20\nRUN chmod -R 0 /a\n", marked=("2",)),
        Invalid("FROM alpine:3.20\nRUN chmod a+rwx /a\n", marked=("a+rwx",)),
        Invalid(
            "FROM alpine:3.20\nCOPY --chmod=777 a b /c/\n",
            "FROM alpine:3.20\nCOPY --chmod=775 a b /c/\n",
            marked=("777",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN mkdir -pm 0777 /data\n",
            "FROM alpine:3.20\nRUN mkdir -pm 0775 /data\n",
            marked=("0777",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN install -D --mode=666 a /b\n",
            "FROM alpine:3.20\nRUN install -D --mode=664 a /b\n",
        ),
        Invalid("FROM alpine:3.20\nADD --chmod=u=rwX,go=rwX a /b\n", marked=("u=rwX,go=rwX",)),
        Invalid('FROM alpine:3.20\nRUN ["chmod", "777", "/a"]\n', 'FROM alpine:3.20\nRUN ["chmod", "775", "/a"]\n'),
    ),
    valid=(
        "FROM alpine:3.20\nRUN chmod 755 /a && chmod g+w /b && chmod a+rX /c && chmod +x /d && chmod o-w /e\n",
        "FROM alpine:3.20\nRUN chmod 1777 /tmp /a\n",
        "FROM alpine:3.20\nRUN chmod 777 /tmp\n",
        "FROM alpine:3.20\nRUN mkdir -m 1777 /a && mkdir /777 && install -m 755 a /b && install 777 /c\n",
        "FROM alpine:3.20\nCOPY --chmod=755 a /b\nCOPY --chmod=$MODE a /b\n",
        "FROM alpine:3.20\nRUN chmod $MODE /a && chmod --reference=/b /a\n",
    ),
)
def world_writable_path(node: Command | Transfer) -> Iterator[Finding]:
    """Everybody may write to a path of the image.

    ## Why is this bad?
    Whatever gets to run in the container, under whatever user, can change the program or its data. `--chown` on `COPY`, or
    `chown` to the user that the container runs as, is enough; for platforms that choose the user, group 0 and mode 775 are.

    The rule is off unless it is asked for: some images are made for users that nobody knows beforehand.

    ## Fix safety
    The program may be one that writes there as a user that is neither the owner nor in the group.

    ## References
    - https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/images/creating-images
    """
    if isinstance(node, Transfer):
        flag = node.flag("chmod")
        if flag is not None and flag.value is not None:
            yield from _of_mode(flag.value, node)
        return
    if not isinstance(node.instruction, Run) or not node.may_hold(_WRITABLE):
        return
    if node.name != "chmod":
        given = (node.flag_value("mode") or node.flag_value("m")) if node.has_flag("mode", "m") else None
        if given is not None:
            yield from _of_mode(given, node.instruction)
        return
    words = [word for word in node.arguments if not word.value.startswith("-") or _FOR_ALL.fullmatch(word.value)]
    if len(words) >= 2 and any(word.value.rstrip("/") not in _SHARED for word in words[1:]):
        yield from _of_mode(words[0], node.instruction)


def _of_mode(mode: ShellWord | Word, instruction: Instruction) -> Iterator[Finding]:
    if _OCTAL.fullmatch(mode.value) is not None:
        bits = int(mode.value, 8)
        if bits & 0o2 and not bits & 0o1000:
            better = mode.value[:-1] + str(bits & 0o5)
            written = mode.span.of(instruction.dockerfile.text)
            fix = Fix.replace(f"Change to `{better}`", mode.span, written.replace(mode.value, better), Safety.UNSAFE)
            yield Finding(mode.span, f"mode `{mode.value}` lets everybody write", (fix,))
    elif any(_FOR_ALL.fullmatch(part) is not None for part in mode.value.split(",")):
        yield Finding(mode.span, f"mode `{mode.value}` lets everybody write")
