"""How programs are told not to check who they talk to, or what they were given.

Source: the manuals of the programs and their `--help`; read in 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.values import NamedTuple


class Check(Enum):
    """What is not checked any more, as a clause."""

    CERTIFICATE = "the server's certificate is not checked"
    HOST_KEY = "the host's key is not checked"
    SIGNATURE = "signatures of packages are not checked"


class Switch(NamedTuple):
    """A flag that switches a check off."""

    check: Check
    off: bool | None = None  # None: by being there, or with any value but false; False: with the value false
    takes_value: bool = False  # a host for which it holds


_CERTIFICATE = Switch(Check.CERTIFICATE)
_SIGNATURE = Switch(Check.SIGNATURE)
_TLS = Switch(Check.CERTIFICATE, off=False)
_HOST = Switch(Check.CERTIFICATE, takes_value=True)

_STRICT_SSL = {"strict-ssl": _TLS, "no-strict-ssl": _CERTIFICATE}
_RPM_BASED = {"nogpgcheck": _SIGNATURE, "no-gpgchecks": _SIGNATURE}
_APT = dict.fromkeys(("allow-unauthenticated", "force-yes", "allow-insecure-repositories"), _SIGNATURE)
_CLUSTER = {"insecure-skip-tls-verify": _CERTIFICATE, "insecure-skip-tls-verify-backend": _CERTIFICATE}
_IMAGES = {"tls-verify": _TLS, "src-tls-verify": _TLS, "dest-tls-verify": _TLS}

SWITCHES: Mapping[str, Mapping[str, Switch]] = {
    "apk": {"allow-untrusted": _SIGNATURE},
    "apt": _APT,
    "apt-get": _APT,
    "aptitude": {"allow-untrusted": _SIGNATURE},
    "aria2c": {"check-certificate": _TLS},
    "aws": {"no-verify-ssl": _CERTIFICATE},
    "buildah": _IMAGES,
    "conda": {"k": _CERTIFICATE, "insecure": _CERTIFICATE},
    "curl": {"k": _CERTIFICATE, "insecure": _CERTIFICATE, "proxy-insecure": _CERTIFICATE, "doh-insecure": _CERTIFICATE},
    "dnf": _RPM_BASED,
    "go": {"insecure": _CERTIFICATE},
    "helm": {"insecure-skip-tls-verify": _CERTIFICATE},
    "hg": {"insecure": _CERTIFICATE},
    "kubectl": _CLUSTER,
    "mamba": {"k": _CERTIFICATE, "insecure": _CERTIFICATE},
    "microdnf": _RPM_BASED,
    "npm": _STRICT_SSL,
    "oc": _CLUSTER,
    "pip": {"trusted-host": _HOST},
    "pip3": {"trusted-host": _HOST},
    "pnpm": _STRICT_SSL,
    "podman": _IMAGES,
    "python": {"trusted-host": _HOST},  # -m pip
    "python3": {"trusted-host": _HOST},
    "rpm": {"nosignature": _SIGNATURE, "nodigest": _SIGNATURE},
    "skopeo": _IMAGES,
    "svn": {"trust-server-cert": _CERTIFICATE, "trust-server-cert-failures": Switch(Check.CERTIFICATE, takes_value=True)},
    "tdnf": _RPM_BASED,
    "uv": {"allow-insecure-host": _HOST},
    "wget": {"no-check-certificate": _CERTIFICATE},
    "yarn": _STRICT_SSL,
    "yum": _RPM_BASED,
    "zypper": {"no-gpg-checks": _SIGNATURE, "no-gpgcheck": _SIGNATURE},
}  # fmt: skip
"""The flags, by program; names without the dashes."""

SETTINGS: Mapping[str, tuple[tuple[str, bool | None, Check], ...]] = {
    "bundle": (("ssl_verify_mode", False, Check.CERTIFICATE),),
    "bundler": (("ssl_verify_mode", False, Check.CERTIFICATE),),
    "composer": (("disable-tls", True, Check.CERTIFICATE), ("secure-http", False, Check.CERTIFICATE)),
    "conda": (("ssl_verify", False, Check.CERTIFICATE),),
    "git": (("http.sslverify", False, Check.CERTIFICATE),),
    "npm": (("strict-ssl", False, Check.CERTIFICATE),),
    "pip": (("global.trusted-host", None, Check.CERTIFICATE), ("install.trusted-host", None, Check.CERTIFICATE)),
    "pip3": (("global.trusted-host", None, Check.CERTIFICATE), ("install.trusted-host", None, Check.CERTIFICATE)),
    "pnpm": (("strict-ssl", False, Check.CERTIFICATE),),
    "yarn": (("strict-ssl", False, Check.CERTIFICATE), ("enablestrictssl", False, Check.CERTIFICATE)),
}
"""Keys that `PROGRAM config` is given, in lower case, and the value that switches the check off; None: any value."""

VARIABLES: Mapping[str, tuple[bool | None, Check]] = {
    "BUNDLE_SSL_VERIFY_MODE": (False, Check.CERTIFICATE),
    "CONDA_SSL_VERIFY": (False, Check.CERTIFICATE),
    "GIT_SSL_NO_VERIFY": (True, Check.CERTIFICATE),
    "GOINSECURE": (None, Check.CERTIFICATE),
    "NODE_TLS_REJECT_UNAUTHORIZED": (False, Check.CERTIFICATE),
    "NPM_CONFIG_STRICT_SSL": (False, Check.CERTIFICATE),
    "PERL_LWP_SSL_VERIFY_HOSTNAME": (False, Check.CERTIFICATE),
    "PIP_TRUSTED_HOST": (None, Check.CERTIFICATE),
    "PYTHONHTTPSVERIFY": (False, Check.CERTIFICATE),
    "UV_INSECURE_HOST": (None, Check.CERTIFICATE),
    "YARN_ENABLE_STRICT_SSL": (False, Check.CERTIFICATE),
}
"""Variables of the environment, in upper case, and the value that switches the check off; None: any but an empty one."""

_APT_OPTIONS = (
    (Check.CERTIFICATE, lazy_pattern(r"(?i)(?:-o)?Acquire::https?::(?:\S+::)?Verify-(?:Peer|Host)=(?:false|no|0)")),
    (
        Check.SIGNATURE,
        lazy_pattern(
            r"(?i)(?:-o)?(?:APT::Get::AllowUnauthenticated|Acquire::Allow\w*InsecureRepositories)=(?:true|yes|1)"
        ),
    ),
)
_YUM_OPTIONS = (
    (Check.CERTIFICATE, lazy_pattern(r"(?i)(?:--setopt=)?(?:[^=\s]+\.)?sslverify=(?:false|no|0)")),
    (Check.SIGNATURE, lazy_pattern(r"(?i)(?:--setopt=)?(?:[^=\s]+\.)?(?:repo_)?gpgcheck=(?:false|no|0)")),
)
_GO_OPTIONS = ((Check.CERTIFICATE, lazy_pattern(r"GOINSECURE=\S+")),)
_MAVEN_OPTIONS = ((Check.CERTIFICATE, lazy_pattern(r"-Dmaven\.wagon\.http\.ssl\.(?:insecure|allowall)=true")),)
_SSH_OPTIONS = ((Check.HOST_KEY, lazy_pattern(r"(?i)(?:.*\W)?StrictHostKeyChecking[ =]no(?:\W.*)?")),)

OPTIONS: Mapping[str, tuple[tuple[Check, re.Pattern[str]], ...]] = {
    **dict.fromkeys(("apt", "apt-get", "aptitude"), _APT_OPTIONS),
    **dict.fromkeys(("dnf", "microdnf", "tdnf", "yum", "yum-config-manager"), _YUM_OPTIONS),
    "go": _GO_OPTIONS,
    **dict.fromkeys(("mvn", "mvnw"), _MAVEN_OPTIONS),
    **dict.fromkeys(("git", "rsync", "scp", "sftp", "ssh"), _SSH_OPTIONS),
}
"""What a word as a whole may look like, by program."""


MARKS: Mapping[str, tuple[str, ...]] = {
    "secure": ("insecure", "secure-http"),
    "allow": ("allow-un", "allowun", "ssl.allowall"),
    "ce-yes": ("force-yes",),
    "check": ("gpgcheck", "gpg-check", "check-certificate", "stricthostkeychecking"),
    "sig": ("nosignature",),
    "dig": ("nodigest",),
    "ssl": ("strict-ssl", "strict_ssl", "strictssl"),
    "verify": (
        "tls-verify", "no-verify-ssl", "ssl_verify", "sslverify", "ssl_no_verify", "verify_hostname", "httpsverify", "verify-peer",
        "verify-host",
    ),
    "trust": ("trusted-host", "trusted_host", "trust-server-cert"),
    "disab": ("disable-tls",),
    "t_unauth": ("reject_unauthorized",),
}  # fmt: skip
"""One of these marks, in lower case, is in every text that switches a check off, but for `-k`. They stand beside a part of them
that is found to be missing the soonest, and most files have none."""

FALSE = words("0 false no off n f")
PACKAGE_FILES = (".apk", ".deb", ".rpm")
