"""What the repository gives to those who do not install it themselves: an action for GitHub, and an image."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from dockwright.context import DirectoryContext
from dockwright.discovery.inference import infer
from dockwright.lint import Profile, analyse, lint
from dockwright.rules import RULES
from dockwright.syntax import parse

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
DEFAULTS = {name: value["default"] for name, value in ACTION["inputs"].items()}

PYTHON = """\
#!/bin/sh
# Stands for `python3 -m venv PLACE`: a place with a pip that notes what it is to install, and the dockwright under test.
mkdir -p "$3/bin"
printf '#!/bin/sh\\nshift 3; printf %%s "$*" > {asked}\\n' > "$3/bin/pip"
printf '#!/bin/sh\\nexec "{python}" -m dockwright "$@"\\n' > "$3/bin/dockwright"
chmod +x "$3/bin/pip" "$3/bin/dockwright"
"""


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="the action runs in bash")
@pytest.mark.parametrize(
    ("inputs", "code", "installed", "said"),
    [
        ({}, 1, "[shellcheck]", "::error file=Dockerfile,line=2,"),
        ({"shellcheck": "false"}, 1, "", "::error file=Dockerfile,line=2,"),
        ({"arguments": "--ignore syntax-error --preset all"}, 0, "[shellcheck]", "::notice file=Dockerfile,line=1,"),
        ({"paths": "good good/Dockerfile"}, 0, "[shellcheck]", ""),
        ({"paths": "nowhere"}, 1, "[shellcheck]", "title=unreadable-file::"),
        ({"arguments": "--no-such-option"}, 2, "[shellcheck]", ""),
    ],
)
def test_the_action(tmp_path: Path, inputs: dict[str, str], code: int, installed: str, said: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.22\nRUNN true\n", encoding="utf-8")
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "Dockerfile").write_text("FROM alpine:3.22\n", encoding="utf-8")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python3").write_text(PYTHON.format(asked=tmp_path / "asked", python=sys.executable), encoding="utf-8")
    (programs / "python3").chmod(0o755)
    given = {**DEFAULTS, **inputs}
    (step,) = ACTION["runs"]["steps"]
    expressions = {
        "${{ inputs.paths }}": given["paths"],
        "${{ inputs.arguments }}": given["arguments"],
        "${{ inputs.shellcheck == 'true' && '[shellcheck]' || '' }}": "[shellcheck]" * (given["shellcheck"] == "true"),
    }
    variables = {name: expressions[value] for name, value in step["env"].items()}
    places = {"RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_ACTION_PATH": "/action", "DOCKWRIGHT_SHELLCHECK": "off"}
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]),
        cwd=tmp_path, env={**os.environ, **variables, **places, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert (tmp_path / "asked").read_text(encoding="utf-8") == f"/action{installed}"
    assert said in done.stdout
    assert bool(said) == bool(done.stdout)


def test_our_own_image_has_no_finding() -> None:
    context = DirectoryContext(ROOT)
    default = Profile([rule for rule in RULES if rule.default])
    report = lint(analyse((ROOT / "Dockerfile").read_text(encoding="utf-8")), context, default)
    assert (report.diagnostics, report.faults) == ((), [])


def test_our_own_image_is_sent_what_its_build_reads() -> None:
    context = DirectoryContext(ROOT)
    assert all(context.sends(path) for path in ("pyproject.toml", "README.md", "LICENSE", "server/dockwright/cli.py"))
    assert not any(context.sends(path) for path in ("tests", ".git", "dev.py", "editors", "Dockerfile"))


@pytest.mark.parametrize("name", ["go", "node", "python"])
def test_an_example_is_built_in_its_own_folder(name: str) -> None:
    """Nothing at the top of the repository, an ignore file for one, makes the README's tour doubt it."""
    path = ROOT / "examples" / name / "Dockerfile"
    assert infer(str(path), parse(path.read_text(encoding="utf-8"))).root == str(path.parent)
