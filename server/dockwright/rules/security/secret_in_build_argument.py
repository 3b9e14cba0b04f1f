from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Invalid, Settings, Severity, Valid, rule
from dockwright.rules._hadolint import HADOLINT, is_hadolint
from dockwright.rules._secrets import (
    holds_secret,
    is_placeholder,
    is_secret_for_hadolint,
    is_secret_name,
    may_name_secret,
)
from dockwright.semantics import SemanticModel
from dockwright.syntax import Arg, Env, Onbuild

BUILDKIT = Settings(preset="buildkit")


@rule(
    "secret-in-build-argument",
    on=(Arg, Env, Onbuild),
    severity=Severity.WARNING,
    aliases=("SecretsUsedInArgOrEnv", "DL3064"),
    invalid=(
        Invalid("FROM alpine:3.20\nARG NPM_TOKEN\n", marked=("NPM_TOKEN",)),
        Invalid("FROM alpine:3.20\nENV USER=app DB_PASSWORD=x\n", marked=("DB_PASSWORD",)),
        Invalid("FROM alpine:3.20\nENV aws_secret_access_key=$X\n", marked=("aws_secret_access_key",)),
        Invalid("FROM alpine:3.20\nARG API_KEY=\n", title="the build is to give it"),
        Invalid("FROM alpine:3.20\nENV GPG_KEY=hunter2\n", title="no fingerprint"),
        Invalid("FROM alpine:3.20\nARG FEED_PAT\n", marked=("FEED_PAT",), title="a personal access token"),
        Invalid("FROM alpine:3.20\nENV DB_PASS=hunter2 KEY_PASSPHRASE=x\n", marked=("DB_PASS", "KEY_PASSPHRASE")),
        Invalid(
            "FROM ruby:3.3\nARG BUNDLE_GEMS__EXAMPLE__COM\nENV BUNDLE_RUBYGEMS__PKG__GITHUB__COM=$LOGIN\n",
            marked=("BUNDLE_GEMS__EXAMPLE__COM", "BUNDLE_RUBYGEMS__PKG__GITHUB__COM"),
            title="Bundler's login for a server",
        ),
        Invalid(
            'FROM mcr.microsoft.com/dotnet/sdk:8.0\nARG PAT\nENV VSS_NUGET_EXTERNAL_FEED_ENDPOINTS="{\\"password\\":\\"$PAT\\"}"\n',
            marked=("VSS_NUGET_EXTERNAL_FEED_ENDPOINTS",),
            title="NuGet's logins",
        ),
        Invalid("FROM alpine:3.20\nENV DB_PASSWORD=changeme\n", title="a login all the same"),
        Invalid(
            "FROM alpine:3.20\nENV DB_PASSWORD=db_password ADMIN_TOKEN=ADMIN\n", marked=("DB_PASSWORD", "ADMIN_TOKEN")
        ),
        Invalid("ARG A_USERNAME\nFROM alpine:3.20\n", settings=HADOLINT, title="as hadolint would see it"),
        Invalid("FROM alpine:3.20\nONBUILD ENV MYTOKEN=x\n", marked=("MYTOKEN",), settings=HADOLINT),
        Invalid("FROM alpine:3.20\nENV KEY_SIZE=2048\n", settings=BUILDKIT, title="as BuildKit would see it"),
        Invalid("FROM node:20\nARG VITE_MAPS_API_KEY\n", settings=BUILDKIT),
    ),
    valid=(
        "FROM alpine:3.20\nARG VERSION\n",
        "FROM alpine:3.20\nENV PASSWORD_FILE=/run/secrets/db\n",
        "FROM alpine:3.20\nENV PUBLIC_KEY=/etc/key.pub\n",
        Valid("FROM node:20\nARG VITE_MAPS_API_KEY\nENV REACT_APP_KEY=$K\n", title="every browser gets them"),
        "FROM alpine:3.20\nARG TOKENIZER=fast\n",
        "FROM alpine:3.20\nARG SEARCH_PATH\nARG PAT\nARG PATTERN\nARG PASS\nENV FILE_PAT=*.txt RUNTIME_PATCH=1 COMPASS=on PASSES=2\n",
        "FROM alpine:3.20\nENV ADMIN_PASS=**None** SA_PASSWORD=_\n",
        Valid(
            "FROM alpine:3.20\nENV AWS_SECRET_ACCESS_KEY=secret_access_key GOOGLE_MAPS_KEY=google-maps-key SECRET_KEY=nokey\n",
            title="the name once more shows where the key goes",
        ),
        "FROM ruby:3.3\nENV BUNDLE_BUILD__NOKOGIRI=--use-system-libraries BUNDLE_MIRROR__HTTPS://RUBYGEMS__ORG/=x BUNDLE_GEM__COC=false\n",
        "FROM ruby:3.3\nARG SECRET_KEY_BASE=dummy\nENV JWT_SECRET=fake_secret API_KEY=not-a-real-key SECRET_KEY=unneeded\n",
        "FROM alpine:3.20\nENV GPG_KEY=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D\n",
        "FROM alpine:3.20\nARG SIGNING_KEY=0xBB572E0E2D182910\n",
        "FROM alpine:3.20\nENV API_KEY= DB_PASSWORD='' AUTH=none\n",
        "FROM alpine:3.20\nENV KMS_KEY_ALIAS=app CREDENTIAL_MANAGER=store PASSWORD_PROMPT_STRING=? AUTH_HOST=ldap\n",
        "FROM alpine:3.20\nARG RECAPTCHA_SITE_KEY STRIPE_PUBLISHABLE_KEY SUPABASE_ANON_KEY\n",
        "FROM alpine:3.20\nENV DKIM_KEY_SIZE=1024 AUTH_SERVICE=ldap HOST_KEY_CHECKING=False\n",
        "FROM alpine:3.20\nENV GOOGLE_APPLICATION_CREDENTIALS=/etc/app/creds.json TLS_KEY=server.pem\n",
        Valid("FROM alpine:3.20\nENV SSH_KEY=x\n", settings=HADOLINT),
        "FROM alpine:3.20\nRUN --mount=type=secret,id=token cat /run/secrets/token\n",
        "ARG NPM_TOKEN\nFROM alpine:3.20\n",
    ),
)
def secret_in_build_argument(
    instruction: Arg | Env | Onbuild, model: SemanticModel, settings: Settings
) -> Iterator[Finding]:
    """A build argument or environment variable seems to hold a secret, and both stay readable in the image.

    ## Why is this bad?
    `docker history` and `docker inspect` show the values of build arguments and environment variables to everyone who has
    the image. Give a secret to the one `RUN` that needs it with `--mount=type=secret`: it is never written to a layer.

    The rule judges by the name: one of its words (between `_`) is key, token, secret, password, auth or credential, or the
    last is pass, passphrase or pat; and none tells that it is something about the secret (public, file, version, size,
    path, url, ...). Variables with logins for Bundler and NuGet are known by their names.

    Nothing is said where the value is no secret: none at all, `none`, `false`, a path, the fingerprint of a signing key, the
    name of a key once more, or one that says it is a dummy, a fake or a placeholder; nor of what the bundlers of web
    applications hand to every browser: `VITE_...`, `NEXT_PUBLIC_...`, `REACT_APP_...`, `..._SITE_KEY`. The presets `buildkit` and `hadolint`
    go by names alone, as these do.

    ## References
    - https://docs.docker.com/build/building/secrets/
    - https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
    """
    written = instruction.trigger if isinstance(instruction, Onbuild) else instruction
    if not isinstance(written, (Arg, Env)):
        return
    if not is_hadolint(settings) and (not may_name_secret(written.text) or model.stage_of(instruction) is None):
        return
    for pair in written.pairs:
        name = pair.key.value
        value = pair.value.value if pair.value is not None else None
        if isinstance(written, Arg) and value is not None and is_placeholder(value):
            value = None  # the build is to give it
        if _is_secret(name, value, settings):
            yield Finding(pair.key.span, f"`{name}` seems to hold a secret that stays readable in the image")


def _is_secret(name: str, value: str | None, settings: Settings) -> bool:
    if is_hadolint(settings):
        return is_secret_for_hadolint(name)
    return is_secret_name(name) if settings.preset == "buildkit" else holds_secret(name, value)
