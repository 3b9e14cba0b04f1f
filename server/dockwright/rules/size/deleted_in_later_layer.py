from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from posixpath import basename

from dockwright.context import BuildContext
from dockwright.knowledge.package_managers import MANAGERS, SYSTEM_PROGRAMS, PackageManager
from dockwright.refactorings.runs.join import joints
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.rules._layer_contents import Layers, is_mounted
from dockwright.rules._layers import ships
from dockwright.rules._packages import shown
from dockwright.rules._removals import DEPENDENCIES, Removal, may_be_written, names_another, removal_of
from dockwright.semantics import SemanticModel, Stage
from dockwright.semantics.deeds import Site, sites
from dockwright.semantics.filesystem import Entry
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Instruction, Run
from dockwright.text import Edit

LARGE_SUFFIXES = (".tar", ".gz", ".tgz", ".bz2", ".xz", ".txz", ".zst", ".zip", ".deb", ".rpm", ".apk", ".jar", ".war",
                  ".whl", ".iso", ".img", ".run", ".exe", ".msi", ".bin", ".7z", ".rar", ".sql", ".dump")  # fmt: skip
SMALL_SUFFIXES = (".asc", ".sig", ".gpg", ".pub", ".key", ".crt", ".pem", ".sh", ".py", ".php", ".pl", ".repo", ".list",
                  ".conf", ".cfg", ".txt", ".md", ".md5", ".sha1", ".sha256", ".sha512", ".json", ".yml", ".yaml", ".patch",
                  ".xml")  # fmt: skip
SECRETS = ("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", ".npmrc", ".pypirc", ".git-credentials", ".pgpass",
           "credentials", "kubeconfig", "service-account.json")  # fmt: skip
LARGE = 1_000_000  # bytes


_PRUNING = frozenset(("npm", "pnpm"))
_REMOVING = _PRUNING.union(SYSTEM_PROGRAMS, ("rm",))


@rule(
    "deleted-in-later-layer",
    on=Stage,
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid(
            "FROM debian:12\nRUN wget -q https://example.org/a.tar.gz\nRUN tar xf a.tar.gz && rm a.tar.gz\n",
            "FROM debian:12\nRUN wget -q https://example.org/a.tar.gz && \\\n    tar xf a.tar.gz && rm a.tar.gz\n",
            marked=("a.tar.gz",),
        ),
        Invalid(
            "FROM debian:12\nADD https://example.org/tool.deb /tmp/\nRUN dpkg -i /tmp/tool.deb && rm -rf /tmp/*\n",
            marked=("/tmp/*",),
        ),
        Invalid(
            "FROM alpine:3.20\nRUN apk add --no-cache -t .build gcc\nCOPY . /src\nRUN make -C /src && apk del .build\n",
            marked=("del",),
        ),
        Invalid(
            "FROM debian:12\nRUN apt-get update \\\n && apt-get install -y gcc\nRUN gcc a.c && apt-get purge -y gcc\n",
            "FROM debian:12\nRUN apt-get update \\\n && apt-get install -y gcc \\\n && gcc a.c && apt-get purge -y gcc\n",
            marked=("purge",),
        ),
        Invalid(
            "FROM debian:12\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@host:a /a && rm /root/.ssh/id_rsa\n",
            marked=("/root/.ssh/id_rsa",),
            title="anybody can take it out of the layer",
        ),
        Invalid(
            "FROM debian:12\nCOPY data.csv /tmp/\nRUN load /tmp/data.csv && rm /tmp/data.csv\n",
            context={"data.csv": "x" * 1_500_000},
            title="large, as the context shows",
        ),
        Invalid(
            "FROM debian:12\nWORKDIR /opt\nRUN git clone https://a/b/tool\nRUN make -C tool\nRUN rm -rf tool\n",
            "FROM debian:12\nWORKDIR /opt\nRUN git clone https://a/b/tool && \\\n    make -C tool && \\\n    rm -rf tool\n",
        ),
        Invalid(
            "FROM node:22\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nRUN npm prune --omit=dev\n",
            marked=("npm",),
            title="dependencies for development",
        ),
        Invalid("FROM debian:12\nRUN wget https://a/b.zip\nENV X=1\nRUN rm b.zip\n", title="something stands between"),
    ),
    valid=(
        "FROM debian:12\nRUN wget https://example.org/a.tar.gz && tar xf a.tar.gz && rm a.tar.gz\n",
        "FROM debian:12\nRUN --mount=type=cache,target=/dl wget -P /dl https://a/b.zip\nRUN rm -f /dl/b.zip\n",
        "FROM debian:12\nRUN rm -rf /usr/share/doc /etc/nginx/conf.d/default.conf\n",
        "FROM debian:12\nCOPY install.sh /tmp/\nRUN /tmp/install.sh && rm /tmp/install.sh\n",
        "FROM debian:12\nCOPY . /app\nRUN rm -rf /app/tests\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y gcc && make && apt-get purge -y gcc\n",
        "FROM debian:12\nRUN apt-get purge -y gcc\n",
        "FROM node:22\nCOPY . .\nRUN npm ci && npm run build && npm prune --omit=dev\n",
        "FROM node:22\nCOPY . .\nRUN npm ci --omit=dev\nRUN npm prune --omit=dev\n",
        "FROM node:22\nENV NODE_ENV=production\nCOPY . .\nRUN npm ci\nRUN npm prune\n",
        "FROM node:22 AS build\nCOPY . .\nRUN npm ci\nRUN npm prune --omit=dev\nFROM node:22\nCOPY --from=build /app /app\n",
        "FROM node:22\nRUN npm install -g typescript\nRUN npm prune --omit=dev\n",
        "FROM node:22\nRUN --mount=type=cache,target=/app/node_modules npm ci\nRUN --mount=type=cache,target=/app/node_modules npm prune\n",
        "FROM debian:12 AS build\nRUN wget https://a/b.tar.gz\nRUN tar xf b.tar.gz && rm b.tar.gz\nFROM scratch\n"
        "COPY --from=build /a /a\n",
        "FROM debian:12\nRUN wget https://a/b.tar.gz && tar xf b.tar.gz && rm b.tar.gz\nRUN rm -f b.tar.gz\n",
        "FROM debian:12\nRUN wget https://a/b.zip\nRUN wget -O b.zip https://a/c.zip && unzip b.zip && rm b.zip\n",
        Valid(
            "FROM debian:12\nCOPY data.csv /tmp/\nRUN load /tmp/data.csv && rm /tmp/data.csv\n",
            context={"data.csv": "a,b\n"},
        ),
    ),
)
def deleted_in_later_layer(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """Something is removed in a later layer than the one that holds it: it stays in the image.

    ## Why is this bad?
    A layer keeps what its instruction wrote. Removing it later only hides it: the image is as large as before, and whoever
    has the image can take the file out of the layer: a key that was copied is lost, although `rm` seems to have removed it.

    Download, use and remove in one `RUN`; bring in local files with a bind mount (`RUN --mount=type=bind,...`) and secrets
    with a secret mount; or do the work in a stage of its own and copy the result.

    Reported are downloads, archives, packages, Node's dependencies for development, directories and large files that another instruction of the shipped image put
    there for certain. Small files are not worth a finding, unless their name tells of a secret.

    ## Fix safety
    The fix joins the RUN with the ones right above, up to the one that wrote what is removed. The cache keeps the joined RUN
    as a whole. There is no fix where something stands between them or a command of the first would change the second (`cd`,
    `export`).

    ## References
    - https://docs.docker.com/build/building/best-practices/#run
    - https://docs.docker.com/build/building/secrets/
    """
    if _REMOVING.isdisjoint(stage.programs) or not ships(model, stage):
        return
    layers = Layers(stage, model, context)
    for run in stage.of(Run):
        if run is layers.first or not _may_remove(run.text):
            continue
        script = model.script(run)
        if script.has_errors:
            continue
        if " prune" in run.text:
            yield from _judge_prune(run, layers)
        removals = [one for one in script.commands if one.name == "rm" and not one.is_conditional]
        if removals:
            yield from _judge_files(removals, run, layers)
        for command in script.commands if _may_remove_packages(run.text) else ():
            manager = SYSTEM_PROGRAMS.get(command.name)
            if manager is not None and not command.is_conditional:
                yield from _judge_packages(command, manager, layers)


def _may_remove(text: str) -> bool:
    return "rm " in text or " prune" in text or _may_remove_packages(text)


def _may_remove_packages(text: str) -> bool:
    return "remove" in text or "purge" in text or " del " in text or "erase" in text or "zypper" in text


# Files


def _judge_files(removals: list[Command], run: Run, layers: Layers) -> Iterator[Finding]:
    removals = [one for one in removals if names_another(one)]
    writers = layers.writers(run) if removals else []
    removals = [one for one in removals if may_be_written(one, writers)] if writers else []
    for site in sites(layers.model, run) if removals else ():
        if site.command not in removals:
            continue
        for word in site.command.operands():
            removal = removal_of(site, word)
            entries = _put_before(removal, site, writers, layers) if removal is not None else []
            if removal is not None and entries:
                yield _finding(removal, word, entries, run, layers.model)


def _finding(removal: Removal, word: ShellWord, entries: list[Entry], run: Run, model: SemanticModel) -> Finding:
    entry = entries[0]
    is_secret = entry.kind == "context" and _is_secret(entry.path)
    name = entry.path if entry.path != removal.path else word.value
    place = "can still be read in the layer that it was copied to" if is_secret else "stays in the layer that wrote it"
    cause = entry.command.name_span if entry.command is not None else entry.instruction.keyword_span
    return Finding(
        word.span,
        f"`{shown(name)}` {place}",
        partial(_fixes, model, [one.instruction for one in entries], run),
        (Related(cause, "this put it there"),),
        Severity.WARNING if is_secret else None,
    )


def _put_before(removal: Removal, site: Site, writers: list[Instruction], layers: Layers) -> list[Entry]:
    """What each earlier layer holds of it for certain; nothing when the same RUN wrote there, too."""
    run = site.command.instruction
    likely = [one for one in writers if removal.needle in one.text]
    found = [entry for one in likely if (entry := _left(removal, one, layers)) is not None]
    found = [entry for entry in found if not _is_gone(entry, run, layers)]
    if not found:
        return []
    for entry in layers.entries(run):
        if entry.command is site.command:
            break
        if entry.kind not in ("removal", "mode") and not entry.is_anywhere and removal.covers(entry.path):
            return []
    return found


def _left(removal: Removal, instruction: Instruction, layers: Layers) -> Entry | None:
    """What the instruction puts there and does not remove itself."""
    found: Entry | None = None
    for entry in layers.entries(instruction):
        if entry.kind == "removal":
            found = None if found is not None and entry.concerns(found.path) else found
        elif not entry.is_anywhere and removal.covers(entry.path) and _is_worth_it(entry, layers.context):
            found = entry
    return found


def _is_gone(entry: Entry, run: Instruction, layers: Layers) -> bool:
    """Whether a RUN between removes it already, or it is in a mount of the one that removes it."""
    if isinstance(run, Run) and is_mounted(run, entry.path):
        return True
    return any(
        other.kind == "removal" and other.concerns(entry.path)
        for one in layers.below(run)
        if one.index > entry.instruction.index and isinstance(one, Run) and "rm " in one.text
        for other in layers.entries(one)
    )


def _is_worth_it(entry: Entry, context: BuildContext) -> bool:
    name = basename(entry.path)
    if entry.kind in ("download", "url"):
        return not name.endswith(SMALL_SUFFIXES)
    if entry.kind == "archive":
        return True
    if entry.kind == "restore":
        return name == DEPENDENCIES
    if not entry.is_transfer or entry.kind == "heredoc":
        return False
    if entry.is_directory or name.endswith(LARGE_SUFFIXES) or (entry.kind == "context" and _is_secret(entry.path)):
        return True
    return entry.kind == "context" and any((context.size(source) or 0) >= LARGE for source in entry.sources)


def _is_secret(path: str) -> bool:
    return basename(path) in SECRETS


# Packages


def _judge_packages(command: Command, manager: PackageManager, layers: Layers) -> Iterator[Finding]:
    operands = command.operands(manager.valued_flags)
    if not operands or operands[0].value not in manager.remove:
        return
    removed = {word.value for word in operands[1:]}
    run = command.instruction
    if not removed or any(removed & packages for _, packages in layers.installations(run)):
        return
    installing = [
        (one, packages)
        for each in layers.below(run)
        for one, packages in layers.installations(each)
        if removed & packages
    ]
    if installing:
        first, installed = installing[0]
        package = next(word.value for word in operands[1:] if word.value in installed)
        message = f"`{shown(package)}` stays in the layer that installed it"
        related = (Related(first.name_span, "it was installed here"),)
        fixes = partial(_fixes, layers.model, [one.instruction for one, _ in installing], run)
        yield Finding(operands[0].span, message, fixes, related)


# Dependencies of Node


def _judge_prune(run: Run, layers: Layers) -> Iterator[Finding]:
    """`npm prune` in another RUN than the install whose development dependencies it takes away."""
    model = layers.model
    for command in model.commands(run):
        if command.name in _PRUNING and command.subcommand == "prune" and not command.is_conditional:
            break
        if _is_whole_install(model, command):
            return
    else:
        return
    installing = [
        one
        for each in layers.below(run)
        if isinstance(each, Run)
        for one in model.commands(each)
        if _is_whole_install(model, one)
    ]
    if installing and "node_modules" not in f"{run.head.text}{installing[-1].instruction.text}":  # which may be a mount
        first = installing[-1]
        message = f"what `{command.name} prune` takes away stays in the layer that installed it"
        fixes = partial(_fixes, model, [first.instruction], run)
        yield Finding(command.name_span, message, fixes, (Related(first.name_span, "it was installed here"),))


def _is_whole_install(model: SemanticModel, command: Command) -> bool:
    """Whether a command installs what package.json names, for development, too."""
    if command.name not in _PRUNING or command.subcommand not in ("install", "i", "ci"):
        return False
    if command.has_flag("production", "omit", "only", "prod", "P", "g", "global", "prefix", "C"):
        return False
    manager = MANAGERS[command.name]
    is_all = len(command.operands(manager.valued_flags)) == 1
    return is_all and model.state_before(command.instruction).env.get("NODE_ENV") != "production"


def _fixes(model: SemanticModel, writers: list[Instruction], run: Instruction) -> tuple[Fix, ...]:
    """Join the RUN with the ones right above, up to the only one that wrote what is removed."""
    first = writers[0]
    chain = model.dockerfile.instructions[first.index : run.index + 1]
    runs = [one for one in chain if isinstance(one, Run) and not one.flags]
    if any(one is not first for one in writers) or len(runs) < len(chain):
        return ()
    edits = list(joints(model, runs))
    joined = tuple(edit for edit in edits if isinstance(edit, Edit))
    if len(joined) < len(edits):
        return ()
    return (Fix("Join it with the RUN that wrote it", joined, Safety.UNSAFE),)
