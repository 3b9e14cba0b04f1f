"""What stands in front of a server as process 1, and what is taken for no wrapper."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from rule_running import fixed, marked

from dockwright.context import UNKNOWN, MemoryContext
from dockwright.lint import Profile, fix
from dockwright.rule import Safety
from dockwright.rules import BY_NAME

NAME = "pid1-wrapper"
COPIED = "FROM debian:12\nWORKDIR /srv\nCOPY run.sh .\n"
ENTRY = f'{COPIED}ENTRYPOINT ["./run.sh"]\n'


def shell(script: str, image: str = "debian:12", name: str = "sh") -> str:
    return f'FROM {image}\nCMD ["{name}", "-c", "{script}"]\n'


SHELLS: list[tuple[str, str, list[str]]] = [
    ("a single server", shell("node x.js"), ["node"]),
    ("behind steps", shell("cd /app && gunicorn app"), ["gunicorn"]),
    ("of sh by its path", shell("nginx", name="/bin/sh"), ["nginx"]),
    ("in front of steps, in any shell", shell("node x.js; cleanup", name="bash"), ["node"]),
    ("in a pipeline, in any shell", shell("java -jar a.jar | tee log", "alpine:3.22"), ["java"]),
    ("put in place", shell("exec node x.js"), []),
    ("bash puts it in place", shell("cd /app && node x.js", name="bash"), []),
    ("a shell that may put it in place", shell("node x.js", "alpine:3.22"), []),
    ("an unknown system", shell("node x.js", "example.org/base"), []),
    ("in the background", shell("node x.js & wait"), []),
    ("signals are dealt with", shell("trap stop TERM; node x.js"), []),
    ("something that ends by itself", shell("make all"), []),
    ("an argument of something else", shell("echo node"), []),
    ("a tool that is told more", 'FROM debian:12\nENTRYPOINT ["sh", "-c"]\n', []),
    ("given to an entrypoint", 'FROM debian:12\nENTRYPOINT ["/x"]\nCMD ["sh", "-c", "node x.js"]\n', []),
    ("an init in front", 'FROM debian:12\nENTRYPOINT ["tini", "--", "sh", "-c", "node x.js"]\n', []),
    ("replaced by a later one", f'{shell("node x.js")}CMD ["node", "x.js"]\n', []),
    ("a stage that is not the last", f"{shell('node x.js')}FROM debian:12\n", []),
    ("shell form", "FROM debian:12\nCMD node x.js && y\n", []),
    ("not only of the shell's", 'FROM debian:12\nCMD ["sh", "-xc", "node x.js"]\n', ["node"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SHELLS], ids=[case[0] for case in SHELLS])
def test_shells(text: str, expected: list[str]) -> None:
    assert marked(NAME, text) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("node x.js", "exec node x.js"),
        ("a && node x.js --port=$PORT", "a && exec node x.js --port=$PORT"),
        ("X=1 node x.js", None),
        ("a || node x.js", None),
        ("node x.js | tee log", None),
        ("sudo node x.js", None),
    ],
)
def test_exec_is_put_before_a_simple_last_command(script: str, expected: str | None) -> None:
    assert fixed(NAME, shell(script)) == shell(expected or script)


SCRIPTS: list[tuple[str, str, str, str | None]] = [
    ("a server", "#!/bin/sh\nnode x.js\n", ENTRY, "#!/bin/sh\nexec node x.js\n"),
    ("lines of Windows", "#!/bin/sh\r\nset -e\r\nnode x.js\r\n", f'{COPIED}CMD ["sh", "run.sh"]\n', "#!/bin/sh\r\nset -e\r\nexec node x.js\r\n"),
    ("what CMD names", '#!/bin/bash\n./migrate\n"$@"\n', f'{ENTRY}CMD ["java", "-jar", "a.jar"]\n', '#!/bin/bash\n./migrate\nexec "$@"\n'),
    ("a comment at the end", "#!/bin/sh\nnode x.js # start\n", ENTRY, "#!/bin/sh\nexec node x.js # start\n"),
    ("continued", "#!/bin/sh\njava \\\n  -jar a.jar\n", ENTRY, "#!/bin/sh\nexec java \\\n  -jar a.jar\n"),
    ("with exec", "#!/bin/sh\nexec node x.js\n", ENTRY, None),
    ("exec in a branch", '#!/bin/sh\nif [ "$1" = x ]; then exec x; fi\nnode x.js\n', ENTRY, None),
    ("with a trap", "#!/bin/sh\ntrap stop TERM\nnode x.js\n", ENTRY, None),
    ("other scripts are read", "#!/bin/sh\n. ./lib.sh\nnode x.js\n", ENTRY, None),
    ("in the background", "#!/bin/sh\nnode x.js &\ntail -f log\n", ENTRY, None),
    ("the server is not last", "#!/bin/sh\nnode x.js\necho end\n", ENTRY, None),
    ("no server", "#!/bin/sh\n./run-tests\n", ENTRY, None),
    ("in a loop", "#!/bin/sh\nwhile true; do node x.js; done\n", ENTRY, None),
    ("in a function", "#!/bin/sh\nstart() {\n  node x.js\n}\n", ENTRY, None),
    ("of Python", "#!/usr/bin/env python3\nnode\n", ENTRY, None),
    ("what CMD names is no server", '#!/bin/sh\n"$@"\n', f'{ENTRY}CMD ["make"]\n', None),
    ("nothing is given", '#!/bin/sh\n"$@"\n', ENTRY, None),
    ("something may have changed it", "#!/bin/sh\nnode x.js\n", f'{COPIED}RUN sed -i s/node/exec/ run.sh\nENTRYPOINT ["./run.sh"]\n', None),
    ("not understood", "#!/bin/sh\nif [ x; then\nnode x.js\n", ENTRY, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("script", "text", "expected"), [case[1:] for case in SCRIPTS], ids=[case[0] for case in SCRIPTS]
)
def test_scripts(script: str, text: str, expected: str | None) -> None:
    context = MemoryContext({"run.sh": script}, executables=("run.sh",))
    result = fix(text, context, Profile([BY_NAME[NAME]]), safety=Safety.UNSAFE)
    assert not result.faults
    assert result.text == text
    assert [one.text for one in result.files] == ([expected] if expected is not None else [])


PACKAGES: list[tuple[str, str, Mapping[str, str] | None, str | None]] = [
    ("npm", '"npm", "start"', {"start": "node server.js"}, '"node", "server.js"'),
    ("run", '"npm", "run", "serve"', {"serve": "node --enable-source-maps dist/main"}, '"node", "--enable-source-maps", "dist/main"'),
    ("yarn", '"yarn", "start"', {"start": "node ."}, '"node", "."'),
    ("another script", '"npm", "start"', {"start": "npm run serve", "serve": "node a.js"}, '"node", "a.js"'),
    ("more than Node", '"npm", "start"', {"start": "node a.js && node b.js"}, None),
    ("a step before", '"npm", "start"', {"start": "node a.js", "prestart": "node b.js"}, None),
    ("another program", '"npm", "start"', {"start": "next start"}, None),
    ("variables", '"npm", "start"', {"start": "NODE_ENV=production node a.js"}, None),
    ("expansions", '"npm", "start"', {"start": "node a.js $PORT"}, None),
    ("no such script", '"npm", "start"', {}, None),
    ("options", '"npm", "start", "--silent"', {"start": "node a.js"}, None),
    ("not known", '"npm", "start"', None, None),
    ("a file that is not there", '"npm", "start"', {"start": "node absent.js"}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "scripts", "expected"), [case[1:] for case in PACKAGES], ids=[case[0] for case in PACKAGES]
)
def test_packages(words: str, scripts: Mapping[str, str] | None, expected: str | None) -> None:
    text = f"FROM node:22\nWORKDIR /app\nCOPY . .\nCMD [{words}]\n"
    files = {
        "package.json": json.dumps({"scripts": scripts}),
        "server.js": "",
        "a.js": "",
        "index.js": "",
        "dist/main.js": "",
    }
    context = UNKNOWN if scripts is None else MemoryContext(files)
    result = fix(text, context, Profile([BY_NAME[NAME]]), safety=Safety.UNSAFE)
    assert not result.faults
    assert result.text == (text.replace(words, expected) if expected else text)
