"""Quick looks at the text, so that what is thorough is only loaded for files that may need it. They never miss anything."""

from __future__ import annotations

from dockwright.context import BuildContext, clean
from dockwright.patterns import lazy_pattern
from dockwright.semantics import SemanticModel
from dockwright.syntax import Transfer

SOURCE_SUFFIXES = (".go", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".py", ".rb", ".php", ".java", ".kt", ".cs", ".fs", ".ex", ".c",
                   ".cc", ".cpp", ".swift", ".dart", ".hs", ".cr", ".clj", ".erl", ".ml", ".nim", ".jl")  # fmt: skip
"""How files of sources end, which change with every edit; settings and lists do not."""

_GO_DIRECTORIES = frozenset(("cmd", "internal", "pkg", "api", "apis", "controllers", "src", "server", "app", "lib"))
"""What directories of Go's sources are usually called."""

_PROGRAMS = ("npm", "yarn", "pip", "go", "bun", "dotnet", "poetry", "uv", "pdm", "mvn", "gradle", "sbt", "composer",
             "bundle", "mix", "vcpkg", "conan", "conda", "mamba", "make", "task", "just", "deno")  # fmt: skip
_RESTORES = lazy_pattern(
    r"\b(?:p?npm|bun|deno)\b[^\n]*\b(?:i|in|ins|inst|isntall|install|install-clean|ci|ic|clean-install)\b"
    r"|\byarn(?:pkg)?\b(?!\s+(?:build|run|start|test|lint|add|global|config|cache)\b)"
    r"|\b(?:poetry|uv|pdm|pipenv)\b"
    r"|\b(?:mvnw?|gradlew?|sbt)\b"
    r"|\bdotnet\b"
    r"|\b(?:composer|bundler?|mix|vcpkg|conan|conda|(?:micro)?mamba|make|task|just)\b"
    r"|\bpip[\d.]*\b|\bgo\b[\"',\s\\]"
)


_RARE = ("swift", "cabal", "stack", "pub ", "packages get", "shards", "rebar3", "lein", "clojure", "clj ", "cpanm", "carton", "opam", "nimble",
         "pixi", "renv", "rosdep", "galaxy", "julia")  # fmt: skip
"""Programs that restore, of which only a context that is known tells what they read."""
_RARE_RESTORES = lazy_pattern(
    r"\b(?:swift|cabal|stack|pub|packages\s+get|shards|rebar3|lein|clojure|clj|cpanm|carton|opam|nimble|pixi|renv|rosdep|ansible-galaxy|julia)\b"
)


def may_restore(text: str, context: BuildContext) -> bool:
    """Whether the text of a RUN may restore dependencies on its own or on its way."""
    if any(map(text.__contains__, _PROGRAMS)) and _RESTORES.search(text) is not None:
        return True
    return context.is_known and any(map(text.__contains__, _RARE)) and _RARE_RESTORES.search(text) is not None


def downloads_again(text: str, context: BuildContext) -> bool:
    """Whether the text of a RUN may restore what no cache mount keeps: Go's modules stay in one on pkg/mod."""
    if "pkg/mod" in text and not any(program in text for program in _PROGRAMS if program != "go"):
        return False
    return may_restore(text, context)


def may_bring_directory(copy: Transfer, context: BuildContext) -> bool:
    """Whether a COPY or ADD may bring a directory of the context."""
    if copy.from_ is not None or copy.heredocs:
        return False
    for word in copy.sources:
        value = word.value
        if "$" in value or _is_root(value) or (context.is_known and context.is_dir(value)):
            return True
    return False


def may_bring_go(copy: Transfer, context: BuildContext) -> bool:
    """Whether a COPY or ADD brings sources of Go, or a directory that looks like one of them: `COPY cmd/ internal ./`."""
    if copy.from_ is not None or copy.heredocs:
        return False
    return any(
        word.value.endswith(".go") or (not context.is_known and _is_go_directory(word.value)) for word in copy.sources
    )


def _is_go_directory(path: str) -> bool:
    """Whether a path is that of a directory by its looks: its name ends with a slash, or is one that Go's directories have."""
    name = path.rstrip("/").rsplit("/", 1)[-1]
    return name != "vendor" and (path.endswith("/") or name in _GO_DIRECTORIES)


def _is_root(path: str) -> bool:
    """Whether a path is that of the whole context, such as `.` or `./`."""
    return (not path.strip("./") or ".." in path) and clean(path) == ""


def may_bring_sources(copy: Transfer, context: BuildContext) -> bool:
    """Whether a COPY or ADD may bring a directory of a context, or files of sources of one that is known."""
    if copy.from_ is not None or copy.heredocs:
        return False
    if context.is_known and any(word.value.endswith(SOURCE_SUFFIXES) for word in copy.sources):
        return True
    return may_bring_directory(copy, context)


def first_of_sources(model: SemanticModel, context: BuildContext) -> int:
    """The index of the first COPY or ADD that may bring sources of an application; without any, that of no instruction."""

    def find() -> int:
        instructions = model.dockerfile.instructions
        for one in instructions:
            if isinstance(one, Transfer) and (may_bring_directory(one, context) or may_bring_go(one, context)):
                return one.index
        return len(instructions)

    return model.keep((first_of_sources, context), find)
