"""Ruby projects: what `bundle install` reads. A Gemfile is a program, so only what is plainly written in it is believed.

Sources: https://bundler.io/man/gemfile.5.html, https://bundler.io/man/bundle-install.1.html (Bundler 2.7).
"""

from __future__ import annotations

import re

from dockwright.context import BuildContext, is_sent, join, parent, sends_any
from dockwright.projects.manifests import Manifests, is_below, not_locked, place
from dockwright.values import NamedTuple

_STRING = r"""["']([^"'#\n]*)["']"""
_PATH_OPTION = re.compile(rf"(?:\bpath:|:path\s*=>)\s*(?:{_STRING}|(\S))")
_PATH_BLOCK = re.compile(rf"^\s*path\s*(?:\(\s*)?(?:{_STRING}|(\S))")
_GEMSPEC = re.compile(r"^\s*gemspec\b(.*)$")
_EVALUATED = re.compile(rf"^\s*(?:eval_gemfile|instance_eval)\b\W*(?:File\.(?:read|join|expand_path)\b\W*)?{_STRING}")
_READ = re.compile(
    rf"\bFile\.(?:read|exist\?|file\?)\s*(?:\(\s*)?(?:File\.(?:join|expand_path)\s*(?:\(\s*)?)?(?:__dir__\s*,\s*)?{_STRING}"
)
_RUBY_FILE = re.compile(rf"^\s*ruby\b.*\bfile:\s*{_STRING}")
_LOCAL_GIT = re.compile(rf"(?:\bgit:|:git\s*=>)\s*{_STRING}")
_PLAIN = re.compile(
    r"^\s*(?:(?:gem|group|source|ruby|platforms?|git_source|git|github|end|else|elsif|if|unless|install_if|plugin|path"
    r"|env|do|when|case)\b|[}\])]|[a-z_]+:|:[a-z_]+|[\"']|[a-z_]\w*\s*=\s*|[A-Z_]+\s*=\s*)"
)
_CODE = re.compile(
    r"\b(?:File|Dir|IO|YAML|JSON|Pathname|Kernel|Open3|FileUtils)\b|`|%x|\b(?:require_relative|load|system|exec|instance_eval|eval"
    r"|open|__FILE__|__dir__|send|import)\b|(?<!:)\brequire\b(?!:)"
)
_GEM = re.compile(rf"^\s*gem\s*(?:\(\s*)?{_STRING}")
_TEXTS = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_BLOCK_COMMENT = re.compile(r"^=begin\b.*?(?:^=end\b|\Z)", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(^|\s)#(?!\{).*$")
_REQUIRED = re.compile(rf"\brequire(?:_relative)?\s*(?:\(\s*)?(?:File\.expand_path\s*(?:\(\s*)?)?{_STRING}")
_GLOBS = re.compile(r"git ls-files|\bDir\b|\bgit\b\s|`")

_MOST_FILES = 50

LINUX = re.compile(r"^(?:ruby|(?:x86_64|aarch64|arm64|x86)-linux(?:-\w+)?)$")


class Gemfile(NamedTuple):
    """What a Gemfile leads to. Paths are context paths."""

    files: tuple[str, ...]  # itself, what it evaluates and reads
    directories: tuple[str, ...]  # of local gems
    obstacles: tuple[str, ...]
    doubts: tuple[str, ...]
    gems: tuple[str, ...]  # the names in its `gem` lines, "" where one is computed


def manifests(
    context: BuildContext, path: str, directory: str, root: str, installed: str | None = None
) -> Manifests | None:
    """What `bundle install` with the Gemfile at `path`, run in `directory`, reads; None: it is not sent.

    `installed`: the context path of the directory that gems are installed into, where that is inside of the project.
    """
    if not is_sent(context, path):
        return None
    found = read_gemfile(context, path)
    lock = path.removesuffix(".rb") + ".locked" if path.endswith("gems.rb") else f"{path}.lock"
    files = [found.files[0], *([lock] if is_sent(context, lock) else []), *found.files[1:]]
    pin = join(directory, ".ruby-version")
    files += [pin] if is_sent(context, pin) and pin not in files else []
    directories = list(found.directories)
    vendored = join(directory, "vendor/cache")
    if context.is_dir(vendored) and context.sends(vendored):
        directories.append(vendored)
    obstacles = list(found.obstacles)
    obstacles += [f"`{one}` is outside of what is copied" for one in (*files, *directories) if not is_below(one, root)]
    doubts = [*found.doubts, *_lock_doubts(context, lock, found.gems)]
    overwritten = (installed,) if installed and sends_any(context, installed) else ()
    needless = None if found.gems or "gemspec" in (context.read(path) or "") else "the Gemfile names no gems"
    return Manifests(
        tuple(dict.fromkeys(files)), tuple(dict.fromkeys(directories)), overwritten, tuple(doubts), tuple(obstacles), needless
    )  # fmt: skip


def read_gemfile(context: BuildContext, path: str) -> Gemfile:
    """Follow a Gemfile to other files and local gems."""
    reader = _Reader(context)
    reader.read(path)
    return Gemfile(
        tuple(reader.files),
        tuple(reader.directories),
        tuple(reader.obstacles),
        tuple(reader.doubts),
        tuple(reader.gems),
    )


class _Reader:
    def __init__(self, context: BuildContext) -> None:
        self.context = context
        self.files: dict[str, None] = {}
        self.directories: dict[str, None] = {}
        self.obstacles: list[str] = []
        self.doubts: list[str] = []
        self.gems: list[str] = []

    def read(self, path: str) -> None:
        if path in self.files:
            return
        if len(self.files) > _MOST_FILES:
            self.obstacles.append("the Gemfile leads to too many files")
            return
        self.files[path] = None
        for line in code_lines(self.context.read(path) or ""):
            self._line(path, line)

    def _line(self, path: str, line: str) -> None:
        where = parent(path)
        if line.lstrip().startswith(("gem ", "gem(")):
            named = _GEM.match(line)
            self.gems.append(named[1] if named is not None else "")
        if match := _EVALUATED.match(line):
            self._include(where, match[1], evaluates=True)
            return
        if match := _RUBY_FILE.match(line):
            self._include(where, match[1])
            return
        if match := _GEMSPEC.match(line):
            self._gemspec(where, match[1])
            return
        for match in (*_PATH_OPTION.finditer(line), *_PATH_BLOCK.finditer(line)):
            self._local(where, match[1])
        match = _LOCAL_GIT.search(line)
        if match and (match[1].startswith("file:") or ("://" not in match[1] and "@" not in match[1])):
            self.obstacles.append(f"`{match[1]}` is a repository in the file system")
        rest = line
        for match in _READ.finditer(line):
            self._include(where, match[1])
            rest = rest.replace(match[0], "")
        if _CODE.search(_TEXTS.sub("", rest).replace("__dir__", "")) or not _PLAIN.match(line):
            self.doubts.append(f"`{path}` runs code that may read other files")

    def _include(self, where: str, value: str, *, evaluates: bool = False) -> None:
        """A file that is named; one that is not sent is not there behind the sources either."""
        target = place(where, value)
        if target is None:
            self.obstacles.append(f"the Gemfile names `{value}`, which is outside of the build context")
        elif is_sent(self.context, target):
            if evaluates:
                self.read(target)
            else:
                self.files[target] = None

    def _local(self, where: str, value: str | None) -> None:
        target = place(where, value) if value is not None else None
        if target is None:
            self.obstacles.append("where a local gem lies is computed or outside of the build context")
        elif target == where or is_below(where, target):
            self.obstacles.append("a local gem is the project itself")
        elif not (self.context.is_dir(target) and self.context.sends(target)):
            self.obstacles.append(f"the local gem `{value}` is not sent to the builder")
        else:
            self.directories[target] = None

    def _gemspec(self, where: str, options: str) -> None:
        """The gem itself is evaluated: what its .gemspec loads and reads."""
        match = re.search(rf"(?:path:|:path\s*=>)\s*{_STRING}", options)
        if match is not None:
            where = place(where, match[1]) or ""
        specs = [one for one in self.context.glob(join(where, "*.gemspec")) if self.context.sends(one)]
        if not specs:
            self.obstacles.append("the Gemfile asks for a .gemspec, which is not sent to the builder")
        for spec in specs:
            self.files[spec] = None
            self._specification(where, spec)

    def _specification(self, where: str, spec: str) -> None:
        text = "\n".join(code_lines(self.context.read(spec) or ""))
        if re.search(r"\.extensions\b", text):
            self.obstacles.append(f"`{spec}` has an extension, which is compiled from the sources")
        for match in _REQUIRED.finditer(text):
            for name in (f"{match[1]}.rb", f"lib/{match[1]}.rb", match[1], f"{match[1].removeprefix('../')}.rb"):
                target = place(where, name)
                if target is not None and is_sent(self.context, target):
                    self.files[target] = None
                    if re.search(r"\brequire|\bFile\b|\bDir\b", self.context.read(target) or ""):
                        self.doubts.append(f"`{target}`, which `{spec}` loads, may load other files")
                    break
        for match in _READ.finditer(text):
            self._include(where, match[1].removeprefix("../"))
        if _GLOBS.search(text):
            self.doubts.append(f"`{spec}` lists files of the project, which are not there yet")


def code_lines(text: str) -> list[str]:
    """The lines of a Ruby text without comments; `__END__` ends it."""
    text = _BLOCK_COMMENT.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    found: list[str] = []
    for line in text.split("\n"):
        if line.rstrip() == "__END__":
            break
        code = _COMMENT.sub("", line).rstrip()
        if code.strip():
            found.append(code)
    return found


def locked_gems(text: str) -> dict[str, str]:
    """Names and versions of the gems that a lock file has; platform suffixes are left out."""
    found = re.findall(r"^    ([A-Za-z0-9][\w.-]*) \(([^)\s]+)\)$", text.replace("\r\n", "\n"), re.MULTILINE)
    return {name: version.partition("-")[0] for name, version in found}


def platforms(text: str) -> list[str]:
    """The platforms that a lock file was resolved for."""
    match = re.search(r"^PLATFORMS\n((?:  \S+\n?)+)", text.replace("\r\n", "\n"), re.MULTILINE)
    return match[1].split() if match else []


def dependencies(text: str) -> frozenset[str]:
    """The gems that a lock file was made for, by the Gemfile's own lines."""
    match = re.search(r"^DEPENDENCIES\n((?:  \S.*\n?)+)", text.replace("\r\n", "\n"), re.MULTILINE)
    return frozenset(line.split()[0].rstrip("!") for line in match[1].splitlines()) if match else frozenset()


def _lock_doubts(context: BuildContext, lock: str, gems: tuple[str, ...]) -> list[str]:
    if not is_sent(context, lock):
        return []
    text = context.read(lock) or ""
    named, locked = platforms(text), dependencies(text)
    missing = next((one for one in gems if one and locked and one not in locked), None)
    if missing is not None:
        return [not_locked(missing, lock)]
    if named and not any(LINUX.match(one) for one in named):
        return [f"`{lock}` names no platform of Linux: the install adds one, and the copy behind it takes that back"]
    return []
