"""What tally reports by rules of its own, and the rules that look for the same; where there is none, why.

Source: tally 0.45, its documentation and its behaviour as it was tried, 2026-11. hadolint's codes and BuildKit's checks have their
own names here as there: `hadolint/DL3004` is `DL3004`.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple


class Counterpart(NamedTuple):
    """The rules that look for what a rule of tally's looks for; `about` tells what else is to know, or why there are none."""

    rules: tuple[str, ...] = ()
    about: str = ""


_LAYOUT = "layout is for [formatting](language-server.md#navigation-reading-aids-formatting)"
_TASTE = "a matter of taste"
_ONE_LANGUAGE = "advice for one framework, which its own Dockerfile generator follows"
_WINDOWS = "containers of Windows: rules leave what only they have alone"
_POWERSHELL = "no rule looks into PowerShell"
_GPU = "drivers and devices of the host, which the file does not tell"


def _by(*rules: str, about: str = "") -> Counterpart:
    return Counterpart(rules, about)


def _none(about: str) -> Counterpart:
    return Counterpart((), about)


TALLY_RULES: Mapping[str, Counterpart] = {
    "tally/circular-stage-deps": _by("undefined-stage", "stage-copied-from-itself"),
    "tally/consistent-indentation": _none(_LAYOUT),
    "tally/copy-after-user-without-chown": _by("root-owned-copy"),
    "tally/copy-from-empty-scratch-stage": _by("missing-stage-path"),
    "tally/curl-should-follow-redirects": _by("curl-without-redirects"),
    "tally/eol-last": _none(_LAYOUT),
    "tally/epilogue-order": _none(_TASTE),
    "tally/gpu/cuda-version-mismatch": _none("which wheels run on which CUDA is not known"),
    "tally/gpu/no-buildtime-gpu-queries": _none(_GPU),
    "tally/gpu/no-container-runtime-in-image": _none(_GPU),
    "tally/gpu/no-hardcoded-visible-devices": _none(_GPU),
    "tally/gpu/no-redundant-cuda-install": _none("what the images of NVIDIA hold is not known"),
    "tally/gpu/prefer-minimal-driver-capabilities": _none(_GPU),
    "tally/gpu/prefer-runtime-final-stage": _none("what the images of NVIDIA hold is not known"),
    "tally/gpu/prefer-uv-over-conda": _none(_TASTE),
    "tally/invalid-json-form": _by("broken-json-form"),
    "tally/invalid-onbuild-trigger": _by("syntax-error", "forbidden-trigger"),
    "tally/js/node-gyp-cache-mounts": _by("missing-cache-mount", about="the packages; headers are small"),
    "tally/labels/no-buildx-git-overlap": _none("how the builder is called is not known"),
    "tally/labels/no-duplicate-keys": _by("overridden-label"),
    "tally/labels/no-stale-base-digest": _none("who writes the label is not known"),
    "tally/labels/prefer-grouped": _none(_TASTE),
    "tally/labels/prefer-stable-order": _none(_TASTE),
    "tally/labels/valid-key": _by("invalid-label-key"),
    "tally/max-lines": _none("a long file is no fault; stages make it shorter"),
    "tally/named-identity-in-passwdless-stage": _by("user-without-passwd"),
    "tally/newline-between-instructions": _none(_LAYOUT),
    "tally/newline-per-chained-call": _none(_LAYOUT),
    "tally/no-multi-spaces": _none(_LAYOUT),
    "tally/no-multiple-empty-lines": _none(_LAYOUT),
    "tally/no-trailing-spaces": _none(_LAYOUT),
    "tally/no-ungraceful-stopsignal": _by("uncatchable-stop-signal"),
    "tally/no-unreachable-stages": _by("unused-stage"),
    "tally/php/composer-no-dev-in-production": _by("composer-dev-packages"),
    "tally/php/enable-opcache-in-production": _none(_ONE_LANGUAGE),
    "tally/php/no-xdebug-in-final-image": _none("images for development are built like that"),
    "tally/platform-mismatch": _none("only the registry knows the platforms of an image"),
    "tally/powershell/error-action-preference": _none(_POWERSHELL),
    "tally/powershell/prefer-shell-instruction": _none(_POWERSHELL),
    "tally/powershell/progress-preference": _none(_POWERSHELL),
    "tally/prefer-add-git": _none(f"{_TASTE}; `ADD` of a repository needs BuildKit"),
    "tally/prefer-add-unpack": _none(f"{_TASTE}; see [download-without-checksum](rules/download-without-checksum.md)"),
    "tally/prefer-canonical-stopsignal": _none(_TASTE),
    "tally/prefer-copy-chmod": _by("chmod-after-copy"),
    "tally/prefer-copy-heredoc": _none(_TASTE),
    "tally/prefer-curl-config": _none(_TASTE),
    "tally/prefer-formatted-heredocs": _none(_TASTE),
    "tally/prefer-multi-stage-build": _by("toolchain-in-final-image", about="where it can be split"),
    "tally/prefer-nginx-sigquit": _none("the official images say it already"),
    "tally/prefer-package-cache-mounts": _by(
        "missing-cache-mount", about="apk, dnf, yum and zypper keep no packages there"
    ),
    "tally/prefer-run-heredoc": _by("long-command-chain", "consecutive-runs"),
    "tally/prefer-systemd-sigrtmin-plus-3": _by("ignored-stop-signal"),
    "tally/prefer-telemetry-opt-out": _none(_TASTE),
    "tally/prefer-vex-attestation": _none("attestations are made outside of the file"),
    "tally/prefer-wget-config": _none(_TASTE),
    "tally/require-secret-mounts": _none("a list of commands that only its configuration knows"),
    "tally/require-stages": _by("syntax-error"),
    "tally/ruby/asset-precompile-without-dummy-key": _none(_ONE_LANGUAGE),
    "tally/ruby/bootsnap-precompile-without-j1": _none("a fault of emulators"),
    "tally/ruby/deprecated-bundler-install-flags": _none(_ONE_LANGUAGE),
    "tally/ruby/eol-ruby-version": _by("end-of-life-base-image"),
    "tally/ruby/healthcheck-rails-up-endpoint": _none(_ONE_LANGUAGE),
    "tally/ruby/jemalloc-installed-but-not-preloaded": _none(_ONE_LANGUAGE),
    "tally/ruby/leftover-bundler-cache": _by("missing-cache-mount", about="a mount leaves nothing behind"),
    "tally/ruby/missing-bundle-deployment": _none(_ONE_LANGUAGE),
    "tally/ruby/missing-bundle-without-development": _none(_ONE_LANGUAGE),
    "tally/ruby/prefer-bundler-cache-mount": _by("missing-cache-mount"),
    "tally/ruby/prefer-gemfile-bind-mounts": _by("source-before-dependencies"),
    "tally/ruby/prefer-network-none-install": _none(_TASTE),
    "tally/ruby/prefer-secret-mounts-for-build-credentials": _by("secret-in-build-argument"),
    "tally/ruby/redundant-bundler-install": _none(_ONE_LANGUAGE),
    "tally/ruby/secrets-in-arg-or-env": _by("secret-in-build-argument"),
    "tally/ruby/state-paths-not-writable-as-non-root": _by("unwritable-runtime-directory"),
    "tally/ruby/yjit-not-enabled-on-supported-runtime": _none(_ONE_LANGUAGE),
    "tally/secrets-in-code": _by("hard-coded-secret", "password-in-command"),
    "tally/shell-run-in-scratch": _by("shell-missing-in-runtime"),
    "tally/sort-packages": _none(_TASTE),
    "tally/stateful-root-runtime": _by("root-without-need", about="by what is started, not by what is stored"),
    "tally/syntax-directive-typo": _by("misspelt-parser-directive"),
    "tally/unknown-instruction": _by("syntax-error"),
    "tally/user-created-but-never-used": _by("unused-account"),
    "tally/user-explicit-group-drops-supplementary-groups": _by("lost-supplementary-groups"),
    "tally/windows/no-chown-flag": _none(_WINDOWS),
    "tally/windows/no-run-mounts": _none(_WINDOWS),
    "tally/windows/no-stopsignal": _none(_WINDOWS),
    "tally/world-writable-state-path-workaround": _by("world-writable-path"),
}
"""tally's own rules by their codes."""

TALLY_HADOLINT: frozenset[str] = words(
    "DL3001 DL3002 DL3003 DL3004 DL3006 DL3007 DL3010 DL3011 DL3014 DL3020 DL3021 DL3022 DL3023 DL3026 DL3027 DL3030 DL3034 DL3038 "
    "DL3043 DL3045 DL3046 DL3047 DL3057 DL3061 DL4001 DL4005 DL4006"
)
"""The codes of hadolint's that tally has a rule for; what the others say it reports by BuildKit's names or not at all."""

TALLY_OFF: frozenset[str] = words(
    "buildkit/FromPlatformFlagConstDisallowed buildkit/InvalidBaseImagePlatform buildkit/InvalidDefinitionDescription "
    "hadolint/DL3022 hadolint/DL3026 tally/consistent-indentation tally/require-secret-mounts"
)
"""The rules that tally has off unless they are asked for."""
