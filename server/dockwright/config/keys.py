"""The table of configuration keys. Validation, the JSON schema and the documentation's test all come from it."""

from __future__ import annotations

from dockwright.config.choices import FAIL_ON, LABEL_KINDS, PRESETS
from dockwright.knowledge.builders import BUILDERS
from dockwright.values import NamedTuple


class Key(NamedTuple):
    """A key: what kind of value it takes, what it is good for, and whether a `per-file` section may have it too."""

    name: str
    kind: str  # choice, names, severities, directory, patterns, flag, strings, labels, rules, per-file
    summary: str
    default: object = None
    choices: tuple[str, ...] = ()
    is_per_file: bool = True
    is_option: bool = False  # of every rule that has an option of this name


KEYS = (
    Key("preset", "choice", "The rules to start from.", "default", PRESETS),
    Key("select", "names", "Rules to add: names, aliases such as DL3008, or categories.", []),
    Key("ignore", "names", "Rules to leave out: names, aliases such as DL3008, or categories.", []),
    Key("severity", "severities", "Severities by rule name, alias or category.", {}),
    Key("builder", "choice", "What builds the image; decides which fixes and hints apply.", "buildkit", BUILDERS),
    Key("context", "directory", "The build context, relative to this file. Without it, it is inferred."),
    Key("suppressions", "flag", "Whether comments in a Dockerfile may silence findings.", True),
    Key(
        "label-schema",
        "labels",
        "Labels an image must have, with the kinds of their values.",
        {},
        LABEL_KINDS,
        True,
        True,
    ),
    Key("strict-labels", "flag", "Whether labels outside of the schema are reported.", False, (), True, True),
    Key("trusted-registries", "strings", "The registries that images may come from.", [], (), True, True),
    Key("rules", "rules", "Options of rules, one table for each.", {}),
    Key("fail-on", "choice", "The severity from which on the exit code is 1.", "warning", FAIL_ON, is_per_file=False),
    Key("exclude", "patterns", "Paths that a search for Dockerfiles passes over.", [], is_per_file=False),
    Key("per-file", "per-file", "Other choices for some paths: one table for each pattern.", {}, is_per_file=False),
)
