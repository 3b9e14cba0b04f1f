from __future__ import annotations

from collections.abc import Iterator

from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._lists import Fault, find_fault, looks_like_list
from dockwright.syntax import Add, Cmd, Copy, Entrypoint, Healthcheck, Instruction, Onbuild, Run, Transfer, Volume
from dockwright.syntax.exec_form import read_exec_form
from dockwright.text import Edit, MappedText, Span, apply

_LINK = lazy_pattern(r"\[([\w./@-]+)\]\(\w+:[^()\s]*\)")
"""What editors make of the name of a file in a chat: `[nginx.conf](http://_vscodecontentref_/2)`."""

Kind = Run | Cmd | Entrypoint | Healthcheck | Copy | Add | Volume


@rule(
    "broken-json-form",
    on=(Run, Cmd, Entrypoint, Healthcheck, Copy, Add, Volume, Onbuild),
    needs="[",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    uncovers=(
        "command-line-in-one-word",
        "missing-copy-source",
        "missing-start-target",
        "shell-syntax-in-exec-form",
        "unrunnable-start-script",
    ),
    invalid=(
        Invalid(
            "FROM alpine\nCMD ['node', 'server.js']\n",
            'FROM alpine\nCMD ["node", "server.js"]\n',
            marked=("'node'",),
        ),
        Invalid(
            "FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCMD ['node', 'server.js']\n",
            'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCMD ["node", "server.js"]\n',
            context={"package.json": "{}"},
            title="nothing has copied the script, which is another matter",
        ),
        Invalid("FROM alpine\nCMD [“/sbin/init”]\n", 'FROM alpine\nCMD ["/sbin/init"]\n', title="typographic quotes"),
        Invalid('FROM alpine\nCMD ["-r" "/data"]\n', 'FROM alpine\nCMD ["-r", "/data"]\n', marked=(" ",)),
        Invalid('FROM alpine\nENTRYPOINT ["run",]\n', 'FROM alpine\nENTRYPOINT ["run"]\n', marked=(",",)),
        Invalid(
            'FROM alpine\nCMD ["worker"] # the default\n',
            'FROM alpine\n# the default\nCMD ["worker"]\n',
            marked=("# the default",),
        ),
        Invalid("FROM node:22\nCMD [node, server.js]\n", 'FROM node:22\nCMD ["node", "server.js"]\n', marked=("node",)),
        Invalid(
            "FROM node:22\nENTRYPOINT [npm start]\n", 'FROM node:22\nENTRYPOINT ["npm", "start"]\n', marked=("npm",)
        ),
        Invalid(
            'FROM alpine\nCMD [bash, -lc, "echo \\"a\\"", \'b\']\n',
            'FROM alpine\nCMD ["bash", "-lc", "echo \\"a\\"", "b"]\n',
            marked=("bash",),
            title="only some have quotes",
        ),
        Invalid('FROM alpine\nRUN ["ls", -l]\n', 'FROM alpine\nRUN ["ls", "-l"]\n', marked=("-l",)),
        Invalid("FROM alpine\nCMD [ls, -l,] # a\n", 'FROM alpine\n# a\nCMD ["ls", "-l"]\n', marked=("ls",)),
        Invalid('FROM alpine\nCMD ["ls", $HOME]\n', marked=("$HOME",), title="a list has no variables"),
        Invalid("FROM alpine\nONBUILD CMD ['node']\n", 'FROM alpine\nONBUILD CMD ["node"]\n', marked=("'node'",)),
        Invalid(
            'FROM alpine\n  ONBUILD ENTRYPOINT ["a"] # b\n',
            'FROM alpine\n  # b\n  ONBUILD ENTRYPOINT ["a"]\n',
            marked=("# b",),
        ),
        Invalid("FROM alpine\nVOLUME [/data]\n", 'FROM alpine\nVOLUME ["/data"]\n', marked=("/data",)),
        Invalid("FROM alpine\nARG D=/a\nVOLUME [${D}]\n", 'FROM alpine\nARG D=/a\nVOLUME ["${D}"]\n', marked=("${D}",)),
        Invalid("FROM alpine\nCMD [java, -jar, $JAR]\n", title="a list has no variables"),
        Invalid("FROM alpine\nVOLUME ['/data']\n", 'FROM alpine\nVOLUME ["/data"]\n', marked=("'/data'",)),
        Invalid('FROM alpine\nCMD ["/opt/"$NAME"/start.sh"]\n', title="what was meant?"),
        Invalid("FROM alpine\nCOPY ['a']\n", marked=("'a'",), title="and where to?"),
        Invalid("FROM alpine\nVOLUME ['']\n", marked=("''",), title="which path?"),
        Invalid(
            "FROM alpine\nCMD ['npm start']\n",
            'FROM alpine\nCMD ["npm start"]\n',
            title="two words, as another rule says",
        ),
        Invalid('FROM alpine\nCMD ["a",', marked=(",",), title="the file ends too early"),
        Invalid(
            "FROM nginx\nCOPY [nginx.conf](http://_vscodecontentref_/2) html/ /etc/nginx/\n",
            "FROM nginx\nCOPY nginx.conf html/ /etc/nginx/\n",
            marked=("[nginx.conf](http://_vscodecontentref_/2)",),
            title="pasted from a chat, brackets that are no list at all",
        ),
        Invalid('FROM alpine\nCMD ["a"] && b\n', marked=("&& b",)),
        Invalid('FROM alpine\nCMD ["a"]%\n', 'FROM alpine\nCMD ["a"]\n', marked=("%",), title="a sign that slipped in"),
        Invalid(
            'FROM alpine\nHEALTHCHECK CMD ["C:\\dir\\app"]\n',
            'FROM alpine\nHEALTHCHECK CMD ["C:\\\\dir\\\\app"]\n',
            marked=("\\d",),
        ),
        Invalid(
            'FROM alpine\nCMD ["sh", "a\tb"]\n', marked=("\t",), title="a tab or a blank? `\\t` is written for a tab"
        ),
    ),
    valid=(
        'FROM alpine\nCMD ["node", "server.js"]\n',
        'FROM alpine\nRUN [ "$A" = b ] && echo\n',
        "FROM alpine\nRUN [ -f /x ] || exit 1\n",
        "FROM alpine\nCOPY [a-z].txt /x/\nCOPY [abc] [def]\nCOPY [ab](c) /x/\n",
        "FROM alpine\nRUN [ a ] && [ -f b ]\nRUN [ $A ]\nCMD [ -d a ]\n",
        "FROM alpine\nCMD [[ $a == b ]] && c\n",
        'FROM alpine\nRUN [ a, = \'b\' ]\nRUN [ $a = "b," ]\nRUN [ -n "a, b" ]\n',
        'FROM alpine\nONBUILD CMD ["node"]\nONBUILD ENV A=[b]\nONBUILD RUN [ -f "a" ]\n',
    ),
)
def broken_json_form(written: Kind | Onbuild) -> Iterator[Finding]:
    """A list in brackets is no valid JSON, so the builder takes it for plain text.

    ## Why is this bad?
    The builder says nothing: `CMD ['node']` builds, and at the start a shell looks for a program that is called `[node]`.
    `VOLUME ['/data']` makes a volume of that very name. JSON has straight double quotes, commas between the strings and none
    behind the last; nothing, no comment either, may stand behind the list: old releases of BuildKit pass over that, new ones no
    longer do. Brackets that are no list at all come from a chat: `COPY [nginx.conf](http://…) /etc/nginx/` has a link of Markdown for a
    path, and the build stops.

    ## Fix safety
    Quotes, a last comma, a sign behind the list and a comment are certain, and a text of that kind never ran, so that is safe. A missing comma, a
    missing bracket and escapes are guesses; and in `VOLUME` the fix changes which directory is a volume from there on.

    ## References
    - https://docs.docker.com/reference/dockerfile/#exec-form
    """
    if "[" not in written.text:
        return
    instruction = written.trigger if isinstance(written, Onbuild) else written
    if not isinstance(instruction, Kind):
        return
    if isinstance(instruction, Transfer) and "](" in instruction.text:
        yield from _links(instruction)
        return
    text = _arguments(instruction)
    if text is None or instruction.heredocs or not text.text.startswith("["):
        return
    if not looks_like_list(text.text, is_script=isinstance(instruction, (Run, Healthcheck))):
        return
    fault = find_fault(text.text, expands=isinstance(instruction, (Volume, Copy, Add)))
    yield Finding(text.source_span(*fault.span), fault.message, _fixes(written, text, fault, instruction))


def _links(transfer: Transfer) -> Iterator[Finding]:
    """The paths that are links of Markdown."""
    for word in transfer.words:
        found = _LINK.fullmatch(word.raw)
        if found is not None:
            fix = Fix.replace(f"Write `{found[1]}`", word.span, found[1], Safety.SAFE)
            yield Finding(word.span, "a link of Markdown is no path: no file has this name", (fix,))


def _arguments(instruction: Kind) -> MappedText | None:
    """The text that may be a list; None where it is one."""
    if not isinstance(instruction, Healthcheck):
        return None if instruction.is_exec else instruction.arguments_text
    command = instruction.command
    return None if command is None or command.is_exec else command.arguments_text


def _fixes(written: Instruction, text: MappedText, fault: Fault, inner: Kind) -> tuple[Fix, ...]:
    if fault.edits is None or not _is_accepted(inner, apply(text.text, (Edit(*one) for one in fault.edits))):
        return ()
    edits = [Edit(text.source_span(*span), new) for span, new in fault.edits]
    source = written.dockerfile.text
    if any("\n" in edit.span.of(source) for edit in edits):
        return ()
    if fault.comment:
        start = written.line_span.start
        indentation = source[start : written.span.start]
        above = f"{indentation}{fault.comment}{written.dockerfile.newline}"
        edits.append(Edit(Span(start, start), above))
    is_safe = fault.is_certain and not isinstance(inner, Volume)
    title = "Move the comment above" if fault.comment and len(edits) == 2 else "Make it a JSON list"
    return (Fix(title, tuple(edits), Safety.SAFE if is_safe else Safety.UNSAFE),)


def _is_accepted(instruction: Kind, text: str) -> bool:
    """Whether the builder takes the list: it wants a destination behind a source, and no empty path."""
    items = read_exec_form(text) or ()
    if isinstance(instruction, Transfer):
        return len(items) > 1
    return bool(items) and not (isinstance(instruction, Volume) and any(not item.value.strip() for item in items))
