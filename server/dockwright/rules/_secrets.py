"""Which names of variables tell of a secret: as we see it, as BuildKit does, and as hadolint does."""

from __future__ import annotations

import re
from collections.abc import Callable

from dockwright.knowledge.local_files import PUBLIC_PREFIXES
from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern

_SECRET = lazy_pattern(
    r"(?:^|_)(?:apikey|auth|credentials?|key|password|passwd|pword|secret|token)(?:_|$)",
    re.IGNORECASE,
)
_ABBREVIATED = lazy_pattern(
    r"_(?:pass|passphrase|pat)$|^passphrase$", re.IGNORECASE
)  # a PAT is a personal access token

# Bundler's login for a server of gems, whose name stands in capitals: a dot is `__`, a hyphen `___`. NuGet's for feeds.
# https://bundler.io/man/bundle-config.1.html, https://github.com/microsoft/artifacts-credprovider
_LOGIN = lazy_pattern(
    r"BUNDLE_(?!(?:BUILD|LOCAL|MIRROR)__)(?!GEM__[A-Z]+(?:_[A-Z]+)*$)[A-Z0-9_]*[A-Z0-9]__[A-Z]{2,}"
    r"|(?:VSS_NUGET|ARTIFACTS_CREDENTIALPROVIDER)_EXTERNAL_FEED_ENDPOINTS|(?:VSS_NUGET|FEED|SYSTEM)_ACCESSTOKEN"
)
_OPEN = lazy_pattern(r"(?:^|_)(?:public|file|version)(?:_|$)", re.IGNORECASE)

# What such a word is about, when it is not the secret itself: its length, its place, whether it is looked at, ...
_ABOUT = lazy_pattern(
    r"(?:^|_)(?:algorithm|algo|bits|checking|curve|dir|discovery|directory|enabled?|expir(?:e|es|y|ation)|fingerprint|header|issuer"
    r"|item|length|len|lifetime|marker|method|mode|name|path|prefix|prompt|provider|routing|server|service|size|timeout|ttl|type|uri|url)"
    r"(?:_|$)"
    r"|_(?:alias|aliases|audience|backend|domain|driver|endpoint|format|host|hostname|manager|policy|port|protocol|realm|rotation"
    r"|scheme|strategy)$"
    r"|(?:^|_)(?:anon|publishable|site)_?key$",  # of Supabase, Stripe and captchas: they are in every browser
    re.IGNORECASE,
)
_NOTHING = frozenset(
    {"", "none", "null", "nil", "false", "true", "yes", "no", "on", "off", "0", "1", "disabled", "enabled"}
)
_PLACE = lazy_pattern(
    r"(?:~|\.{0,2})/[^\s:@]*|[^\s@]*\.(?:asc|cer|crt|gpg|jks|json|key|p12|pem|pub|txt|ya?ml)", re.IGNORECASE
)
_MADE_UP = lazy_pattern(
    r"(?:^|[^a-z])(?:dummy|fake|no[-_ ]?key|placeholder|unused|un?needed|not[-_ ]?(?:a[-_ ]?)?(?:real|secret|used|needed))(?:[^a-z]|$)",
    re.IGNORECASE,
)  # the build goes on with it, nobody logs in
_BETWEEN = lazy_pattern(r"[^a-z0-9]+")
_GLOB = lazy_pattern(r"[*?\[\]]")  # PAT is short for a pattern, too
_SIGNING = lazy_pattern(r"(?:^|_)(?:gpg|pgp|signing)(?:_|$)", re.IGNORECASE)
_FINGERPRINT = lazy_pattern(r"(?:0x)?[0-9a-f]{8,40}", re.IGNORECASE)

_HADOLINT = ("api_key", "client_key", "password", "private", "secret", "token", "username")
_HADOLINT_NAMES = words(
    "APPLICATION_KEY AWS_ACCESS_KEY_ID CI_DEPLOY_USER DOCKER_EMAIL FACEBOOK_APP_ID HEROKU_API_USER "
    "OKTA_AUTHN_GROUPID OKTA_CLIENT_ORGURL OKTA_OAUTH2_CLIENTID STRIPE_DEVICE_NAME TRAVIS_OS_NAME "
    "TRAVIS_SECURE_ENV_VARS TRAVIS_SUDO"
)  # source: hadolint 2.15.1, asked name by name, 2026-11


def look_for(*words: str) -> Callable[[str], bool]:
    """A quick look whether one of some words is in a text, in capital or small letters."""
    pattern = lazy_pattern("|".join(words), re.IGNORECASE)

    def look(text: str) -> bool:
        if not text.isascii():
            return pattern.search(text) is not None
        return any(map(text.lower().__contains__, words))  # in less than half the time of the pattern

    return look


may_name_secret = look_for(
    "key", "auth", "credential", "pass", "pword", "secret", "token", "_pat", "bundle_", "_feed_endpoints"
)
"""Whether an instruction may set a variable of such a name."""


def holds_secret(name: str, value: str | None) -> bool:
    """Whether a variable seems to hold a secret; `value` None when it has none here, as `ARG TOKEN`."""
    is_login = _LOGIN.fullmatch(name) is not None
    if name.upper().startswith(PUBLIC_PREFIXES):  # every browser gets it anyway
        return False
    if not is_login and (not (is_secret_name(name) or _ABBREVIATED.search(name)) or _ABOUT.search(name)):
        return False
    if value is None:
        return True
    if (
        is_placeholder(value)
        or _MADE_UP.search(value)
        or _names_itself(name, value)
        or _PLACE.fullmatch(value)
        or (name[-3:].lower() == "pat" and _GLOB.search(value))
    ):
        return False
    return not (_SIGNING.search(name) and _FINGERPRINT.fullmatch(value.replace(" ", "")))


def is_placeholder(value: str) -> bool:
    """Whether a value stands for none."""
    return value.lower().strip("*_-") in _NOTHING


def _names_itself(name: str, value: str) -> bool:
    """Whether the value repeats the words of the name, to show where a key goes; passwords may well be like that."""
    words = _BETWEEN.sub("", value.lower())
    return len(words) > 7 and "pass" not in words and words in _BETWEEN.sub("", name.lower())


def is_secret_name(name: str) -> bool:
    """The verdict of BuildKit, which looks at the words of the name alone."""
    return _SECRET.search(name) is not None and _OPEN.search(name) is None


def is_secret_for_hadolint(name: str) -> bool:
    lower = name.lower()
    return any(part in lower for part in _HADOLINT) or name.upper() in _HADOLINT_NAMES
