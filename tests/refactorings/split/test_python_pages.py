"""Pages that a program of Python makes and a server of files shows, which nginx can stand in for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import after, offer_of, split_of

from dockwright.assist import Offer
from dockwright.rule import Safety

DOCS = {"mkdocs.yml": "site_name: Shop\n", "docs/index.md": "# Shop\n", "requirements.txt": "mkdocs==1.6.1\n"}
TEXT = "FROM python:3.13\nWORKDIR /docs\nCOPY . .\nRUN pip install -r requirements.txt\n{}\n"
SHOWS = 'CMD ["python", "-m", "http.server", "8000", "--directory", "{}"]'


def conf(text: str) -> dict[str, str]:
    return {**DOCS, "mkdocs.yml": DOCS["mkdocs.yml"] + text}


# The context, what follows the install, and what is copied from the builder to which place below nginx's root.
OFFERED: list[tuple[str, Mapping[str, str], str, str, str]] = [
    ("mkdocs", DOCS, f"RUN mkdocs build\n{SHOWS.format('site')}", "/docs/site", ""),
    ("as a module", DOCS, f"RUN python -m mkdocs build\n{SHOWS.format('/docs/site')}", "/docs/site", ""),
    ("a directory of the command", DOCS, f"RUN mkdocs build -d /srv/www\n{SHOWS.format('/srv/www')}", "/srv/www", ""),
    ("a directory of the settings", conf("site_dir: 'public'\n"), f"RUN mkdocs build\n{SHOWS.format('public')}", "/docs/public", ""),
    ("sphinx", DOCS, f"RUN sphinx-build -b html docs out\n{SHOWS.format('out')}", "/docs/out", ""),
    ("sphinx, as make calls it", DOCS, f"RUN sphinx-build -M html docs out\n{SHOWS.format('out/html')}", "/docs/out/html", ""),
    ("pelican", DOCS, f"RUN pelican content -o /www\n{SHOWS.format('/www')}", "/www", ""),
    ("its own server", DOCS, 'CMD ["mkdocs", "serve", "-a", "0.0.0.0:8000"]', "/docs/site", ""),
    ("its own server, below a path", conf("site_url: https://example.org/shop/\n"), 'CMD ["mkdocs", "serve", "-a", "0.0.0.0:8000"]', "/docs/site", "/shop"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "rest", "source", "base"), [one[1:] for one in OFFERED], ids=[one[0] for one in OFFERED]
)
def test_offered(files: Mapping[str, str], rest: str, source: str, base: str) -> None:
    text = TEXT.format(rest)
    offer = offer_of(text, files)
    assert [(one.name, one.change.safety) for one in offer.choices] == [("nginx", Safety.UNSAFE)]
    runtime = after(text, files).partition("FROM nginx:alpine\n")[2]
    assert f"COPY --from=builder {source} /usr/share/nginx/html{base}\n" in runtime
    assert "listen 8000;" in runtime
    assert "CMD" not in runtime


def test_the_builder_builds_what_the_server_would_have() -> None:
    files = {**DOCS, "web/mkdocs.yml": "site_name: Web\n"}
    text = TEXT.format('CMD ["mkdocs", "serve", "--dev-addr=0.0.0.0:80", "-f", "web/mkdocs.yml", "--strict", "-q"]')
    found = after(text, files)
    assert "RUN mkdocs build -f web/mkdocs.yml --strict\n\nFROM nginx:alpine\n" in found
    assert "COPY --from=builder /docs/web/site /usr/share/nginx/html\n" in found
    assert any("builds anew" in note for note in offer_of(text, files).default.change.notes)


# What goes on being served by Python.
STAYS: list[tuple[str, Mapping[str, str], str]] = [
    ("another directory is shown", DOCS, f"RUN mkdocs build\n{SHOWS.format('docs')}"),
    ("the directory is computed", conf("site_dir: !ENV SITE\n"), f"RUN mkdocs build\n{SHOWS.format('site')}"),
    ("another file has the settings", conf("INHERIT: base.yml\n"), f"RUN mkdocs build\n{SHOWS.format('site')}"),
    ("a flag that nobody knows", DOCS, 'CMD ["mkdocs", "serve", "--open"]'),
    ("a user may not write there", DOCS, 'USER 1000\nCMD ["mkdocs", "serve"]'),
    ("no pages", {**DOCS, ".dockerignore": "mkdocs.yml\n"}, 'CMD ["mkdocs", "serve"]'),
    ("a book is no page", DOCS, f"RUN sphinx-build -b epub docs out\n{SHOWS.format('out')}"),
]


@pytest.mark.parametrize(("files", "rest"), [one[1:] for one in STAYS], ids=[one[0] for one in STAYS])
def test_stays(files: Mapping[str, str], rest: str) -> None:
    found = split_of(TEXT.format(rest), files)
    assert not isinstance(found, Offer) or [one.name for one in found.choices] == ["slim"]
