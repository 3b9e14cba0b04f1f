"""What ordinary programs do to files: which only look, which write where, which environment variables they heed.

Source: POSIX and GNU coreutils manuals, the documentation of each tool. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.package_managers import ALIASES, MANAGERS
from dockwright.knowledge.table import words

HARMLESS: frozenset[str] = words(
    """
    : true false echo printf test [ [[ cd pwd exit set unset export readonly local declare typeset shift return break
    continue sleep type which command hash umask ulimit wait times uname arch id whoami hostname nproc getent seq expr
    basename dirname yes date tty logname groups locale dpkg-architecture shopt alias read lsb_release getconf
    """
)
"""Programs that leave no trace on the disk and read no file a Dockerfile brings."""

READERS: frozenset[str] = words(
    """
    cat tac grep egrep fgrep zgrep head tail less more ls wc sum cksum md5sum sha1sum sha224sum sha256sum sha384sum
    sha512sum file diff cmp stat du df sort uniq cut tr comm join paste strings xxd od hexdump readlink realpath nl
    fold rev jq yq column ldd nm objdump readelf
    """
)
"""Programs that read their operands and write to standard output."""

WRITERS: Mapping[str, str] = {
    "mkdir": "directory",
    "touch": "file",
    "truncate": "file",
    "mkfifo": "file",
    "mknod": "file",
    "tee": "file",
    "rm": "removal",
    "rmdir": "removal",
    "unlink": "removal",
    "shred": "removal",
    "chmod": "mode",
    "chown": "mode",
    "chgrp": "mode",
    "strip": "mode",
    "upx": "mode",
    "setcap": "mode",
    "dos2unix": "mode",
}
"""Programs that change the files they name, with the kind of the change."""

COMPRESSORS: frozenset[str] = words("gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lzma unlzma compress uncompress")

FIRST_OPERAND_IS_NO_FILE: frozenset[str] = words(
    "chmod chown chgrp setcap grep egrep fgrep zgrep jq yq sed awk gawk mawk"
)

PHP_EXTENSION_INSTALLERS: frozenset[str] = words("docker-php-ext-install install-php-extensions")
"""Programs that compile extensions of PHP, named on their command lines, into the image.

Sources: https://hub.docker.com/_/php, https://github.com/mlocati/docker-php-extension-installer.
"""

USER_PROGRAMS: frozenset[str] = words(
    "useradd adduser groupadd addgroup usermod groupmod userdel deluser groupdel delgroup gpasswd passwd chpasswd"
)
ACCOUNT_FILES = ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/subuid", "/etc/subgid")

VALUED_FLAGS: Mapping[str, frozenset[str]] = {
    "cp": words("t target-directory S suffix"),
    "mv": words("t target-directory S suffix"),
    "ln": words("t target-directory S suffix"),
    "install": words("t target-directory S suffix m mode o owner g group"),
    "mkdir": words("m mode"),
    "touch": words("d date t r reference"),
    "truncate": words("s size r reference"),
    "chmod": words("reference"),
    "chown": words("reference from"),
    "head": words("n lines c bytes"),
    "tail": words("n lines c bytes s pid"),
    "cut": words("d delimiter f fields c characters b bytes output-delimiter"),
    "sort": words("k key t field-separator o output S T"),
    "grep": words("e regexp f file m max-count A B C context include exclude exclude-dir"),
    "curl": words(
        "o output d data data-raw data-binary H header u user X request A user-agent e referer b cookie c cookie-jar "
        "T upload-file C continue-at D dump-header h P Q quote r range t U proxy-user x proxy m max-time connect-timeout retry retry-delay retry-max-time F form cacert capath cert "
        "key output-dir w write-out K config y Y z E proto proto-redir tlsv resolve noproxy limit-rate"
    ),
    "wget": words(
        "O output-document P directory-prefix o output-file a append-output i input-file t tries T timeout w wait "
        "U user-agent header user password post-data ca-certificate e execute A R B base level l waitretry "
        "connect-timeout read-timeout"
    ),
    "tar": words("f file C directory T files-from X exclude-from exclude strip-components I use-compress-program "
                 "owner group mode transform xform"),
    "unzip": words("d P x"),
    "git": words("C c git-dir work-tree b branch depth o origin u upload-pack reference recurse-submodules j jobs "
                 "separate-git-dir config template shallow-since server-option filter"),
    "useradd": words("b base-dir c comment d home home-dir e f g gid G groups k skel K p password s shell u uid "
                     "R root Z"),
    "adduser": words("home h shell s ingroup G uid u gid g gecos firstuid lastuid conf k"),
    "groupadd": words("g gid K p password R root"),
    "addgroup": words("gid g conf"),
    "usermod": words("c d e f g G l p R s u Z home login shell uid gid groups comment"),
    "gpasswd": words("a d M A add delete"),
    "sed": words("e expression f file l line-length"),
    "rsync": words("e rsh exclude include exclude-from include-from"),
    "patch": words("p strip d directory i input o output r b"),
    "find": frozenset(),
}  # fmt: skip
"""Flags whose value is the next word, by program."""

VALUED_LETTERS: Mapping[str, frozenset[str]] = {
    program: frozenset(flag for flag in flags if len(flag) == 1)
    for program, flags in (
        *VALUED_FLAGS.items(),
        *((name, manager.valued_flags.difference(manager.assume_yes)) for name, manager in MANAGERS.items()),
        *((name, MANAGERS[other].valued_flags) for name, other in ALIASES.items()),
        *((name, words("C I W f j l o")) for name in ("make", "gmake")),
        ("ninja", words("C f j k l d t w")),
    )
}
"""Flags of one letter that take a value, by program: what follows such a letter in its word is the value, `-ofile`."""

ALWAYS_READ_VARIABLES = ("PATH", "HOME", "LANG", "LANGUAGE", "LC_*", "LD_*", "TZ", "TMPDIR", "*_proxy", "*_PROXY",
                         "SSL_CERT_*", "USER", "SOURCE_DATE_EPOCH")  # fmt: skip
"""Environment variables that change what nearly any program does; globs."""

VARIABLES: Mapping[str, tuple[str, ...]] = {
    "apt-get": ("DEBIAN_FRONTEND", "DEBCONF_*", "APT_*", "UCF_*", "DEBIAN_PRIORITY"),
    "apk": ("APK_*",),
    "dnf": (),
    "microdnf": (),
    "yum": (),
    "tdnf": (),
    "zypper": ("ZYPP_*", "ZYPPER_*"),
    "pacman": (),
    "pip": ("PIP_*", "PYTHON*", "VIRTUAL_ENV", "CC", "CXX", "CFLAGS", "CPPFLAGS", "LDFLAGS", "CARGO_*", "RUSTUP_*"),
    "poetry": ("POETRY_*", "PIP_*", "PYTHON*", "VIRTUAL_ENV", "CC", "CFLAGS", "LDFLAGS"),
    "uv": ("UV_*", "PIP_*", "PYTHON*", "VIRTUAL_ENV", "CC", "CFLAGS", "LDFLAGS", "CARGO_*"),
    "pdm": ("PDM_*", "PIP_*", "PYTHON*", "VIRTUAL_ENV"),
    "pipenv": ("PIPENV_*", "PIP_*", "PYTHON*", "VIRTUAL_ENV"),
    "npm": ("npm_*", "NPM_*", "NODE_*", "PYTHON", "CC", "CXX", "CI"),
    "yarn": ("npm_*", "YARN_*", "NPM_*", "NODE_*", "CI"),
    "pnpm": ("npm_*", "PNPM_*", "NPM_*", "NODE_*", "CI", "XDG_*"),
    "bun": ("BUN_*", "NPM_*", "npm_*", "NODE_*", "CI"),
    "go": ("GO*", "CGO_*", "CC", "CXX", "PKG_CONFIG*", "GIT_*", "XDG_*", "NETRC"),
    "cargo": ("CARGO*", "RUST*", "CC", "CXX", "CFLAGS", "PKG_CONFIG*", "OPENSSL_*", "GIT_*"),
    "gem": ("GEM_*", "BUNDLE*", "RUBY*", "CC", "CFLAGS", "MAKEFLAGS"),
    "bundle": ("GEM_*", "BUNDLE*", "RUBY*", "CC", "CFLAGS", "MAKEFLAGS", "RAILS_ENV"),
    "composer": ("COMPOSER_*", "PHP_*"),
    "dotnet": ("DOTNET_*", "NUGET_*", "MSBUILD*", "VSS_*"),
    "mix": ("MIX_*", "HEX_*", "ERL_*", "ELIXIR_*"),
    "curl": ("CURL_*", "NETRC"),
    "wget": ("WGETRC", "SYSTEM_WGETRC"),
    "git": ("GIT_*", "SSH_*", "XDG_*"),
    "tar": ("TAR_*", "GZIP", "XZ_*"),
}
"""Further environment variables a program heeds; globs. Programs not named here and not harmless: all."""

SYSTEM_DIRECTORIES = (
    "/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/opt", "/run", "/sbin", "/usr/bin", "/usr/games",
    "/usr/include", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/local/share", "/usr/sbin",
    "/usr/share", "/var",
)  # fmt: skip
"""Where packages of the operating system put their files."""

PYTHON_DIRECTORIES = ("/usr/local/lib", "/usr/local/bin", "/usr/local/share", "/usr/local/etc", "/usr/local/include",
                      "/usr/lib", "/usr/bin", "/usr/local/man")  # fmt: skip
NODE_SETTINGS = ("package.json", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", "pnpm-workspace.yaml")
"""Where `config set` and `set version` of a package manager may write, in the project."""

NODE_GLOBAL_DIRECTORIES = ("/usr/local/lib/node_modules", "/usr/local/bin", "/usr/local/share", "/usr/lib/node_modules",
                           "/usr/bin")  # fmt: skip
RUBY_DIRECTORIES = ("/usr/local/bundle", "/usr/local/lib/ruby", "/usr/local/bin", "/var/lib/gems", "/usr/bin")

INSTALL_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "pip": ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONUSERBASE"),
    "uv": ("UV_PROJECT_ENVIRONMENT", "UV_TOOL_DIR", "UV_TOOL_BIN_DIR", "UV_PYTHON_INSTALL_DIR", "VIRTUAL_ENV"),
    "poetry": ("POETRY_VIRTUALENVS_PATH", "POETRY_CACHE_DIR", "VIRTUAL_ENV"),
    "pipenv": ("WORKON_HOME", "VIRTUAL_ENV"),
    "pdm": ("VIRTUAL_ENV",),
    "bundle": ("BUNDLE_PATH", "BUNDLE_BIN", "GEM_HOME"),
    "gem": ("GEM_HOME",),
    "composer": ("COMPOSER_VENDOR_DIR", "COMPOSER_BIN_DIR", "COMPOSER_HOME"),
    "mix": ("MIX_DEPS_PATH", "MIX_BUILD_PATH", "MIX_BUILD_ROOT", "MIX_HOME", "HEX_HOME"),
    "npm": ("NPM_CONFIG_PREFIX", "npm_config_prefix"),
    "pnpm": ("PNPM_HOME",),
    "bun": ("BUN_INSTALL",),
}
"""The variables that name a directory which an install puts something into, by package manager."""

INSTALL_FLAGS: Mapping[str, tuple[str, ...]] = {
    "bundle": ("path", "binstubs"),
    "gem": ("i", "install-dir", "n", "bindir"),
    "yarn": ("modules-folder",),
    "pnpm": ("modules-dir", "virtual-store-dir"),
}
"""The flags that do so."""

OUTPUT_OF_BUILD: Mapping[str, tuple[str, ...]] = {
    "mvn": ("target",),
    "gradle": ("build",),
    "sbt": ("target",),
    "cargo": ("target",),
    "npm": ("dist", "build", "out", ".next", ".output", "public"),
    "yarn": ("dist", "build", "out", ".next", ".output", "public"),
    "pnpm": ("dist", "build", "out", ".next", ".output", "public"),
    "dotnet": ("bin", "obj"),
    "tsc": ("dist",),
    "ng": ("dist",),
    "vite": ("dist",),
    "mix": ("_build", "deps"),
}
"""Directories, relative to the working directory, that a build usually fills."""

PYTHON_TOOL_INSTALLERS = ("https://install.python-poetry.org", "https://astral.sh/uv/")
"""Scripts that install poetry and uv, which keep to themselves. Source: the documentation of both. Date: 2026-11."""
