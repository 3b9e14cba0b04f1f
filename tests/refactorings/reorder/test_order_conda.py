"""conda, mamba and micromamba: the list of packages first, the environment, then the sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from dockwright.assist import Change
from dockwright.rule import Safety

Files = Mapping[str, str] | None
Order = Callable[[str, Files], tuple[str, Change]]
WhyNot = Callable[[str, Files], str]

LIST = "name: app\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12  # pinned\n  - conda-forge::numpy>=1\n"
CONDA = {"environment.yml": LIST, "app.py": ""}


def with_pip(*lines: str, **files: str) -> dict[str, str]:
    entries = "".join(f"    - {line}\n" for line in lines)
    return {**CONDA, "environment.yml": f"{LIST}  - pip\n  - pip:\n{entries}", **files}


SAFE: list[tuple[str, Files, str, str]] = [
    (
        "the environment of a file",
        CONDA,
        "COPY . .\nRUN conda env create -f environment.yml\n",
        "COPY environment.yml ./\nRUN conda env create -f environment.yml\nCOPY . .\n",
    ),
    (
        "the file it looks for by itself, and cleaning up",
        CONDA,
        "COPY . .\nRUN conda env create && conda clean -afy && rm -rf /opt/conda/pkgs/*\n",
        "COPY environment.yml ./\nRUN conda env create && conda clean -afy && rm -rf /opt/conda/pkgs/*\nCOPY . .\n",
    ),
    (
        "mamba, which conda installs by name",
        CONDA,
        "COPY . .\nRUN conda install -n base -c conda-forge mamba\nRUN mamba env update -n base --file=environment.yml\n",
        "RUN conda install -n base -c conda-forge mamba\nCOPY environment.yml ./\n"
        "RUN mamba env update -n base --file=environment.yml\nCOPY . .\n",
    ),
    (
        "micromamba, with an owner",
        {"env/prod.yaml": LIST, "app.py": ""},
        "COPY --chown=$MAMBA_USER:$MAMBA_USER . .\nRUN micromamba install -y -n base -f env/prod.yaml && micromamba clean --all --yes\n",
        "COPY --chown=$MAMBA_USER:$MAMBA_USER env/prod.yaml env/\n"
        "RUN micromamba install -y -n base -f env/prod.yaml && micromamba clean --all --yes\n"
        "COPY --chown=$MAMBA_USER:$MAMBA_USER . .\n",
    ),
    (
        "a list in one line",
        {"environment.yml": "name: app\nchannels: [conda-forge]\ndependencies: [python=3.12, 'numpy>=1']\n", "app.py": ""},
        "COPY . .\nRUN conda env create -f environment.yml\n",
        "COPY environment.yml ./\nRUN conda env create -f environment.yml\nCOPY . .\n",
    ),
    (
        "a list in conda's other form",
        {"packages.txt": "# linux\nnumpy=1.26\nscipy\n", "app.py": ""},
        "COPY . .\nRUN conda create -n app --file packages.txt\n",
        "COPY packages.txt ./\nRUN conda create -n app --file packages.txt\nCOPY . .\n",
    ),
    (
        "what pip installs along with it",
        with_pip("flask[async]>=3", "git+https://github.com/x/y.git", "--extra-index-url https://x/simple", "-r requirements.txt",
                 **{"requirements.txt": "gunicorn\n"}),
        "COPY . .\nRUN conda env create -f environment.yml\n",
        "COPY environment.yml requirements.txt ./\nRUN conda env create -f environment.yml\nCOPY . .\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "steps", "after"), [case[1:] for case in SAFE], ids=[case[0] for case in SAFE])
def test_proven(order: Order, files: Files, steps: str, after: str) -> None:
    head = "FROM continuumio/miniconda3:25.3.1-1\nWORKDIR /app\n"
    text, change = order(head + steps, files)
    assert text == head + after
    assert change.safety is Safety.SAFE, change.notes


def test_unknown_context(order: Order) -> None:
    head = "FROM mambaorg/micromamba:2\nWORKDIR /app\n"
    text, change = order(f"{head}COPY . .\nRUN micromamba create -f env.yml\n", None)
    assert text == f"{head}COPY env.yml ./\nRUN micromamba create -f env.yml\nCOPY . .\n"
    assert change.safety is Safety.UNSAFE


REFUSED: list[tuple[str, Files, str, str]] = [
    ("the project itself", with_pip("-e ."), "conda env create", "`-e .` in `environment.yml`"),
    ("the project, not editable", with_pip("."), "conda env create", "`.` in `environment.yml`"),
    ("a directory", with_pip("./libs/a"), "conda env create", "`./libs/a`"),
    ("a package of the project by an address", with_pip("a @ file:///app/a"), "conda env create", "a part of the project"),
    ("links on disk", with_pip("--find-links wheels"), "conda env create", "--find-links"),
    ("requirements that are not there", with_pip("-r requirements.txt"), "conda env create", "not sent"),
    ("requirements with the project", with_pip("-r r.txt", **{"r.txt": "-e .\n"}), "conda env create", "`r.txt`"),
    ("a channel on disk", {**CONDA, "environment.yml": LIST.replace("- conda-forge\n", "- ./channel\n")}, "conda env create", "./channel"),
    ("lists in one line", {**CONDA, "environment.yml": "dependencies: [python, {pip: [.]}]\n"}, "conda env create", "line by line"),
    ("a template", {**CONDA, "environment.yml": LIST + "  - numpy={{ np }}\n"}, "conda env create", "line by line"),
    ("a package file", {"p.txt": "pkgs/a-1.conda\n"}, "conda install --file p.txt", "pkgs/a-1.conda"),
    ("a cache that is cleaned behind what needs the sources", {**CONDA, "setup.py": ""}, "conda env create && pip install -e . && conda clean -afy", "`conda` in the same RUN works on what an earlier layer would keep"),
    ("another command needs the sources", CONDA, "./gen.sh && conda env create", "gen.sh"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "run", "part"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(why_not: WhyNot, files: Files, run: str, part: str) -> None:
    assert part in why_not(f"FROM continuumio/miniconda3\nWORKDIR /app\nCOPY . .\nRUN {run}\n", files)


SILENT: list[tuple[str, Files, str]] = [
    ("first already", CONDA, "COPY environment.yml ./\nRUN conda env create\nCOPY . ."),
    ("by name", CONDA, "COPY . .\nRUN conda install numpy"),
    ("the file is not there", {"app.py": ""}, "COPY . .\nRUN conda env create -f environment.yml"),
    ("elsewhere", CONDA, "COPY . .\nCOPY environment.yml /tmp/\nRUN conda env create -f /tmp/environment.yml"),
    ("from an address", CONDA, "COPY . .\nRUN conda env create -f https://x/environment.yml"),
    ("a name that is computed", CONDA, "COPY . .\nRUN conda env create -f $FILE"),
    ("an environment that is fetched", CONDA, "COPY . .\nRUN conda env create someone/app"),
    ("nothing is done", CONDA, "COPY . .\nRUN conda env create -f environment.yml --dry-run"),
]


@pytest.mark.parametrize(("files", "steps"), [case[1:] for case in SILENT], ids=[case[0] for case in SILENT])
def test_nothing_to_say(why_not: WhyNot, files: Files, steps: str) -> None:
    assert why_not(f"FROM continuumio/miniconda3\nWORKDIR /app\n{steps}\n", files) == ""


@pytest.mark.parametrize(
    "text", ["", "[[[", "- - -\n", "a: &x\nb: *x\n", "\ufeffdependencies:\n\t- x\n", "x: " + "[" * 3000]
)
def test_lists_of_any_shape(order: Order, why_not: WhyNot, text: str) -> None:
    """What is not understood is refused, and nothing raises."""
    files = {"environment.yml": text}
    dockerfile = "FROM continuumio/miniconda3\nWORKDIR /app\nCOPY . .\nRUN conda env create\n"
    try:
        assert "COPY environment.yml ./" in order(dockerfile, files)[0]
    except StopIteration:
        assert "environment.yml" in why_not(dockerfile, files)
