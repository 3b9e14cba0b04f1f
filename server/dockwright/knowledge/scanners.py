"""What scanners of configuration report in Dockerfiles, by their identifiers, and the rules that look for the same.

Source: the scanners' own lists of checks: Trivy's trivy-checks, Checkov's policy index, KICS' queries, Semgrep's rules,
sonar-iac's rules, dockle's checkpoints. Read in 2026-11. What is said of a check is in our words.
"""

from __future__ import annotations

from dockwright.values import NamedTuple


class Check(NamedTuple):
    """One check, or several that one answer holds for. Without rules `about` says why."""

    names: str  # with commas between them
    about: str
    rules: tuple[str, ...] = ()


class Scanner(NamedTuple):
    """A program that looks at Dockerfiles among other things."""

    name: str
    note: str  # how its identifiers are written
    checks: tuple[Check, ...]


_VERIFICATION = ("disabled-verification",)
_NO_UPGRADES = "upgrades in a build: a matter of taste, and of security patches"
_SECRETS = ("secret-in-build-argument", "hard-coded-secret", "password-in-command")
_ROOT = ("root-user", "root-without-need")
_TAGS = ("latest-base-image", "untagged-base-image")
_COMMANDS_TWICE = ("overridden-cmd", "overridden-entrypoint", "overridden-healthcheck")

TRIVY = Scanner(
    "Trivy",
    "Older versions write `AVD-DS-0001` or `DS001` for `DS-0001`.",
    (
        Check("DS-0001", "base image without a tag, or `latest`", _TAGS),
        Check("DS-0002", "root as the last user, or none", _ROOT),
        Check("DS-0004", "port 22", ("exposed-administration-port",)),
        Check("DS-0005", "`ADD` for plain files", ("add-instead-of-copy",)),
        Check("DS-0006", "a stage copies from itself", ("stage-copied-from-itself",)),
        Check("DS-0007, DS-0016, DS-0023", "`ENTRYPOINT`, `CMD`, `HEALTHCHECK` twice", _COMMANDS_TWICE),
        Check("DS-0008", "port out of range", ("invalid-port",)),
        Check("DS-0009", "relative `WORKDIR`", ("relative-workdir",)),
        Check("DS-0010", "sudo", ("sudo-in-run",)),
        Check("DS-0011", "several sources, no slash", ("copy-destination-without-slash",)),
        Check("DS-0012", "two stages of one name", ("duplicate-stage-name",)),
        Check("DS-0013", "`RUN cd`", ("cd-instead-of-workdir", "cd-without-effect")),
        Check("DS-0014", "curl and wget", ("curl-and-wget",)),
        Check("DS-0015", "yum's cache", ("yum-cache-left-behind",)),
        Check("DS-0017", "update of package lists alone", ("apt-update-alone",)),
        Check("DS-0019, DS-0027", "dnf's and microdnf's cache", ("dnf-cache-left-behind",)),
        Check("DS-0020", "zypper's cache", ("zypper-cache-left-behind",)),
        Check("DS-0021", "`apt-get` without `-y`", ("apt-get-without-yes",)),
        Check("DS-0022", "`MAINTAINER`", ("maintainer-instruction",)),
        Check("DS-0024", _NO_UPGRADES),
        Check("DS-0025", "apk's cache", ("apk-cache-left-behind",)),
        Check("DS-0026", "no `HEALTHCHECK`", ("missing-healthcheck",)),
        Check("DS-0029", "recommended packages", ("apt-recommended-packages",)),
        Check("DS-0030", "`WORKDIR` below `/proc`, `/dev`: not seen in the wild"),
        Check("DS-0031", "secrets in ARG, ENV or copied files", ("secret-in-build-argument", "secret-file-in-copy")),
        Check("DS-0032", "pipe without pipefail", ("pipe-without-pipefail",)),
    ),
)

CHECKOV = Scanner(
    "Checkov",
    "",
    (
        Check("CKV_DOCKER_1", "port 22", ("exposed-administration-port",)),
        Check("CKV_DOCKER_2", "no `HEALTHCHECK`", ("missing-healthcheck",)),
        Check("CKV_DOCKER_3, CKV_DOCKER_8", "no user, or root as the last one", _ROOT),
        Check("CKV_DOCKER_4", "`ADD`", ("add-instead-of-copy",)),
        Check("CKV_DOCKER_5", "update of package lists alone", ("apt-update-alone",)),
        Check("CKV_DOCKER_6", "`MAINTAINER`", ("maintainer-instruction",)),
        Check("CKV_DOCKER_7", "base image without a tag, or `latest`", _TAGS),
        Check("CKV_DOCKER_9", "`apt`", ("apt-instead-of-apt-get",)),
        Check("CKV_DOCKER_10", "relative `WORKDIR`", ("relative-workdir",)),
        Check("CKV_DOCKER_11", "two stages of one name", ("duplicate-stage-name",)),
        Check("CKV2_DOCKER_1", "sudo", ("sudo-in-run",)),
        Check("CKV2_DOCKER_2 to CKV2_DOCKER_16, CKV2_DOCKER_18", "certificates and signatures not checked", _VERIFICATION),
        Check("CKV2_DOCKER_17", "chpasswd", ("password-in-command",)),
        Check("CKV_SECRET_*", "secrets", _SECRETS),
    ),
)  # fmt: skip

KICS = Scanner(
    "KICS",
    "By the names of its queries.",
    (
        Check("Add Instead of Copy", "", ("add-instead-of-copy",)),
        Check("Apk Add Using Local Cache Path", "", ("apk-cache-left-behind",)),
        Check("Apt Get Install Lists Were Not Deleted", "", ("apt-lists-left-behind",)),
        Check("APT-GET Missing '-y' To Avoid Manual Input", "", ("apt-get-without-yes",)),
        Check("APT-GET Not Avoiding Additional Packages", "", ("apt-recommended-packages",)),
        Check("Changing Default Shell Using RUN Command", "", ("replaced-system-shell",)),
        Check("Chown Flag Exists", "`--chown` is the better way to set an owner"),
        Check("COPY '--from' References Current FROM Alias", "", ("stage-copied-from-itself",)),
        Check("COPY '--from' Without FROM Alias Defined Previously", "", ("undefined-stage",)),
        Check("Copy With More Than Two Arguments Not Ending With Slash", "", ("copy-destination-without-slash",)),
        Check("Exposing Port 22 (SSH)", "", ("exposed-administration-port",)),
        Check("Curl or Wget Instead of Add", "`ADD` of an address does as well, best with `--checksum`"),
        Check("Healthcheck Instruction Missing", "", ("missing-healthcheck",)),
        Check("Image Version Not Explicit, Image Version Using 'latest'", "", _TAGS),
        Check("Last User Is 'root', Missing User Instruction", "", _ROOT),
        Check("MAINTAINER Instruction Being Used", "", ("maintainer-instruction",)),
        Check("Missing Dnf Clean All, Yum Clean All Missing, Missing Zypper Clean", "", ("dnf-cache-left-behind", "yum-cache-left-behind", "zypper-cache-left-behind")),
        Check("Missing Flag From Dnf Install, Yum Install Allows Manual Input, Missing Zypper Non-interactive Switch", "", ("dnf-without-yes", "yum-without-yes", "zypper-without-yes")),
        Check("Multiple CMD Instructions Listed, Multiple ENTRYPOINT Instructions Listed", "", ("overridden-cmd", "overridden-entrypoint")),
        Check("Multiple RUN, ADD, COPY, Instructions Listed", "", ("consecutive-runs",)),
        Check("Not Using JSON In CMD And ENTRYPOINT Arguments", "", ("shell-form-start-command",)),
        Check("Pip install Keeping Cached Packages", "", ("pip-cache-left-behind",)),
        Check("Run Using apt", "", ("apt-instead-of-apt-get",)),
        Check("RUN Instruction Using 'cd' Instead of WORKDIR", "", ("cd-instead-of-workdir",)),
        Check("Run Using Sudo", "", ("sudo-in-run",)),
        Check("Run Using 'wget' and 'curl'", "", ("curl-and-wget",)),
        Check("Run Using Upgrade Commands, Run Using dnf Update, Use of Apk Upgrade, Yum Update Enabled, Run Using Zypper Update", _NO_UPGRADES),
        Check("Run Utilities And POSIX Commands", "", ("pointless-command",)),
        Check("Same Alias In Different Froms", "", ("duplicate-stage-name",)),
        Check("Secrets Stored In Dockerfile", "", _SECRETS),
        Check("Shell Running A Pipe Without Pipefail Flag", "", ("pipe-without-pipefail",)),
        Check("UNIX Ports Out Of Range", "", ("invalid-port",)),
        Check("Unpinned Package Version in Apk Add, Apt Get Install Pin Version Not Defined", "", ("unpinned-apk-package", "unpinned-apt-package")),
        Check("Unpinned Package Version in Pip Install, NPM Install Command Without Pinned Version, Gem Install Without Version", "", ("unpinned-pip-package", "unpinned-npm-package", "unpinned-gem")),
        Check("Missing Version Specification In dnf install, Yum install Without Version, Zypper Install Without Version", "", ("unpinned-dnf-package", "unpinned-yum-package", "unpinned-zypper-package")),
        Check("Update Instruction Alone", "", ("apt-update-alone",)),
        Check("Using Platform Flag with FROM Command", "", ("constant-platform",)),
        Check("Using Unnamed Build Stages", "", ("copy-from-stage-index",)),
        Check("Vulnerable OpenSSL Version", "the packages of an image: a scanner of images knows them"),
        Check("WORKDIR Path Not Absolute", "", ("relative-workdir",)),
    ),
)  # fmt: skip

SEMGREP = Scanner(
    "Semgrep",
    "Rules of the registry whose names begin with `dockerfile.`, by their last part.",
    (
        Check("avoid-apk-upgrade, avoid-apt-get-upgrade, avoid-dnf-update, avoid-yum-update, avoid-zypper-update", _NO_UPGRADES),
        Check("avoid-latest-version, missing-image-version", "", _TAGS),
        Check("avoid-platform-with-from", "", ("constant-platform",)),
        Check("dockerd-socket-mount", "the socket of the daemon in a `VOLUME`", ("host-path-in-volume",)),
        Check("dockerfile-pip-extra-index-url", "a second index of packages: many have one of their own"),
        Check("dockerfile-source-not-pinned", "a digest in `FROM`: there is a refactoring, [pin-digest](assists/pin-digest.md)"),
        Check("invalid-port", "", ("invalid-port",)),
        Check("last-user-is-root, missing-user, missing-user-entrypoint", "", _ROOT),
        Check("maintainer-is-deprecated", "", ("maintainer-instruction",)),
        Check("missing-apk-no-cache", "", ("apk-cache-left-behind",)),
        Check("missing-assume-yes-switch, missing-dnf-assume-yes-switch, missing-yum-assume-yes-switch", "", ("apt-get-without-yes", "dnf-without-yes", "yum-without-yes", "zypper-without-yes")),
        Check("missing-dnf-clean-all, missing-zypper-clean, remove-package-cache, remove-package-lists", "", ("apt-lists-left-behind", "dnf-cache-left-behind", "yum-cache-left-behind", "zypper-cache-left-behind")),
        Check("missing-no-install-recommends", "", ("apt-recommended-packages",)),
        Check("missing-pip-no-cache-dir", "", ("pip-cache-left-behind",)),
        Check("multiple-entrypoint-instructions", "", ("overridden-entrypoint",)),
        Check("no-sudo-in-dockerfile", "", ("sudo-in-run",)),
        Check("nonsensical-command", "", ("pointless-command",)),
        Check("prefer-apt-get", "", ("apt-instead-of-apt-get",)),
        Check("prefer-copy-over-add", "", ("add-instead-of-copy",)),
        Check("prefer-json-notation", "", ("shell-form-start-command",)),
        Check("run-security-insecure", "nobody writes `--security=insecure` by mistake: the builder wants a word for it"),
        Check("secret-in-build-arg", "", ("secret-in-build-argument",)),
        Check("set-pipefail", "", ("pipe-without-pipefail",)),
        Check("use-either-wget-or-curl", "", ("curl-and-wget",)),
        Check("use-shell-instruction", "", ("replaced-system-shell",)),
        Check("use-workdir", "", ("cd-instead-of-workdir",)),
    ),
)  # fmt: skip

SONARQUBE = Scanner(
    "SonarQube",
    "Keys of its rules for Docker, `docker:S2612`.",
    (
        Check("S2260", "no Dockerfile", ("syntax-error",)),
        Check("S2612", "everybody may write; bits such as setuid are not looked at", ("world-writable-path",)),
        Check("S4423, S4790", "old versions of TLS, weak hashes: seen in tests of those"),
        Check("S4507", "debugging switched on: which images are for production, the file does not say"),
        Check("S4830", "certificates not checked", _VERIFICATION),
        Check("S5332, S6506", "`http://`, and redirects to it: a checksum is what tells", ("download-without-checksum",)),
        Check("S6431, S6502", "the host's network, a build without its sandbox: nobody writes that by mistake"),
        Check("S6437", "passwords written out", _SECRETS),
        Check("S6470", "the whole context copied", ("local-files-in-context", "missing-ignore-file")),
        Check("S6471", "root", _ROOT),
        Check("S6472", "secrets in ARG and ENV", ("secret-in-build-argument",)),
        Check("S6473", "ports for logins", ("exposed-administration-port",)),
        Check("S6474", "downloads without a check", ("download-without-checksum",)),
        Check("S6476", "case of keywords", ("mixed-keyword-case", "as-keyword-case")),
        Check("S6497, S7023, S8431", "digests in `FROM`: a matter of taste; a refactoring writes one, [pin-digest](assists/pin-digest.md)"),
        Check("S6500", "recommended packages", ("apt-recommended-packages",)),
        Check("S6504", "programs that their user may change: a matter of taste"),
        Check("S6505", "scripts of packages run at the install: most projects need them"),
        Check("S6570, S6573", "unquoted variables, globs that may be flags: [ShellCheck](shellcheck.md)'s SC2086 and SC2035"),
        Check("S6574", "a blank in front of `=`", ("legacy-key-value",)),
        Check("S6579", "an ARG of the first lines, unknown in the stage", ("undefined-variable",)),
        Check("S6581", "unset of what `ENV` sets", ("shell-state-without-effect",)),
        Check("S6584", "install without consent", ("apt-get-without-yes",)),
        Check("S6586", "`MAINTAINER`", ("maintainer-instruction",)),
        Check("S6587", "caches of package managers", ("apt-lists-left-behind", "apk-cache-left-behind")),
        Check("S6589", "`CMD` or `ENTRYPOINT` twice", ("overridden-cmd", "overridden-entrypoint")),
        Check("S6595", "update of package lists alone", ("apt-update-alone",)),
        Check("S6596", "base image without a tag, or `latest`", _TAGS),
        Check("S6597", "`cd`", ("cd-instead-of-workdir",)),
        Check("S7018", "order of packages: a matter of taste"),
        Check("S7019", "start command in shell form", ("shell-form-start-command",)),
        Check("S7020", "long lines of `RUN`", ("long-command-chain",)),
        Check("S7021", "relative `WORKDIR`", ("relative-workdir",)),
        Check("S7026", "curl or wget where `ADD` would do: a matter of taste"),
        Check("S7028", "labels that are asked for", ("missing-label",)),
        Check("S7029", "`ADD` for plain files", ("add-instead-of-copy",)),
        Check("S7030", "broken JSON", ("broken-json-form",)),
        Check("S7031", "`RUN` upon `RUN`", ("consecutive-runs",)),
    ),
)  # fmt: skip

DOCKLE = Scanner(
    "dockle",
    "It looks at images, and has more to look at than the file.",
    (
        Check("CIS-DI-0001", "no user", _ROOT),
        Check("CIS-DI-0006", "no `HEALTHCHECK`", ("missing-healthcheck",)),
        Check("CIS-DI-0007", "update of package lists alone", ("apt-update-alone",)),
        Check("CIS-DI-0009", "`ADD`", ("add-instead-of-copy",)),
        Check("CIS-DI-0010", "secrets", ("secret-in-build-argument", "secret-file-in-copy")),
        Check("DKL-DI-0001", "sudo", ("sudo-in-run",)),
        Check("DKL-DI-0003", _NO_UPGRADES),
        Check("DKL-DI-0004", "apk's cache", ("apk-cache-left-behind",)),
        Check("DKL-DI-0005", "apt's lists", ("apt-lists-left-behind",)),
        Check("DKL-DI-0006", "base image without a tag, or `latest`", _TAGS),
        Check(
            "CIS-DI-0008, DKL-LI-0001, DKL-LI-0002",
            "setuid files, empty passwords, numbers of users: what is in the image tells",
        ),
        Check("DKL-LI-0003", "files that do not belong", ("local-files-in-context", "missing-ignore-file")),
    ),
)

SCANNERS = (TRIVY, CHECKOV, KICS, SEMGREP, SONARQUBE, DOCKLE)
