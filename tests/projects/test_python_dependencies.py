"""What a Python project depends on, by its manifests."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.python_dependencies import declared

PROJECT = '[project]\nname = "app"\ndependencies = ["Flask>=3", "psycopg2[c] ; python_version > \'3\'"]\n'
EXTRAS = '[project.optional-dependencies]\nweb = ["gunicorn"]\ndev = ["jupyter"]\n'


@pytest.mark.parametrize(
    ("files", "extras", "names"),
    [
        ({"pyproject.toml": PROJECT}, (), {"flask", "psycopg2"}),
        ({"pyproject.toml": PROJECT + EXTRAS}, (), {"flask", "psycopg2"}),
        ({"pyproject.toml": PROJECT + EXTRAS}, ("web", "none"), {"flask", "psycopg2", "gunicorn"}),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.12"\nlxml = "*"\n'}, (), {"python", "lxml"}),
        (
            {
                "pyproject.toml": '[tool.setuptools.dynamic]\ndependencies = {file = "requirements.txt"}\n',
                "requirements.txt": "-r more.txt\nflask\n",
                "more.txt": "lxml==5\n",
            },
            (),
            {"flask", "lxml"},
        ),
        (
            {"setup.cfg": "[options]\ninstall_requires =\n    flask>=3\n    lxml\n[options.extras_require]\nweb = gunicorn\n"},
            ("web",),
            {"flask", "lxml", "gunicorn"},
        ),
        ({"setup.cfg": "[options]\ninstall_requires = flask; lxml\n"}, (), {"flask", "lxml"}),
        (
            {"setup.py": "from setuptools import setup\nsetup(install_requires=['flask>=3', \"lxml\"], url='https://x')\n"},
            (),
            {"flask", "lxml"},
        ),
        ({"pyproject.toml": '[project]\ndependencies = ["psycopg[binary,pool]>=3", "flask[x]"]\n'}, (),
         {"psycopg", "psycopg-binary", "psycopg-pool", "flask"}),
        ({"setup.py": "open('requirements.txt')", "requirements.txt": "lxml\n"}, (), {"lxml"}),
        ({"setup.py": "open('requirements.txt')"}, (), set()),
        ({}, (), set()),
        ({"setup.cfg": "no section\n", "pyproject.toml": "not = toml = at all"}, (), set()),
        ({"pyproject.toml": '[project]\ndependencies = "flask"\n'}, (), set()),
    ],
)  # fmt: skip
def test_declared(files: Mapping[str, str], extras: tuple[str, ...], names: set[str]) -> None:
    assert declared(MemoryContext(files), "", extras) == names
