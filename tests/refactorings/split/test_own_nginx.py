"""Pages that an image serves by the nginx of its package manager, which the image of nginx serves as they are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from splitting import VITE, obstacle_of, offer_of, runtime_of, split_of

from dockwright.assist import Offer
from dockwright.rule import Safety
from dockwright.text import apply

BLOCK = "server {{\n    listen 80;\n    root {};\n    location / {{ try_files $uri /index.html; }}\n}}\n"
INSTALL = "RUN apt-get update && apt-get install -y nginx && rm -rf /var/lib/apt/lists/*\n"
BUILD = "WORKDIR /app\nCOPY . .\nRUN npm install && npm run build\n"
START = 'EXPOSE 80\nCMD ["nginx", "-g", "daemon off;"]\n'
HTML = "/usr/share/nginx/html"


def conf(text: str) -> dict[str, str]:
    return {**VITE, "site.conf": text}


OFFERED: list[tuple[str, Mapping[str, str], str, str]] = [
    ("as Debian's package serves it", VITE, f"FROM node:22\n{INSTALL}{BUILD}RUN cp -r dist/* /var/www/html/\n{START}",
     f"COPY --from=builder /var/www/html {HTML}\nEXPOSE 80\n"),
    ("a server block", conf(BLOCK.format(HTML)),
     f"FROM node:22\n{INSTALL}{BUILD}RUN mkdir -p {HTML} && mv dist/* {HTML}\nCOPY site.conf /etc/nginx/conf.d/default.conf\n{START}",
     f"COPY site.conf /etc/nginx/conf.d/default.conf\nCOPY --from=builder {HTML} {HTML}\nEXPOSE 80\n"),
    ("what the build writes", conf(BLOCK.format("/app/dist")),
     f"FROM node:22\n{INSTALL}{BUILD}COPY site.conf /etc/nginx/sites-available/default\n{START}",
     "COPY site.conf /etc/nginx/conf.d/default.conf\nCOPY --from=builder /app/dist /app/dist\nEXPOSE 80\n"),
    ("Alpine", conf(BLOCK.format("/app/dist")),
     f"FROM node:22-alpine\nRUN apk add --no-cache nginx\n{BUILD}RUN mkdir -p /run/nginx\nCOPY site.conf /etc/nginx/http.d/default.conf\n{START}",
     "COPY site.conf /etc/nginx/conf.d/default.conf\nCOPY --from=builder /app/dist /app/dist\nEXPOSE 80\n"),
    ("in the foreground by its settings", VITE,
     f'FROM node:22\n{INSTALL}RUN echo "daemon off;" >> /etc/nginx/nginx.conf\n{BUILD}RUN cp -r dist/. /var/www/html\nCMD nginx\n',
     f"COPY --from=builder /var/www/html {HTML}\n"),
    ("pages of Python", {"mkdocs.yml": "", "docs/index.md": ""},
     f"FROM python:3.13\n{INSTALL}WORKDIR /app\nCOPY . .\nRUN pip install mkdocs && mkdocs build && cp -r site/* /var/www/html/\n{START}",
     f"COPY --from=builder /var/www/html {HTML}\nEXPOSE 80\n"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text", "runtime"), [one[1:] for one in OFFERED], ids=[one[0] for one in OFFERED])
def test_offered(files: Mapping[str, str], text: str, runtime: str) -> None:
    offer = offer_of(text, files)
    assert [(one.name, one.change.safety) for one in offer.choices] == [("nginx", Safety.UNSAFE)]
    assert runtime_of(text, files).split("\n", 1) == ["FROM nginx:alpine", runtime]
    builder = apply(text, offer.default.change.edits).partition("\n\n")[0]
    assert "nginx" not in builder.replace(HTML, "")


def test_the_directory_of_the_package_is_made_in_its_place() -> None:
    text = f"FROM node:22\n{INSTALL}{BUILD}RUN cp -r dist/* /var/www/html/\n{START}"
    builder = apply(text, offer_of(text, VITE).default.change.edits)
    assert builder.startswith("FROM node:22 AS builder\nRUN mkdir -p /var/www/html\nWORKDIR /app\n")


HEAD = f"FROM node:22\n{INSTALL}{BUILD}"
STAYS: list[tuple[str, Mapping[str, str], str]] = [
    ("settings of all of nginx", conf("user www-data;\nevents {}\nhttp {}\n"), f"{HEAD}COPY site.conf /etc/nginx/nginx.conf\n{START}"),
    ("snippets", conf("server { root /app/dist; include snippets/x.conf; }\n"), f"{HEAD}COPY site.conf /etc/nginx/conf.d/x.conf\n{START}"),
    ("certificates", conf("server { root /app/dist; ssl_certificate /x.pem; }\n"), f"{HEAD}COPY site.conf /etc/nginx/conf.d/x.conf\n{START}"),
    ("settings that a command writes", VITE, f"{HEAD}RUN sed -i s/80/90/ /etc/nginx/sites-available/default\n{START}"),
    ("sources", conf(BLOCK.format("/app")), f"{HEAD}COPY site.conf /etc/nginx/conf.d/x.conf\n{START}"),
    ("nothing that is written there", conf(BLOCK.format("/srv/www")), f"{HEAD}COPY site.conf /etc/nginx/conf.d/x.conf\n{START}"),
    ("another program beside it", VITE, f"{HEAD}RUN cp -r dist/* /var/www/html/\nCMD node api.js & nginx -g 'daemon off;'\n"),
    ("no settings on Alpine", VITE, f"FROM node:22-alpine\nRUN apk add nginx\n{BUILD}RUN cp -r dist /var/www/html\n{START}"),
    ("a user", VITE, f"{HEAD}RUN cp -r dist/* /var/www/html/\nUSER node\n{START}"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "text"), [one[1:] for one in STAYS], ids=[one[0] for one in STAYS])
def test_stays(files: Mapping[str, str], text: str) -> None:
    assert not isinstance(split_of(text, files), Offer)


def test_the_place_of_other_settings_is_told() -> None:
    text = f"{HEAD}RUN sed -i s/80/90/ /etc/nginx/sites-available/default\n{START}"
    assert "configuration of `nginx` is not followed" in obstacle_of(text, VITE).reason
