"""No fix breaks a file: a collection of usual and odd Dockerfiles, each with every rule and every fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockwright.context import UNKNOWN, BuildContext, MemoryContext
from dockwright.lint import Profile, analyse, fix, gate, lint
from dockwright.rule import Safety
from dockwright.rules import RULES
from dockwright.syntax import decode, encode

ROOT = Path(__file__).parents[1]
FILES = sorted([*(ROOT / "tests/corpus").glob("*.Dockerfile"), *(ROOT / "examples").rglob("Dockerfile")])
PROJECT = MemoryContext(
    {
        "go.mod": "module example.org/app\n\ngo 1.24\n",
        "main.go": "package main\n\nfunc main() {}\n",
        "package.json": '{"name": "app", "version": "1.0.0", "scripts": {"build": "vite build"}}',
        "package-lock.json": '{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {}}',
        "requirements.txt": "flask==3.0.0\n",
    }
)
CONTEXTS = {"no context": UNKNOWN, "a project": PROJECT}
PROFILE = Profile(RULES)

files = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
contexts = pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)


@files
@contexts
def test_no_rule_fails(path: Path, context: BuildContext) -> None:
    text = decode(path.read_bytes())[0]
    report = lint(analyse(text), context, PROFILE)
    assert not report.faults
    for one in report.diagnostics:
        assert 0 <= one.span.start <= one.span.end <= len(text)


@files
@contexts
def test_each_fix_alone_passes_the_gate(path: Path, context: BuildContext) -> None:
    model = analyse(decode(path.read_bytes())[0])
    report = lint(model, context, PROFILE)
    for one in report.diagnostics:
        for each in one.fixes:
            assert gate(model, context, PROFILE, each, one.rule, report) is None, (one.rule.name, each)
    assert not report.faults


@files
@contexts
@pytest.mark.parametrize("safety", [Safety.SAFE, Safety.UNSAFE], ids=lambda safety: safety.label)
def test_all_fixes_together_settle(path: Path, context: BuildContext, safety: Safety) -> None:
    data = path.read_bytes()
    text = decode(data)[0]
    result = fix(text, context, PROFILE, safety=safety)
    assert not result.faults
    assert fix(result.text, context, PROFILE, safety=safety).text == result.text
    if not result.applied:
        assert encode(result.text) == data, "what is not fixed stays as it is, byte for byte"
