"""What secrets look like that are written in plain: tokens that carry their maker's mark, keys, and passwords in addresses.

Source: the documentation of the services on their token formats; read in 2026-11.
"""

from __future__ import annotations

import re

from dockwright.patterns import lazy_pattern
from dockwright.values import NamedTuple


class Form(NamedTuple):
    """One kind of secret."""

    name: str  # with its article
    marks: tuple[str, ...]  # one of them is in every text that holds one
    pattern: re.Pattern[str]  # what stands behind one of the marks


_LETTERS = "[A-Za-z0-9]"
_BASE64 = "[A-Za-z0-9_-]"

UNSIGNED_FORMS = (
    Form("an access key of AWS", ("AKIA", "ASIA"), lazy_pattern(r"[A-Z0-9]{16}(?![A-Za-z0-9])")),
    Form("a key of Google's", ("AIza",), lazy_pattern(rf"{_BASE64}{{35}}(?!{_BASE64})")),
    Form(
        "a token of a package registry",
        (":_authToken",),  # in .npmrc; those that carry a mark have a form of their own
        lazy_pattern(r"[ =](?!npm_|gh[opsur]_|github_|glpat-)(?=\D{0,60}\d)[A-Za-z0-9+/=_.-]{16,}"),
    ),
    Form("a private key", ("-----BEGIN ",), lazy_pattern(r"(?:[A-Z]{2,9} )?PRIVATE KEY-----")),
)
SIGNED_FORMS = (
    Form("a token of GitHub", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), lazy_pattern(rf"{_LETTERS}{{36,255}}")),
    Form("a token of GitHub", ("github_pat_",), lazy_pattern(r"[A-Za-z0-9_]{60,255}")),
    Form("a token of GitLab", ("glpat-", "gldt-", "glrt-", "glptt-"), lazy_pattern(rf"{_BASE64}{{20,64}}")),
    Form("a token of Slack", ("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"), lazy_pattern(r"[0-9]{8,}-[A-Za-z0-9-]{10,}")),
    Form("a key of Stripe", ("sk_live_", "rk_live_"), lazy_pattern(rf"{_LETTERS}{{24,}}")),
    Form("a token of Square", ("sq0atp-", "sq0csp-"), lazy_pattern(rf"{_BASE64}{{22,43}}")),
    Form("a token of npm", ("npm_",), lazy_pattern(rf"{_LETTERS}{{36}}(?!{_LETTERS})")),
    Form("a token of PyPI", ("pypi-AgE",), lazy_pattern(rf"{_BASE64}{{50,300}}")),
    Form("a key of SendGrid", ("SG.",), lazy_pattern(rf"{_BASE64}{{22}}\.{_BASE64}{{43}}")),
    Form("a token of DigitalOcean", ("dop_v1_", "doo_v1_", "dor_v1_"), lazy_pattern("[a-f0-9]{64}")),
    Form("a token of Docker Hub", ("dckr_pat_", "dckr_oat_"), lazy_pattern(rf"{_BASE64}{{27,300}}")),
    Form("a token of Hugging Face", ("hf_",), lazy_pattern(r"[A-Za-z]{34}(?![A-Za-z0-9])")),
    Form("a key of Anthropic", ("sk-ant-",), lazy_pattern(rf"{_BASE64}{{80,300}}")),
    Form("a key of OpenAI", ("sk-",), lazy_pattern(rf"{_BASE64}{{20,200}}T3BlbkFJ{_BASE64}{{20,200}}")),
)  # fmt: skip
FORMS = (*UNSIGNED_FORMS, *SIGNED_FORMS)
"""Tokens that can be told from any other text."""

_BEHIND_UNDERSCORE = lazy_pattern(r"_[A-Za-z0-9_-]{19}(?<=[1efmoprstu]_.{19})")
_BEHIND_HYPHEN = lazy_pattern(r"-[A-Za-z0-9_-]{19}(?<=[abikprst]-.{19})")


def may_be_signed(text: str) -> bool:
    """Whether a token of a signed form may be in a text: an end of its mark and what stands behind. Most files have none.

    A pattern that begins with one certain character is over in a third of the time of one for all.
    """
    return bool(_BEHIND_UNDERSCORE.search(text) or _BEHIND_HYPHEN.search(text)) or "SG." in text


PASSWORD_IN_ADDRESS = lazy_pattern(
    r"://([^\s/@:\"'$`{}<>]{1,100}):((?:[^\s/@\"'$`{}<>%]|%[0-9A-Fa-f]{2}){4,200})@([^\s/@:\"']+)"
)
"""User, password and host of an address."""

_MADE_UP = lazy_pattern(
    r"change.?me|your|example|placeholder|xxx|\.\.\.|dummy|sample|todo|replace|insert|<.*>|\*{3}|\$\{|^\$|fake|local|unused|un?needed|not.?(?:used|needed)|ignored|irrelevant|(.)\1{7}|"
    r"^(?:secret|password|passwd|pass|token|key|admin|root|test|testing|dev|postgres|mysql|redis|guest|user|username|demo|none|null"
    r"|true|false|x-oauth-basic)\d*$",
    re.IGNORECASE,
)


def is_made_up(value: str) -> bool:
    """Whether a value only stands where a secret would, or is what a service has when it is new."""
    return _MADE_UP.search(value) is not None
