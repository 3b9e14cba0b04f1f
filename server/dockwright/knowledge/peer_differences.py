"""Where a verdict of dockwright's preset `hadolint` is not hadolint's, and one of the preset `buildkit` not BuildKit's.

Source: both run over the examples of all rules and over Dockerfiles found in the wild, with hadolint 2.15.1 and
BuildKit's Dockerfile frontend 1.26. Date: 2026-11.
"""

from __future__ import annotations

from dockwright.values import NamedTuple


class Difference(NamedTuple):
    """A case on which the two differ. `codes` is empty where it is about no rule in particular."""

    codes: tuple[str, ...]
    case: str
    peer: str
    dockwright: str
    right: str = "dockwright"


_LABEL_VALUES = ("DL3052", "DL3053", "DL3054", "DL3055", "DL3056", "DL3058")

DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        ("DL1000",), "an image name with capital letters, `FROM ELASTICSEARCH:1.7`", "silent", "reports: no build"
    ),
    Difference(("DL1000",), "`COPY` of an address, which only `ADD` fetches", "silent", "reports: no build"),
    Difference(("DL1000",), 'a blank in quotes, `COPY "my file" /app/`', "silent", "reports: no build"),
    Difference(
        ("DL3006",), "`FROM base-$ARCH`", "reports", "silent: it may be a stage, or the variable ends with a tag"
    ),
    Difference(
        ("DL3006", "DL3022", "DL3024", "DL3063"),
        "stage names that differ in capital letters, `FROM a AS Base` and `FROM base`",
        "knows them by the letter",
        "the same name, as in a build",
    ),
    Difference(("DL3004",), "`/usr/bin/sudo make`", "silent", "reports"),
    Difference(("DL3007",), "`FROM $IMAGE:latest`", "reports", "silent: the image is not known"),
    Difference(("DL3008",), "`apt-get install nano-` (the minus removes the package)", "reports", "silent"),
    Difference(
        ("DL3008", "DL3013", "DL3016", "DL3018", "DL3033", "DL3037", "DL3041"),
        "the value of a flag, `--timeout 10`, `--setopt x=y`, `-p /root`",
        "takes it for a package",
        "passes over it",
    ),
    Difference(("DL3010",), "`tar --file=a.tar --extract`, `COPY $X.tar /` and `tar -xf $X.tar`", "silent", "reports"),
    Difference(("DL3010",), "archives unpacked in several stages", "reports the last stage only", "reports each"),
    Difference(("DL3011",), "`ONBUILD EXPOSE 70000`", "silent", "reports"),
    Difference(("DL3013",), "`python -m pip --no-cache-dir install x`", "silent", "reports"),
    Difference(("DL3016",), "`npm --prefix /a install x`", "silent", "reports"),
    Difference(("DL3016",), "`npm install file:lib`", "reports", "silent: it is a directory"),
    Difference(("DL3021",), "`ADD a b c` with several sources", "silent", "reports: no build"),
    Difference(("DL3023",), "a stage that copies from itself by its number, `COPY --from=0`", "silent", "reports"),
    Difference(("DL3016",), "`npm $OPTIONS install x`, `exec npm install x`", "silent", "reports"),
    Difference(("DL3062",), "`command go install ./...`", "reports", "silent: it is the project itself"),
    Difference(("DL3026",), "`COPY --from=0`", "reports", "silent: no registry is named"),
    Difference(("DL3026",), "`FROM localhost/x`", "takes it for an image of docker.io", "localhost is the registry"),
    Difference(("DL3026",), "`FROM index.docker.io/x`", "reports", "silent: it is docker.io"),
    Difference(("DL3026",), "`COPY --from=quay.io/x` in a trigger of ONBUILD", "silent", "reports"),
    Difference(("DL3028",), "`gem install bundler -v=2.0`", "reports", "silent: it has a version"),
    Difference(
        ("DL3033", "DL3041"),
        "`yum install tomcat-$VERSION`, when the file does not set the variable",
        "reports (2.15; its next version does not)",
        "silent: there is a version",
    ),
    Difference(
        ("DL3032", "DL3036", "DL3040", "DL3060"),
        "`sudo yum clean all`, `env dnf clean all` behind the install",
        "reports",
        "silent: it is cleaned",
    ),
    Difference(("DL3035",), "`zypper install dup`", "reports", "silent"),
    Difference(
        ("DL3042",),
        '`ENV PIP_NO_CACHE_DIR=1` above an ONBUILD RUN, `ENV PIP_NO_CACHE_DIR "1"`',
        "reports",
        "silent: pip sees it",
    ),
    Difference(("DL3042",), "`ENV PIP_NO_CACHE_DIR=off`, `=0`", "reports", "silent: pip takes any value for on"),
    Difference(("DL3042",), "`PIP_NO_CACHE_DIR` is taken back by a later ENV", "silent", "reports"),
    Difference(
        ("DL3044",),
        "`$A` in single quotes, behind a backslash or behind another `$`",
        "reports",
        "silent: it is no variable",
    ),
    Difference(("DL3044",), "the variable is set in another stage, or above the first FROM", "silent", "reports"),
    Difference(("DL3048",), "labels of Docker's extensions, `com.docker.extension...`", "reports", "silent"),
    Difference(("DL3049",), "a stage that `COPY --from=0` takes files from", "reports", "silent"),
    Difference(("DL3050",), "several labels in one instruction", "reports the instruction", "reports each label"),
    Difference(_LABEL_VALUES, "a value with variables, `version=$VERSION`", "reports", "silent: the build knows it"),
    Difference(("DL3052",), "`http://` without a host", "silent", "reports"),
    Difference(
        ("DL3053",), "`+0100` for `+01:00`, a day of 25 hours' difference, five digits of a year", "silent", "reports"
    ),
    Difference(("DL3054",), "expressions, `MIT OR Apache-2.0`, and `LicenseRef-...`", "reports", "silent"),
    Difference(("DL3055",), "8 to 39 digits, as git shortens a hash, and 64", "reports", "silent"),
    Difference(("DL3056",), "`01.0.0`, `1.0.0-`", "silent", "reports"),
    Difference(("DL4001",), "curl in a RUN, wget in a trigger of ONBUILD", "silent", "reports"),
    Difference(("DL3059",), "`RUN time make` beside another RUN", "counts two commands", "counts one"),
    Difference(
        ("DL4006",),
        '`SHELL ["/usr/bin/bash", "-o", "pipefail", "-c"]`',
        "reports (2.15; its next version does not)",
        "silent: it is set",
    ),
    Difference(
        ("DL4006",),
        "a script that only sh accepts, `((find .. | xargs rm || true))`",
        "reads on",
        "silent, as in other scripts it is not sure of",
        "hadolint",
    ),
    Difference(
        (),
        "commands: `apt-get purge install`, a word like the subcommand anywhere",
        "takes it for the subcommand",
        "asks for the first operand",
    ),
    Difference(
        (),
        'commands: operators in an exec form, `["apt-get", "update", "&&", "make"]`',
        "takes them for operators",
        "takes them for words",
    ),
    Difference(
        (),
        'commands: `SHELL ["pwsh"]`, `SHELL ["cmd"]`, `RUN powershell ...`',
        "reads it as a Unix shell",
        "leaves it alone",
    ),
    Difference(
        (),
        "heredocs: several, `<<-`, a terminator that is not followed by an empty line",
        "cannot parse the file",
        "reads the script",
    ),
    Difference((), "heredocs: commands beside one, `RUN cat <<E | sh`", "silent", "reads them"),
    Difference(
        (),
        "heredocs: text for another program, `RUN <<E cat > a`, `RUN <<E python3`",
        "reads it as a Unix shell",
        "leaves it alone",
    ),
    Difference(
        (),
        "ShellCheck: in triggers of ONBUILD, variables of ENV",
        "does not know them (SC2086, SC2154)",
        "knows them",
    ),
    Difference((), "ShellCheck: several findings in one RUN", "reports one", "reports all"),
    Difference(
        (),
        "comments: `# hadolint ignore=` with a blank line or another comment between it and the instruction",
        "has no effect",
        "silences",
    ),
    Difference(
        (),
        "comments: `# hadolint stage ignore=`",
        "holds from two lines below",
        "holds from the next instruction",
    ),
    Difference(
        (), "comments: `# hadolint global ignore=` between the lines of an instruction", "has no effect", "silences"
    ),
    Difference(("DL1000",), "`ignored: [DL1000]`, `# hadolint ignore=DL1000`", "has no effect", "silences", "taste"),
    Difference(
        (),
        "configuration: codes in small letters, blanks behind the commas of a variable",
        "means nothing",
        "means what it says",
    ),
    Difference((), "configuration: broken YAML, unknown words", "goes on without it", "stops, exit code 2"),
)

BUILDKIT_DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        ("DuplicateStageName", "MultipleInstructionsDisallowed", "ConsistentInstructionCasing", "NoEmptyContinuation"),
        "`# check=skip=...` above an instruction",
        "has no effect on checks of the whole file",
        "silences",
    ),
    Difference(
        ("NoEmptyContinuation",), "the place", "the last line of the instruction, once", "each blank line", "taste"
    ),
    Difference(
        ("UndefinedVar",),
        "variables of a base image that is not at hand, `$GOPATH` of golang",
        "silent once it has fetched the image",
        "silent: a table says what well-known images set",
    ),
    Difference(
        ("InvalidDefinitionDescription", "UndefinedVar"),
        "the place",
        "the instruction",
        "the comment, the line of the here-document",
        "taste",
    ),
    Difference(("WorkdirRelativePath",), "`WORKDIR C:\\\\x` in an image that is not for Windows", "reports", "silent"),
)
