"""What hadolint and BuildKit report, by their own names.

Source: the probed behaviour of hadolint 2.15.1 and of BuildKit (dockerfile 1.26). Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

_BY_LEVEL = {
    "error": (
        "DL1000 DL3000 DL3004 DL3011 DL3012 DL3020 DL3021 DL3023 DL3024 DL3026 DL3043 DL3044 DL3061 DL4000 DL4004"
    ),
    "warning": (
        "DL3002 DL3003 DL3006 DL3007 DL3008 DL3013 DL3014 DL3016 DL3018 DL3022 DL3025 DL3027 DL3028 DL3029 DL3030 "
        "DL3032 DL3033 DL3034 DL3035 DL3036 DL3037 DL3038 DL3040 DL3041 DL3042 DL3045 DL3046 DL3051 DL3052 DL3053 "
        "DL3054 DL3055 DL3056 DL3058 DL3062 DL3063 DL3064 DL3065 DL3067 DL4001 DL4003 DL4005 DL4006"
    ),
    "info": "DL3001 DL3009 DL3010 DL3015 DL3019 DL3047 DL3049 DL3050 DL3059 DL3060 DL3066",
    "style": "DL3048",
    "off": "DL1001 DL3057",
}

HADOLINT_LEVELS: Mapping[str, str] = {
    code: level for level, codes in _BY_LEVEL.items() for code in sorted(words(codes))
}
"""hadolint's own rules with the severity they have there; `off`: it reports them only when asked to."""

RETIRED_CODES: frozenset[str] = words("DL3005 DL3017 DL3031 DL3039 DL4002")
"""Codes that hadolint had once. They are still in files and configurations, and say nothing any more."""

UNRELEASED_CODES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((f"DL{number}" for number in range(3068, 3078)), ("missing-cache-mount",)),
    "DL4007": ("local-files-in-context", "missing-ignore-file"),
}
"""Codes that hadolint's sources have and no release does, with the rules that look for the same. Source: its main branch,
2026-11."""

BUILDKIT_CHECKS: frozenset[str] = words(
    "ConsistentInstructionCasing CopyIgnoredFile DuplicateStageName ExposeInvalidFormat ExposeProtoCasing FromAsCasing "
    "FromPlatformFlagConstDisallowed InvalidBaseImagePlatform InvalidDefaultArgInFrom InvalidDefinitionDescription "
    "JSONArgsRecommended LegacyKeyValueFormat MaintainerDeprecated MultipleInstructionsDisallowed NoEmptyContinuation "
    "RedundantTargetPlatform ReservedStageName SecretsUsedInArgOrEnv StageNameCasing UndefinedArgInFrom UndefinedVar "
    "WorkdirRelativePath"
)
"""The names of BuildKit's checks, as `# check=skip=` takes them."""

EXPERIMENTAL_CHECKS: frozenset[str] = words("InvalidDefinitionDescription")
"""Those that BuildKit runs only where `# check=experimental=` asks for them."""

DOCKERFILE_UTILS_RULES: frozenset[str] = words(
    "broken-json-form copy-destination-without-slash duplicate-stage-name forbidden-trigger invalid-port maintainer-instruction "
    "mixed-keyword-case overridden-cmd overridden-entrypoint overridden-healthcheck relative-workdir syntax-error"
)
"""The rules that look for what dockerfile-utils finds in an instruction, the checker of docker-langserver: what its comment
`# dockerfile-utils: ignore` silences. Its findings on empty continuation lines, directives and a missing FROM are silenced by
nothing. Source: https://github.com/rcjsuen/dockerfile-utils, 0.16, 2026-11."""
