from __future__ import annotations

from collections.abc import Iterator

from dockwright.context import BuildContext
from dockwright.knowledge.slim_tags import FAMILIES
from dockwright.rule import BUILD_CONTEXT, Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.text import Edit

APP = {"requirements.txt": "flask==3.0.3\ngunicorn\nnumpy\n", "app.py": "import flask\n"}
NODE = {
    "package.json": '{"scripts": {"start": "node server.js"}, "dependencies": {"express": "4"}}',
    "package-lock.json": '{"packages": {"": {}, "node_modules/express": {"resolved": "https://packages.example.org/e.tgz"}}}',
    "server.js": "require('express')",
}
NATIVE = NODE["package-lock.json"].replace('{"resolved"', '{"hasInstallScript": true, "resolved"')
PIP = "WORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n"
NPM = "WORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"
LOCK = """[[package]]
name = "orjson"
wheels = [
    {url = "https://x/orjson-3-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"},
    {url = "https://x/orjson-3-cp312-cp312-manylinux_2_17_aarch64.manylinux2014_aarch64.whl"},
]
"""
UV = {"pyproject.toml": '[project]\nname = "app"\ndependencies = ["orjson"]\n', "uv.lock": LOCK, "app.py": ""}
SYNC = 'WORKDIR /app\nRUN pip install uv\nCOPY . .\nRUN uv sync --frozen\nENV PATH=/app/.venv/bin:$PATH\nCMD ["python", "app.py"]\n'


@rule(
    "full-base-where-slim-suffices",
    on=Stage,
    needs=BUILD_CONTEXT,
    severity=Severity.INFO,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            f'FROM python:3.13\n{PIP}CMD ["gunicorn", "app:app"]\n',
            f'FROM python:3.13-slim\n{PIP}CMD ["gunicorn", "app:app"]\n',
            context=APP,
            marked=("python:3.13",),
        ),
        Invalid(
            f"FROM node:22-bookworm AS app\n{NPM}CMD npm start\n",
            f"FROM node:22-bookworm-slim AS app\n{NPM}CMD npm start\n",
            context=NODE,
            marked=("node:22-bookworm",),
        ),
        Invalid(
            'ARG V=3.3\nFROM ruby:$V\nCOPY . /app\nCMD ["ruby", "/app/main.rb"]\n',
            'ARG V=3.3\nFROM ruby:$V-slim\nCOPY . /app\nCMD ["ruby", "/app/main.rb"]\n',
            context={"main.rb": "puts 1"},
        ),
        Invalid(
            f"FROM python:3.12\n{SYNC}",
            f"FROM python:3.12-slim\n{SYNC}",
            context=UV,
            title="the lock file names a wheel of every package",
        ),
        Invalid(
            f'FROM python:3.13\n{PIP}CMD ["python", "app.py"]\n',
            f'FROM python:3.13-slim\n{PIP}CMD ["python", "app.py"]\n',
            context={
                **APP,
                "requirements.txt": "fastapi[standard]\npsycopg[binary, pool]>=3\npython-jose[cryptography]\n",
            },
            title="what extras bring comes as wheels, too",
        ),
        Invalid(
            f"FROM ghcr.io/astral-sh/uv:python3.12-bookworm\n{SYNC}",
            f"FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim\n{SYNC}",
            context=UV,
        ),
    ),
    valid=(
        f'FROM python:3.13\n{PIP}CMD ["gunicorn", "app:app"]\n',
        Valid(f'FROM python:3.13-slim\n{PIP}CMD ["gunicorn", "app:app"]\n', context=APP),
        Valid(
            f'FROM python:3.13\n{PIP}CMD ["python", "app.py"]\n',
            context={**APP, "requirements.txt": "psycopg2\n"},
            title="compiled against a library",
        ),
        Valid(
            f'FROM python:3.13\n{PIP.replace("-r ", "-Ur ./")}CMD ["python", "app.py"]\n',
            context={**APP, "requirements.txt": "app @ git+https://example.org/app.git\n"},
            title="git is needed, and the file is given with several flags in one word",
        ),
        Valid(
            f'FROM python:3.13\n{PIP}CMD ["python", "app.py"]\n',
            context={**APP, "requirements.txt": "psycopg[c]\n"},
            title="an extra that is compiled",
        ),
        Valid(
            f'FROM python:3.13\n{PIP}CMD ["python", "app.py"]\n',
            context={**APP, "requirements.txt": "flask[whatever]\n"},
            title="an extra that is not known",
        ),
        Valid(
            f'FROM python:3.13\n{PIP}CMD ["python", "app.py"]\n',
            context={**APP, "requirements.txt": "numpy==1.16\n"},
            title="an old version may have no wheel",
        ),
        Valid(
            f'FROM python:3.13\n{PIP}CMD ["python", "app.py"]\n',
            context={**APP, "app.py": "import subprocess\nsubprocess.run(['git'])\n"},
            title="it starts programs",
        ),
        Valid(
            f"FROM python:3\n{PIP}CMD python app.py\n", context=APP, title="the next Python may come before its wheels"
        ),
        Valid(f"FROM python:3.13\nRUN make\n{PIP}CMD python app.py\n", context=APP, title="something is compiled"),
        Valid(f"FROM python:3.13\n{PIP}HEALTHCHECK CMD curl localhost\nCMD python app.py\n", context=APP),
        Valid(f"FROM python:3.12\n{SYNC}", context={**UV, "uv.lock": LOCK.replace("aarch64", "riscv64")}),
        Valid(f"FROM node:22\n{NPM}CMD npm start\n", context={**NODE, "package-lock.json": NATIVE}, title="node-gyp"),
        Valid(f"FROM node:22\n{NPM}CMD npm start\n", context={**NODE, "server.js": "require('child_process')"}),
        Valid(
            'FROM ruby:3.3\nCOPY . .\nRUN bundle install\nCMD ["ruby", "a.rb"]\n', context={"a.rb": "", "Gemfile": ""}
        ),
        Valid(
            f"FROM python:3.13\nRUN adduser --system app\n{PIP}CMD python app.py\n",
            context=APP,
            title="adduser is not everywhere",
        ),
        Valid(
            f"FROM node:22\n{NPM}CMD npm start\n".replace("package*.json", "package.json"),
            context=NODE,
            title="the lock file is not there when packages are installed",
        ),
        Valid("FROM python:3.13\nRUN pip install flask\nCMD bash\n", context=APP, title="to work in"),
    ),
)
def full_base_where_slim_suffices(stage: Stage, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The base image has compilers and development files, and nothing here needs them.

    ## Why is this bad?
    The full images of Python, Node and Ruby add what is needed to compile packages, and programs like git and curl: most
    of a gigabyte to store, to transfer and to scan for vulnerabilities. Their `-slim` variants hold the same interpreter
    on the same release of Debian without that.

    The rule speaks only where all is known: every `RUN` consists of commands that the small image has, every Python
    package is pure or comes as a wheel, no package of `package-lock.json` has an install script, neither sources nor
    start scripts start other programs, and `HEALTHCHECK` needs nothing more. Without the build context it is silent.

    ## Fix safety
    The fix writes the tag of the `-slim` variant. It is unsafe: programs that a package starts by itself, or that people
    use in a running container, are not all known. Build the image and start it once.

    ## References
    - https://hub.docker.com/_/python
    - https://hub.docker.com/_/node
    """
    facts = stage.facts
    if not stage.is_target or facts is None or facts.variant != "full" or facts.family not in FAMILIES:
        return
    from dockwright.refactorings.slim_base import swap_of

    swap = swap_of(model, stage, context)
    if swap is None:
        return
    fix = Fix(f"Start from `{swap.text}`", (Edit(swap.image, swap.text),), Safety.UNSAFE)
    assert stage.from_ is not None
    assert stage.from_.image is not None
    message = f"nothing here needs the compilers and programs that `{stage.from_.image.value}` adds to `{swap.text}`"
    yield Finding(swap.image, message, (fix,))
