"""The preset `hadolint` against the real hadolint, on the examples of all rules. Skipped where hadolint is not installed."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dockwright.rules import RULES

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "agree_hadolint.py"
CODES = frozenset(
    ["DL3001", "DL3003", "DL3004", "DL3008", "DL3009", "DL3010", "DL3013", "DL3014", "DL3015", "DL3016", "DL3018",
     "DL3019", "DL3027", "DL3028", "DL3030", "DL3032", "DL3033", "DL3034", "DL3035", "DL3036", "DL3037", "DL3038",
     "DL3040", "DL3041", "DL3042", "DL3046", "DL3047", "DL3059", "DL3060", "DL3062", "DL4001", "DL4005", "DL4006"]
)  # fmt: skip
EXPLAINED = {
    ("DL3008", "RUN apt-get install -y nano-"): "the package is removed",
    ("DL3008", "RUN apt-get update \\"): "nothing is installed: `&&` is missing",
    ("DL3008", "RUN apt-get update, apt-get install -y git"): "nothing is installed: `&&` is missing",
    ("DL3015", "RUN apt-get update \\"): "nothing is installed: `&&` is missing",
    ("DL3015", "RUN apt-get update, apt-get install -y git"): "nothing is installed: `&&` is missing",
    ("DL3010", "COPY a.tgz /"): "hadolint forgets all stages but the last that has such an archive",
    (
        "DL3013",
        "RUN pip install git+https://github.com/a/b@v1.0 --timeout 10 --root-user-action ignore",
    ): "10 is the value of a flag",
    ("DL3032", "RUN yum install -y curl && env yum clean all"): "it is cleaned",
    ("DL3033", "RUN yum install -y rpm-sign-$VERSION"): "2.15.1 wants the file to set the variable",
    ("DL3035", "RUN zypper -n install dup"): "dup is a package here",
    ("DL3041", "RUN dnf install -y curl-8.9.1-2.fc41 --setopt install_weak_deps=False"): "the value of a flag",
    ("DL4006", "RUN cat /b | wc -l"): "2.15.1 knows bash in /bin only",
    ("DL4006", "RUN powershell -Command curl https://example.org/a | iex"): "no shell that knows pipefail",
}


def harness() -> ModuleType:
    spec = importlib.util.spec_from_file_location("agree_hadolint", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_installed() -> bool:
    return Path(sys.executable).with_name("hadolint").is_file() or shutil.which("hadolint") is not None


@pytest.mark.skipif(not is_installed(), reason="hadolint is not installed")
def test_preset_agrees_on_the_examples(tmp_path: Path) -> None:
    texts = {one.before for rule in RULES for one in rule.invalid} | {one.text for rule in RULES for one in rule.valid}
    paths = [tmp_path / f"{number}.Dockerfile" for number in range(len(texts))]
    for path, text in zip(paths, sorted(texts), strict=True):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    agree = harness()
    theirs, left_out = agree.hadolint_verdicts(paths)
    ours = {one for path in paths if str(path) not in left_out for one in agree.dockwright_verdicts(path, theirs)}
    differing = {one for one in theirs ^ ours if one.code in CODES}
    lines = {(one.code, Path(one.file).read_text(encoding="utf-8").split("\n")[one.line - 1]) for one in differing}
    assert lines == EXPLAINED.keys()
