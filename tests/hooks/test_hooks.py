"""The hooks as pre-commit and prek run them: which files they are given, and what they do with them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dockwright.discovery import is_dockerfile_name, names
from dockwright_hooks import check, fix

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}

BROKEN = "FROM alpine:3.20\nMAINTAINER Jane <jane@example.com>\nRUN echo\n"

TAKEN = (
    "Dockerfile",
    "app/Dockerfile",
    "dockerfile",
    "DOCKERFILE",
    "Dockerfile.dev",
    "Dockerfile-dev",
    "Dockerfile_dev",
    "Dockerfile.dev.amd64",
    "dev.Dockerfile",
    "foo.dockerfile",
    "Containerfile",
    "Containerfile.dev",
    "app.containerfile",
    "a b/Dockerfile",
    "Dockerfile.d/Dockerfile",
)
LEFT = (
    "Dockerfile.md",
    "Dockerfile.j2",
    "Dockerfile.prod.j2",
    "Dockerfile.jinja",
    "Dockerfile.jinja2",
    "Dockerfile.tmpl",
    "Dockerfile.tpl",
    "Dockerfile.template",
    "build.Dockerfile.in",
    "Dockerfile.in",
    "Dockerfile.erb",
    "Dockerfile.dockerignore",
    "app.Dockerfile.dockerignore",
    "Dockerfile.bak",
    "Dockerfile.orig",
    "docs/dockerfiles",
    "mydockerfile",
    "Dockerfiles",
    "Dockerfile/readme.txt",
    "docker-compose.yml",
    "dockerfile_parser.py",
    "dockerfile.go",
)


def is_taken(path: str, hook: str) -> bool:
    return bool(re.search(HOOKS[hook]["files"], path)) and not re.search(HOOKS[hook]["exclude"], path)


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(("path", "expected"), [*((path, True) for path in TAKEN), *((path, False) for path in LEFT)])
def test_which_files_a_hook_takes(path: str, expected: bool, hook: str) -> None:
    assert is_taken(path, hook) is expected


EXTENSIONS = sorted({"dev", "prod", *names._TEMPLATES, *names._OTHERS, *names._LANGUAGES})


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_hooks_and_discovery_agree(extension: str) -> None:
    for shape in ("Dockerfile.{}", "dockerfile.{}", "dockerfile-{}", "x.dockerfile.{}", "containerfile.x.{}"):
        for name in (shape.format(extension), shape.format(extension.upper())):
            assert is_taken(name, "dockwright") is is_dockerfile_name(name), name


def test_the_hooks_are_alike() -> None:
    assert set(HOOKS) == {"dockwright", "dockwright-fix"}
    for hook in HOOKS.values():
        assert hook["types"] == ["text"]
        assert hook["language"] == "python"


def test_check_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "Dockerfile"
    target.write_text(BROKEN)
    assert check.main([str(target)]) == 1
    said = capsys.readouterr()
    assert "maintainer-instruction" in said.out
    assert said.err == check.WHAT_TO_DO
    assert target.read_text() == BROKEN


def test_fix_mends_and_a_clean_file_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "Dockerfile"
    target.write_text(BROKEN)
    assert fix.main([str(target)]) == 0
    assert "MAINTAINER" not in target.read_text()
    capsys.readouterr()
    assert check.main([str(target)]) == 0
    assert tuple(capsys.readouterr()) == ("", "")


@pytest.mark.parametrize("name", ["-x.dockerfile", "--x.dockerfile", "-y/Dockerfile"])
def test_a_name_that_begins_with_a_dash(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """pre-commit names it as it is, behind the options of the hook."""
    monkeypatch.chdir(tmp_path)
    for path in (Path("Dockerfile"), Path(name)):
        path.parent.mkdir(exist_ok=True)
        path.write_text(BROKEN)
    assert check.main(["--format", "compact", "Dockerfile", name]) == 1
    assert capsys.readouterr().out.count("maintainer-instruction") == 2
    assert fix.main(["Dockerfile", name]) == 0
    assert "MAINTAINER" not in Path(name).read_text()


def test_an_option_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["--no.dockerfile"]) == 2
    assert "unknown option" in capsys.readouterr().err


# In a real repository, through the real tools


def tool(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def hook_repository(tmp_path: Path) -> Path:
    """The checkout as a repository with one commit, uncommitted changes included."""
    target = tmp_path / "hookrepo"
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    ).stdout
    needed = ("server/", "hooks/", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if name.startswith(needed) and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    commit(target)
    return target


@pytest.fixture
def user_repository(tmp_path: Path) -> Path:
    """A user's repository with one Dockerfile that pre-commit's own file type does not know, and a template."""
    target = tmp_path / "user"
    target.mkdir()
    (target / "foo.dockerfile").write_text(BROKEN)
    (target / "Dockerfile.j2").write_text("MAINTAINER {{ name }}\n")
    commit(target)
    return target


def commit(repository: Path) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-q", "--no-verify", "-m", "first")):
        subprocess.run(["git", "-C", repository, *words], check=True)


def try_repository(name: str, hook: str, hooks: Path, user: Path) -> subprocess.CompletedProcess[str]:
    """Run `TOOL try-repo`, with the tool's cache in a place of its own."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "PREK"))
    }
    environment |= {"PRE_COMMIT_HOME": str(hooks.parent / "pc"), "PREK_HOME": str(hooks.parent / "prek")}
    command = [tool(name), "try-repo", str(hooks), hook, "--all-files", "--verbose"]
    done = subprocess.run(command, cwd=user, env=environment, capture_output=True, text=True, timeout=600, check=False)
    output = done.stdout + done.stderr
    if done.returncode not in (0, 1) or "Failed to install" in output or "Could not find a version" in output:
        pytest.skip(f"{name} could not install the hook (no package index?): {output[-300:]}")
    return done


@pytest.mark.parametrize("name", ["pre-commit", "prek"])
def test_the_check_hook_in_a_repository(name: str, hook_repository: Path, user_repository: Path) -> None:
    done = try_repository(name, "dockwright", hook_repository, user_repository)
    assert done.returncode == 1
    assert "foo.dockerfile:2:1: warning maintainer-instruction" in done.stdout
    assert "Dockerfile.j2" not in done.stdout
    assert (user_repository / "foo.dockerfile").read_text() == BROKEN


@pytest.mark.parametrize("name", ["pre-commit", "prek"])
def test_the_fix_hook_in_a_repository(name: str, hook_repository: Path, user_repository: Path) -> None:
    done = try_repository(name, "dockwright-fix", hook_repository, user_repository)
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout.lower()
    assert "MAINTAINER" not in (user_repository / "foo.dockerfile").read_text()
    assert (user_repository / "Dockerfile.j2").read_text() == "MAINTAINER {{ name }}\n"


# Staged and unstaged changes, with the hooks of this checkout

CLEAN = "FROM alpine:3.20\nRUN echo\n"
MENDED = 'FROM alpine:3.20\nLABEL org.opencontainers.image.authors="Jane <jane@example.com>"\nRUN echo\n'


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    """A repository that runs both hooks, with one clean Dockerfile in a folder whose name has a blank."""
    target = tmp_path / "staging"
    (target / "a b").mkdir(parents=True)
    (target / "a b" / "Dockerfile").write_text(CLEAN)
    hooks = [
        {
            "id": name,
            "name": name,
            "language": "system",
            "entry": f"'{sys.executable}' -c 'from dockwright_hooks.{module} import run; run()'",
            **{key: HOOKS[name][key] for key in ("files", "exclude", "types")},
        }
        for name, module in (("dockwright-fix", "fix"), ("dockwright", "check"))
    ]
    (target / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    commit(target)
    return target


def stage(repository: Path, *words: str) -> None:
    subprocess.run(["git", "-C", repository, *words], check=True)


def run_hooks(repository: Path, *options: str) -> tuple[int, str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    environment |= {
        "PRE_COMMIT_HOME": str(repository.parent / "pc"),
        "PYTHONPATH": os.pathsep.join((str(ROOT / "server"), str(ROOT / "hooks"))),
    }
    command = [tool("pre-commit"), "run", "--color=never", *options]
    done = subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_what_is_staged_is_fixed_and_what_is_not_stays(staging: Path) -> None:
    target = staging / "a b" / "Dockerfile"
    far = "\n" * 8 + "RUN cd /x\n"
    target.write_text(BROKEN + "\n" * 8)
    stage(staging, "add", "-A")
    target.write_text(BROKEN + far)
    code, output = run_hooks(staging)
    assert code == 1
    assert "a b/Dockerfile: fixed" in output
    assert "cd-without-effect" not in output
    assert target.read_text() == MENDED + far


def test_a_fix_beside_what_is_not_staged_is_taken_back(staging: Path) -> None:
    target = staging / "a b" / "Dockerfile"
    target.write_text(BROKEN)
    stage(staging, "add", "-A")
    changed = BROKEN.replace("Jane <", "Joe <")
    target.write_text(changed)
    code, output = run_hooks(staging)
    assert code == 1
    assert "Rolling back fixes" in output
    assert target.read_text() == changed


@pytest.mark.parametrize("options", [(), ("--all-files",), ("--from-ref", "HEAD~1", "--to-ref", "HEAD")])
def test_the_second_run_is_clean(staging: Path, options: tuple[str, ...]) -> None:
    target = staging / "a b" / "Dockerfile"
    target.write_text(BROKEN)
    commit(staging)
    target.write_text(BROKEN + "# more\n")
    stage(staging, "add", "-A")
    assert run_hooks(staging, *options)[0] == 1
    assert target.read_text() == MENDED + "# more\n"
    stage(staging, "add", "-A")
    assert run_hooks(staging, *options)[0] == 0


def test_a_file_that_only_goes_or_moves(staging: Path) -> None:
    stage(staging, "mv", "a b/Dockerfile", "a b/x y.dockerfile")
    assert run_hooks(staging)[0] == 0
    stage(staging, "rm", "-q", "-f", "a b/x y.dockerfile")
    code, output = run_hooks(staging)
    assert code == 0
    assert "no files to check" in output
