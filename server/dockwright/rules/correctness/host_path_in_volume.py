from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.syntax import Volume

_MAPPING = lazy_pattern(r"(?:[^:]{2,}|[./~]):(?P<inside>/[^:]*)(?::[a-zA-Z,]+)?")  # one letter is a drive of Windows


@rule(
    "host-path-in-volume",
    on=Volume,
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM alpine:3.20\nVOLUME ./data:/data\n", "FROM alpine:3.20\nVOLUME /data\n", marked=("./data:/data",)
        ),
        Invalid(
            'FROM alpine:3.20\nVOLUME ["/srv/log:/log:ro", "/data"]\n', 'FROM alpine:3.20\nVOLUME ["/log", "/data"]\n'
        ),
        Invalid("FROM alpine:3.20\nVOLUME db:/var/lib/db /b\n", "FROM alpine:3.20\nVOLUME /var/lib/db /b\n"),
        Invalid("FROM alpine:3.20\nARG DIR=a\nVOLUME ./$DIR:/data\n", title="a variable in it"),
    ),
    valid=(
        "FROM alpine:3.20\nVOLUME /data /log\n",
        'FROM alpine:3.20\nVOLUME ["/data"]\n',
        "FROM alpine:3.20\nVOLUME $DIR:$OTHER ${DIR:-/data}\n",
        "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nVOLUME C:/data\n",
        "FROM alpine:3.20\nVOLUME /a:b\n",
    ),
)
def host_path_in_volume(volume: Volume) -> Iterator[Finding]:
    """`VOLUME` names a directory of the host, which only `docker run -v` and compose files can.

    ## Why is this bad?
    `VOLUME ./data:/data` is the form of compose files. The builder takes all of it for one directory of the image, whose name has
    a colon in it: the program writes elsewhere, and no volume is there.

    ## Fix safety
    The fix leaves the directory of the image. Then there is a volume where there was none, and what later instructions write there
    may be lost.

    ## References
    - https://docs.docker.com/reference/dockerfile/#volume
    """
    for path in volume.paths:
        found = _MAPPING.fullmatch(path.value) if ":/" in path.value else None
        if found is None:
            continue
        fixes: tuple[Fix, ...] = ()
        written = path.span.of(volume.dockerfile.text)
        if path.is_literal and written.strip("\"'") == path.value:
            mended = written.replace(path.value, found["inside"])
            fixes = (Fix.replace(f"Change to `{found['inside']}`", path.span, mended, Safety.UNSAFE),)
        yield Finding(path.span, "`VOLUME` takes directories of the container only", fixes)
