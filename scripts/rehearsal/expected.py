"""What rules are there to change, taken out of the calls of both sides."""

from __future__ import annotations

import re

from rehearsal.stand import SHELLS, Call


def without(*words: str):
    """Calls without these arguments, in scripts in quotes as well."""
    quoted = re.compile(" (?:" + "|".join(map(re.escape, words)) + r")(?!\S)")
    return lambda call: call._replace(
        arguments=tuple(quoted.sub("", word) for word in call.arguments if word not in words)
    )


def no_call(pattern: str):
    """Without the calls whose words match."""
    return lambda call: None if re.match(pattern, call.words) else call


def renamed(old: str, new: str):
    """Calls of another program, behind sudo as well."""

    def changed(call: Call) -> Call:
        words = [new if word == old and place < 2 else word for place, word in enumerate((call.name, *call.arguments))]
        return call._replace(name=words[0], arguments=tuple(words[1:]))

    return changed


def both(first, second):
    return lambda call: (changed := first(call)) and second(changed)


def unprefixed(call: Call) -> Call | None:
    """Without `sudo`, its options and the variables that it is given."""
    rest = [call.name, *call.arguments]
    while rest[1:] and (rest[0] == "sudo" or rest[0].startswith("-") or "=" in rest[0]):
        rest.pop(0)
    return None if rest[0] in SHELLS else call._replace(name=rest[0], arguments=tuple(rest[1:]), environment="")


EXPECTED = {
    "apt-get-without-yes": without("-y"),
    "yum-without-yes": without("-y"),
    "dnf-without-yes": without("-y"),
    "zypper-without-yes": without("-n", "--non-interactive"),
    "pip-cache-left-behind": without("--no-cache-dir"),
    "apk-cache-left-behind": both(
        without("--no-cache", "-U", "--update", "--update-cache"), no_call("apk update|rm -rf? .*/var/cache/apk")
    ),
    "wget-progress-bar": without("--progress=dot:giga", "--no-verbose"),
    "apt-lists-left-behind": no_call(r"(sudo )?(rm -rf /var/lib/apt/lists/|apt(-get)? (-\S+ )*update)"),
    "npm-cache-left-behind": no_call("npm cache clean"),
    "yarn-cache-left-behind": no_call("yarn cache clean"),
    "yum-cache-left-behind": no_call("(sudo )?yum clean all|rm -rf /var/cache/yum"),
    "dnf-cache-left-behind": no_call("(sudo )?(micro)?dnf clean all|rm -rf /var/cache/dnf"),
    "zypper-cache-left-behind": no_call("zypper clean"),
    "conda-cache-left-behind": no_call("(conda|mamba|micromamba) clean"),
    "apt-instead-of-apt-get": both(renamed("apt", "apt-get"), without("--with-new-pkgs")),
    "useradd-with-login-log": without("-l", "--no-log-init"),
    "relative-workdir": lambda call: call._replace(directory=""),
    "volatile-argument-early": lambda call: call._replace(environment=""),
    "sudo-in-run": unprefixed,
    "chmod-after-copy": no_call("chmod "),
    "chown-after-copy": no_call("chown "),
    "download-left-behind": no_call("rm "),
}
