"""Splits that are offered: the whole text after the default or the named choice, and all choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest
from splitting import GO, VITE, offer_of, split_of

from dockwright.rule import Safety
from dockwright.text import apply


class Case(NamedTuple):
    title: str
    context: Mapping[str, str] | None
    before: str
    after: str
    choices: tuple[str, ...]
    safety: Safety
    choice: str = ""


PROGRAMS = {
    "go.mod": "module example.com/app\n\ngo 1.24\n",
    "cmd/api/main.go": "package main\n\nfunc main() {}\n",
    "cmd/worker/main.go": "package main\n\nfunc main() {}\n",
    "tools/gen/main.go": "package main\n\nfunc main() {}\n",
}

CASES = [
    Case(
        "manifests, artifact and start stay where they were",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n",
            "main.go": "package main\n\nfunc main() {}\n",
            "go.sum": "",
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o myapp
CMD ["./myapp"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o myapp

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/myapp ./
CMD ["./myapp"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "what means the container is carried over",
        GO,
        """\
# The service.
FROM golang:1.24
LABEL org.opencontainers.image.title=app
ARG VERSION=dev
ENV GOFLAGS=-trimpath PORT=8080
# the port
EXPOSE 8080
STOPSIGNAL SIGINT

WORKDIR /src
COPY . .
# stamp the version
RUN go build -ldflags "-X main.version=$VERSION" -o /usr/local/bin/app

# and run
LABEL version=$VERSION
VOLUME /data
HEALTHCHECK CMD wget -q http://localhost:8080/ || exit 1
USER nobody
CMD ["app"]
""",
        """\
# The service.
FROM golang:1.24 AS builder
ARG VERSION=dev
ENV GOFLAGS=-trimpath PORT=8080

WORKDIR /src
COPY . .
# stamp the version
RUN CGO_ENABLED=0 go build -ldflags "-X main.version=$VERSION" -o /usr/local/bin/app

FROM alpine:3.22
LABEL org.opencontainers.image.title=app
ARG VERSION=dev
ENV PORT=8080
# the port
EXPOSE 8080
STOPSIGNAL SIGINT
WORKDIR /src
COPY --from=builder /usr/local/bin/app /usr/local/bin/app

# and run
LABEL version=$VERSION
VOLUME /data
HEALTHCHECK CMD wget -q http://localhost:8080/ || exit 1
USER nobody
CMD ["app"]
""",
        ("alpine",),
        Safety.SAFE,
    ),
    Case(
        "all programs that the stage makes, whichever starts",
        PROGRAMS,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o api ./cmd/api
RUN go build -o worker ./cmd/worker
CMD ["./api"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o api ./cmd/api
RUN CGO_ENABLED=0 go build -o worker ./cmd/worker

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/api ./
COPY --from=builder /app/worker ./
CMD ["./api"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "a pattern of packages, in a file in lower case",
        PROGRAMS,
        """\
from golang:1.24
workdir /app
copy . .
run go build -o bin/ ./cmd/...
cmd ["bin/api"]
""",
        """\
from golang:1.24 as builder
workdir /app
copy . .
run CGO_ENABLED=0 go build -o bin/ ./cmd/...

from alpine:3.22
workdir /app
copy --from=builder /app/bin/api ./bin/api
copy --from=builder /app/bin/worker ./bin/worker
cmd ["bin/api"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "a backtick ends a line in files for Linux, too",
        GO,
        """\
# escape=`
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build `
    -o server
CMD ["./server"]
""",
        """\
# escape=`
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build `
    -o server

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "templates that the sources read",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"html/template"\n)\n\nvar page = template.Must(template.ParseGlob("templates/*.html"))\n',
            "templates/page.html": "",
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
COPY --from=builder /app/templates ./templates
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "files in the program itself need nothing",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"embed"\n)\n\n//go:embed templates\nvar files embed.FS\n',
            "templates/page.html": "",
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM scratch
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
        "scratch",
    ),
    Case(
        "cgo: the same C library",
        {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": 'package main\n\nimport (\n)\n\nimport "C"\n'},
        """\
FROM golang:1.24-bookworm
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24-bookworm AS builder
WORKDIR /app
COPY . .
RUN go build -o server .

FROM debian:bookworm-slim
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("debian-slim", "distroless-base"),
        Safety.UNSAFE,
    ),
    Case(
        "cgo: distroless of the same release",
        {"go.mod": "module example.com/app\n\ngo 1.24\n", "main.go": 'package main\n\nimport (\n)\n\nimport "C"\n'},
        """\
FROM golang:1.24-bookworm
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24-bookworm AS builder
WORKDIR /app
COPY . .
RUN go build -o server .

FROM gcr.io/distroless/base-debian12
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("debian-slim", "distroless-base"),
        Safety.UNSAFE,
        "distroless-base",
    ),
    Case(
        "cgo on Alpine",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"github.com/mattn/go-sqlite3"\n)\n\n\n',
        },
        """\
FROM golang:1.24-alpine3.21
RUN apk add --no-cache gcc musl-dev sqlite-dev
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24-alpine3.21 AS builder
RUN apk add --no-cache gcc musl-dev sqlite-dev
WORKDIR /app
COPY . .
RUN go build -o server .

FROM alpine:3.21
RUN apk add --no-cache sqlite-libs
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("alpine",),
        Safety.UNSAFE,
    ),
    Case(
        "scratch takes over what is missing there",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"net/http"\n\t"time"\n\t"os"\n)\n\nfunc f() { http.Get("https://example.com"); time.LoadLocation("Europe/Paris"); os.CreateTemp("", "x") }\n',
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .
USER nobody
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM scratch
WORKDIR /app
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=builder /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/zoneinfo.zip
ENV GOROOT=/usr/local/go
COPY --from=builder /etc/passwd /etc/group /etc/
COPY --from=builder --chown=nobody /tmp /tmp
COPY --from=builder /app/server ./
USER nobody
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
        "scratch",
    ),
    Case(
        "the time zone that TZ names is looked up below GOROOT, not by ZONEINFO",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"fmt"\n\t"time"\n)\n\nfunc main() { fmt.Println(time.Now()) }\n',
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .
ENV TZ=Asia/Tokyo
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM scratch
WORKDIR /app
COPY --from=builder /usr/local/go/lib/time/zoneinfo.zip /usr/local/go/lib/time/zoneinfo.zip
ENV GOROOT=/usr/local/go
COPY --from=builder /app/server ./
ENV TZ=Asia/Tokyo
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
        "scratch",
    ),
    Case(
        "time zones on Alpine",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"time"\n)\n\nfunc f() { time.LoadLocation("Europe/Paris") }\n',
        },
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22
RUN apk add --no-cache tzdata
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "a shell-form start without a shell",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ./server --port=80
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM gcr.io/distroless/static-debian12
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server", "--port=80"]
""",
        ("alpine", "distroless-static", "scratch", "debian-slim"),
        Safety.SAFE,
        "distroless-static",
    ),
    Case(
        "a start that needs its shell",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
ENV PORT=80
CMD exec ./server --port=$PORT
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
ENV PORT=80
CMD exec ./server --port=$PORT
""",
        ("alpine", "debian-slim"),
        Safety.SAFE,
    ),
    Case(
        "users are made with the programs of the new system",
        GO,
        """\
FROM golang:1.24
RUN groupadd -g 1001 app && useradd -m -u 1001 -g app app
WORKDIR /app
COPY . .
RUN go build -o server .
RUN mkdir -p /data && chown app:app /data
USER app
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22
RUN addgroup -g 1001 app && adduser -D -u 1001 -G app app
WORKDIR /app
COPY --from=builder /app/server ./
RUN mkdir -p /data && chown app:app /data
USER app
CMD ["./server"]
""",
        ("alpine",),
        Safety.SAFE,
    ),
    Case(
        "a user of the system keeps its group, and what it owns in volumes is to be seen to",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
RUN useradd -r app && mkdir /data && chown app:app /data
VOLUME /data
USER app
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
RUN addgroup -S app && adduser -S -D -H -G app app && mkdir /data && chown app:app /data
VOLUME /data
USER app
CMD ["./server"]
""",
        ("alpine",),
        Safety.UNSAFE,
    ),
    Case(
        "a library's headers are installed, and the sources are not known: cgo stays",
        None,
        """\
FROM golang:1.24
RUN apt-get update && apt-get install -y libsqlite3-dev
WORKDIR /app
COPY . .
RUN go build -tags libsqlite3 -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
RUN apt-get update && apt-get install -y libsqlite3-dev
WORKDIR /app
COPY . .
RUN go build -tags libsqlite3 -o server .

FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libsqlite3-0 tzdata && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("debian-slim",),
        Safety.UNSAFE,
    ),
    Case(
        "GOPATH: the working directory of the image is written out",
        None,
        """\
FROM golang:1.10
ADD . /go/src/github.com/foo/bar
RUN go install github.com/foo/bar
ENTRYPOINT /go/bin/bar
EXPOSE 8080
""",
        """\
FROM golang:1.10 AS builder
ADD . /go/src/github.com/foo/bar
RUN CGO_ENABLED=0 go install github.com/foo/bar

FROM alpine:3.22
RUN apk add --no-cache tzdata
WORKDIR /go
COPY --from=builder /go/bin/bar ./bin/bar
ENTRYPOINT /go/bin/bar
EXPOSE 8080
""",
        ("alpine", "distroless-static", "scratch", "debian-slim"),
        Safety.UNSAFE,
    ),
    Case(
        "a program found on PATH",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go install .
CMD ["app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go install .

FROM alpine:3.22
ENV PATH=/go/bin:$PATH
WORKDIR /src
COPY --from=builder /go/bin/app /go/bin/app
CMD ["app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "the name comes from go.mod",
        {"go.mod": "module example.com/shop/v2\n", "main.go": "package main\n\nfunc main() {}\n"},
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build
ENTRYPOINT ["/src/shop"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /src/shop ./
ENTRYPOINT ["/src/shop"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "mv is followed",
        GO,
        """\
FROM golang:1.24-alpine
RUN apk add --no-cache git bash
WORKDIR /src
COPY . .
RUN go build -o app . && mv app /usr/bin/
CMD ["app"]
""",
        """\
FROM golang:1.24-alpine AS builder
RUN apk add --no-cache git bash
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app . && mv app /usr/bin/

FROM alpine:3.22
RUN apk add --no-cache bash
WORKDIR /src
COPY --from=builder /usr/bin/app /usr/bin/app
CMD ["app"]
""",
        ("alpine",),
        Safety.UNSAFE,
    ),
    Case(
        "files copied for the run move to the runtime stage",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY config.yml /etc/app/config.yml
COPY . .
RUN go build -o /bin/app .
COPY web /web
CMD ["/bin/app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /bin/app .

FROM alpine:3.22
WORKDIR /src
COPY config.yml /etc/app/config.yml
COPY --from=builder /bin/app /bin/app
COPY web /web
CMD ["/bin/app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "the stage's name stays with what is run",
        GO,
        """\
FROM golang:1.24 AS app
WORKDIR /app
COPY . .
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22 AS app
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "an exec-form build gets an ENV",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN ["go", "build", "-o", "server"]
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
ENV CGO_ENABLED=0
RUN ["go", "build", "-o", "server"]

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "a site served by serve",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm install
RUN npm run build
CMD ["npx", "serve", "-s", "dist"]
""",
        """\
FROM node:20 AS builder
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build

FROM nginx:alpine
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 3000;
    charset utf-8;
    root /usr/share/nginx/html;
    location / {
        try_files $uri /index.html;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE 3000
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "the port of a variable stays that of the variable; what only served goes",
        VITE,
        """\
FROM node:20
ENV VITE_API=/v1
ENV PORT=8080
EXPOSE $PORT
WORKDIR /app
COPY . .
# the server
RUN npm install -g serve@14
RUN npm run build
ARG VERSION=1
ENV RELEASE=$VERSION
LABEL version=$VERSION
CMD serve -s dist -l tcp://0.0.0.0:${PORT}
""",
        """\
FROM node:20 AS builder
ENV VITE_API=/v1
ENV PORT=8080
WORKDIR /app
COPY . .
RUN npm run build

FROM nginx:alpine
ENV PORT=8080
COPY <<'EOF' /etc/nginx/templates/default.conf.template
server {
    listen ${PORT};
    charset utf-8;
    root /usr/share/nginx/html;
    location / {
        try_files $uri /index.html;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE $PORT
ARG VERSION=1
LABEL version=$VERSION
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "a shell that goes to the directory",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm run build
ENTRYPOINT cd dist && npx serve -l tcp://0.0.0.0:${PORT:-3000}
""",
        """\
FROM node:20 AS builder
WORKDIR /app
COPY . .
RUN npm run build

FROM nginx:alpine
ENV PORT=3000
COPY <<'EOF' /etc/nginx/templates/default.conf.template
server {
    listen ${PORT};
    charset utf-8;
    root /usr/share/nginx/html;
    error_page 404 /404.html;
    location / {
        try_files $uri $uri.html $uri/index.html =404;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE ${PORT}
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "work on the output behind the build is the builder's",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm run build
RUN mv dist/index.html dist/home.html
WORKDIR /app/dist
CMD ["npx", "serve"]
""",
        """\
FROM node:20 AS builder
WORKDIR /app
COPY . .
RUN npm run build
RUN mv dist/index.html dist/home.html

FROM nginx:alpine
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 3000;
    charset utf-8;
    root /usr/share/nginx/html;
    error_page 404 /404.html;
    location / {
        try_files $uri $uri.html $uri/index.html =404;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE 3000
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "without the build context: the directory of the last WORKDIR",
        None,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
WORKDIR dist
CMD http-server -p 80
""",
        """\
FROM node:20 AS builder
WORKDIR /app
COPY . .
RUN npm ci && npm run build

FROM nginx:alpine
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 80;
    charset utf-8;
    absolute_redirect off;
    root /usr/share/nginx/html;
    error_page 404 /404.html;
    location / {
        try_files $uri $uri/ $uri.html =404;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE 80
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "vite preview serves what its configuration writes",
        {
            "package.json": '{"scripts": {"build": "vite build", "preview": "vite preview"}, "devDependencies": {"vite": "^5.4.11"}}',
            "vite.config.js": "export default { build: { outDir: 'public_html' } }\n",
        },
        """\
FROM node:20-alpine
WORKDIR /app
COPY . .
RUN npm install && npm run build
CMD ["npm", "run", "preview", "--", "--host"]
""",
        """\
FROM node:20-alpine AS builder
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build

FROM nginx:alpine
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 4173;
    charset utf-8;
    root /usr/share/nginx/html;
    location / {
        try_files $uri $uri.html $uri/index.html /index.html;
    }
}
EOF
COPY --from=builder /app/public_html /usr/share/nginx/html
EXPOSE 4173
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "vite preview on the port of its configuration",
        {
            "package.json": '{"scripts": {"build": "vite build", "preview": "vite preview"}, "devDependencies": {"vite": "^5.4.11"}}',
            "vite.config.js": "export default { preview: { host: true, port: 5000 } }\n",
        },
        """\
FROM node:20-alpine
WORKDIR /app
COPY . .
RUN npm install && npm run build
CMD ["npm", "run", "preview", "--", "--host"]
""",
        """\
FROM node:20-alpine AS builder
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build

FROM nginx:alpine
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 5000;
    charset utf-8;
    root /usr/share/nginx/html;
    location / {
        try_files $uri $uri.html $uri/index.html /index.html;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE 5000
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "port and 404 stay",
        {
            "package.json": '{"scripts": {"build": "vite build", "start": "http-server dist -p 8081", "preview": "vite preview --port 8080"}, "devDependencies": {"vite": "^5.4.11"}}'
        },
        """\
FROM node:20-alpine
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build
EXPOSE 8081
LABEL team=web
CMD ["npm", "start"]
""",
        """\
FROM node:20-alpine AS builder
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build

FROM nginx:alpine
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 8081;
    charset utf-8;
    absolute_redirect off;
    root /usr/share/nginx/html;
    error_page 404 /404.html;
    location / {
        try_files $uri $uri/ $uri.html =404;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE 8081
LABEL team=web
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "without root",
        VITE,
        """\
FROM node:20
WORKDIR /app
COPY . .
RUN npm install && npm run build
USER node
CMD ["npx", "serve", "-s", "dist", "-l", "8080"]
""",
        """\
FROM node:20 AS builder
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build

FROM nginxinc/nginx-unprivileged:alpine
COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen 8080;
    charset utf-8;
    root /usr/share/nginx/html;
    location / {
        try_files $uri /index.html;
    }
}
EOF
COPY --from=builder /app/dist /usr/share/nginx/html
EXPOSE 8080
""",
        ("nginx",),
        Safety.UNSAFE,
    ),
    Case(
        "entrypoint script",
        {**GO, "start.sh": "#!/bin/sh\nexec ./server\n"},
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server .
ENTRYPOINT ["./start.sh"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
COPY --from=builder /app/start.sh ./
ENTRYPOINT ["./start.sh"]
""",
        ("alpine", "debian-slim"),
        Safety.UNSAFE,
    ),
    Case(
        "a variable of the old image that the start expands",
        None,
        """\
FROM golang:1.10
ADD . /go/src/app
RUN go install app && mkdir /config /logs && cp /go/src/app/app.json /config/app.json
WORKDIR /
CMD $GOPATH/bin/app -config=/config/app.json
""",
        """\
FROM golang:1.10 AS builder
ADD . /go/src/app
RUN CGO_ENABLED=0 go install app && mkdir /config /logs && cp /go/src/app/app.json /config/app.json

FROM alpine:3.22
RUN apk add --no-cache tzdata
ENV GOPATH=/go
COPY --from=builder /go/bin/app /go/bin/app
COPY --from=builder /config/app.json /config/app.json
WORKDIR /
CMD $GOPATH/bin/app -config=/config/app.json
""",
        ("alpine", "debian-slim"),
        Safety.UNSAFE,
    ),
    Case(
        "a start script",
        {**GO, "start.sh": '#!/bin/sh\nset -e\necho starting\nexec ./server "$@"\n'},
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go build -o server . && chmod +x start.sh
ENTRYPOINT ["./start.sh"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server . && chmod +x start.sh

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
COPY --from=builder /app/start.sh ./
ENTRYPOINT ["./start.sh"]
""",
        ("alpine", "debian-slim"),
        Safety.UNSAFE,
    ),
    Case(
        "a start script for bash",
        {**GO, "start.sh": '#!/bin/bash\nexec "$@"\n'},
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
RUN go install .
COPY start.sh /start.sh
ENTRYPOINT ["/start.sh"]
CMD ["app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go install .

FROM debian:trixie-slim
ENV PATH=/go/bin:$PATH
WORKDIR /app
COPY --from=builder /go/bin/app /go/bin/app
COPY start.sh /start.sh
ENTRYPOINT ["/start.sh"]
CMD ["app"]
""",
        ("debian-slim", "alpine"),
        Safety.UNSAFE,
    ),
    Case(
        "several programs of one module",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "cmd/server/main.go": "package main\n",
            "cmd/worker/main.go": "package main\n",
        },
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go install ./...
CMD ["server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go install ./...

FROM alpine:3.22
ENV PATH=/go/bin:$PATH
WORKDIR /src
COPY --from=builder /go/bin/server /go/bin/server
COPY --from=builder /go/bin/worker /go/bin/worker
CMD ["server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "programs that are built one by one",
        {**GO, "cmd/server/main.go": GO["main.go"], "cmd/worker/main.go": GO["main.go"]},
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o /bin/server ./cmd/server && go build -o /bin/worker ./cmd/worker
RUN go install github.com/swaggo/swag/cmd/swag@latest
RUN ["/bin/server", "--version"]
CMD ["/bin/server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /bin/server ./cmd/server && CGO_ENABLED=0 go build -o /bin/worker ./cmd/worker
RUN go install github.com/swaggo/swag/cmd/swag@latest
RUN ["/bin/server", "--version"]

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /bin/server /bin/server
COPY --from=builder /bin/worker /bin/worker
CMD ["/bin/server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "a directory that the program writes to",
        GO,
        """\
FROM golang:1.24
RUN mkdir -p /var/lib/app
WORKDIR /src
RUN mkdir -p /src/bin
COPY . .
RUN go build -o bin/app .
ENTRYPOINT ["bin/app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
RUN mkdir -p /src/bin
COPY . .
RUN CGO_ENABLED=0 go build -o bin/app .

FROM alpine:3.22
RUN mkdir -p /var/lib/app
WORKDIR /src
COPY --from=builder /src/bin/app ./bin/app
ENTRYPOINT ["bin/app"]
""",
        ("alpine",),
        Safety.SAFE,
    ),
    Case(
        "ownership as the file had it",
        GO,
        """\
FROM golang:1.24
RUN useradd -m app
WORKDIR /src
COPY --chown=app . .
RUN chown -R app /src
USER app
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
RUN useradd -m app
WORKDIR /src
COPY --chown=app . .
RUN chown -R app /src
USER app
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
RUN adduser -D app
WORKDIR /src
RUN chown -R app /src
USER app
COPY --from=builder --chown=app /src/app ./
CMD ["./app"]
""",
        ("alpine",),
        Safety.SAFE,
    ),
    Case(
        "a health check with a program of its own",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
RUN apk add --no-cache curl
WORKDIR /src
COPY --from=builder /src/app ./
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
CMD ["./app"]
""",
        ("alpine",),
        Safety.SAFE,
    ),
    Case(
        "packages that the program may start",
        GO,
        """\
FROM golang:1.24
RUN apt-get update && apt-get install -y ffmpeg git make
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
RUN apt-get update && apt-get install -y ffmpeg git make
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
RUN apk add --no-cache ffmpeg
WORKDIR /src
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine",),
        Safety.UNSAFE,
    ),
    Case(
        "a program that the sources start",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"os/exec"\n)\n\nfunc f() { exec.Command("git", "log") }\n',
        },
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
RUN apk add --no-cache git
WORKDIR /src
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine", "debian-slim"),
        Safety.SAFE,
    ),
    Case(
        "another platform",
        GO,
        """\
FROM --platform=linux/amd64 golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM --platform=linux/amd64 golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM --platform=linux/amd64 alpine:3.22
WORKDIR /src
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "line breaks of Windows",
        GO,
        'FROM golang:1.24\r\nWORKDIR /src\r\nEXPOSE 80\r\nCOPY . .\r\nRUN go build -o app .\r\nCMD ["./app"]\r\n',
        'FROM golang:1.24 AS builder\r\nWORKDIR /src\r\nCOPY . .\r\nRUN CGO_ENABLED=0 go build -o app .\r\n\r\nFROM alpine:3.22\r\nWORKDIR /src\r\nCOPY --from=builder /src/app ./\r\nEXPOSE 80\r\nCMD ["./app"]\r\n',
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "no line break at the end",
        GO,
        'FROM golang:1.24\nWORKDIR /src\nCMD ["./app"]\nCOPY . .\nRUN go build -o app .',
        'FROM golang:1.24 AS builder\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o app .\n\nFROM alpine:3.22\nWORKDIR /src\nCOPY --from=builder /src/app ./\nCMD ["./app"]',
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "several stages",
        GO,
        """\
FROM node:20 AS web
WORKDIR /web
COPY web .
RUN npm ci && npm run build

FROM golang:1.24
WORKDIR /src
COPY . .
COPY --from=web /web/dist ./public
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM node:20 AS web
WORKDIR /web
COPY web .
RUN npm ci && npm run build

FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
COPY --from=web /web/dist ./public
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /src/app ./
COPY --from=builder /src/public ./public
CMD ["./app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "a builder on Alpine without cgo",
        GO,
        """\
FROM golang:1.24-alpine
RUN apk add --no-cache git make && adduser -D -u 1000 app
WORKDIR /src
COPY . .
RUN go build -o /usr/bin/app .
USER app
CMD ["app"]
""",
        """\
FROM golang:1.24-alpine AS builder
RUN apk add --no-cache git make && adduser -D -u 1000 app
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /usr/bin/app .

FROM alpine:3.22
RUN adduser -D -u 1000 app
WORKDIR /src
COPY --from=builder /usr/bin/app /usr/bin/app
USER app
CMD ["app"]
""",
        ("alpine", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "tini from the package manager",
        GO,
        """\
FROM golang:1.24-alpine
RUN apk add --no-cache tini
WORKDIR /src
COPY . .
RUN go build -o app .
ENTRYPOINT ["tini", "--"]
CMD ["./app"]
""",
        """\
FROM golang:1.24-alpine AS builder
RUN apk add --no-cache tini
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
RUN apk add --no-cache tini
WORKDIR /src
COPY --from=builder /src/app ./
ENTRYPOINT ["tini", "--"]
CMD ["./app"]
""",
        ("alpine",),
        Safety.SAFE,
    ),
    Case(
        "certificates of one's own authorities",
        GO,
        """\
FROM golang:1.24
COPY ca.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
COPY ca.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "certificates that are added behind the build",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
COPY ca.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
RUN apk add --no-cache ca-certificates
WORKDIR /src
COPY --from=builder /src/app ./
COPY ca.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
CMD ["./app"]
""",
        ("alpine",),
        Safety.SAFE,
    ),
    Case(
        "a time zone that compose gives",
        {**GO, "compose.yaml": "services:\n  app:\n    build: .\n    environment:\n      TZ: Europe/Paris\n"},
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
RUN apk add --no-cache tzdata
WORKDIR /src
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "content types that Debian adds",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"net/http"\n\t"embed"\n)\n\nfunc f() { http.FileServer(http.FS(files)) }\n',
        },
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.UNSAFE,
    ),
    Case(
        "the home directory",
        {
            "go.mod": "module example.com/app\n\ngo 1.24\n",
            "main.go": 'package main\n\nimport (\n\t"os"\n)\n\nfunc f() { os.UserHomeDir() }\n',
        },
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM scratch
WORKDIR /src
COPY --from=builder /etc/passwd /etc/group /etc/
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
        "scratch",
    ),
    Case(
        "a user with another number elsewhere",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
USER daemon
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM debian:trixie-slim
WORKDIR /src
COPY --from=builder /src/app ./
USER daemon
CMD ["./app"]
""",
        ("debian-slim",),
        Safety.SAFE,
    ),
    Case(
        "a shell with options",
        GO,
        """\
FROM golang:1.24
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /src
COPY . .
RUN go build -o app .
ENTRYPOINT ./app
""",
        """\
FROM golang:1.24 AS builder
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM gcr.io/distroless/static-debian12
WORKDIR /src
COPY --from=builder /src/app ./
ENTRYPOINT ["./app"]
""",
        ("distroless-static", "scratch", "debian-slim"),
        Safety.SAFE,
    ),
    Case(
        "a shell behind the build that Alpine does not have",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
SHELL ["/bin/bash", "-c"]
RUN mkdir /data
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM debian:trixie-slim
WORKDIR /src
COPY --from=builder /src/app ./
SHELL ["/bin/bash", "-c"]
RUN mkdir /data
CMD ["./app"]
""",
        ("debian-slim",),
        Safety.SAFE,
    ),
    Case(
        "an owner that the smallest images do not have",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
COPY --chown=www-data:www-data app.conf /etc/app/
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM debian:trixie-slim
WORKDIR /src
COPY --from=builder /src/app ./
COPY --chown=www-data:www-data app.conf /etc/app/
CMD ["./app"]
""",
        ("debian-slim",),
        Safety.SAFE,
    ),
    Case(
        "a directory that is named by a variable of the old image",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o /app .
WORKDIR $GOPATH/data
CMD ["/app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
ENV GOPATH=/go
WORKDIR /src
COPY --from=builder /app /app
WORKDIR $GOPATH/data
CMD ["/app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
    Case(
        "a list would be given the CMD that a shell leaves aside",
        GO,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go build -o app .
ENTRYPOINT ./app
CMD ["--verbose"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o app .

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /src/app ./
ENTRYPOINT ./app
CMD ["--verbose"]
""",
        ("alpine", "debian-slim"),
        Safety.SAFE,
    ),
    Case(
        "a start script that nobody could read, given the program",
        None,
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN go install -v ./...
COPY entrypoint.sh /entrypoint.sh
ENTRYPOINT ["/entrypoint.sh"]
CMD ["server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go install -v ./...

FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates tzdata && rm -rf /var/lib/apt/lists/*
ENV PATH=/go/bin:$PATH
WORKDIR /src
COPY --from=builder /go/bin/server /go/bin/server
COPY entrypoint.sh /entrypoint.sh
ENTRYPOINT ["/entrypoint.sh"]
CMD ["server"]
""",
        ("debian-slim", "alpine"),
        Safety.UNSAFE,
    ),
    Case(
        "a build by make",
        {
            **GO,
            "Makefile": 'BIN ?= bin/app\nGOFLAGS := -trimpath\n\n.PHONY: build test\n\nall: test build\n\ntest:\n\tgo vet ./...\n\nbuild: ## Build it\n\t@go build $(GOFLAGS) \\\n\t\t-o $(BIN) .\n\nstatic:\n\tCGO_ENABLED=0 go build -ldflags "-X main.v=$(shell git describe)" -o $(BIN)\n\ncomputed:\n\tCGO_ENABLED=$(CGO) go build -o $(BIN)\n',
        },
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN make
CMD ["bin/app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 make

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /src/bin/app ./bin/app
CMD ["bin/app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.UNSAFE,
    ),
    Case(
        "a target of make with a variable",
        {
            **GO,
            "Makefile": 'BIN ?= bin/app\nGOFLAGS := -trimpath\n\n.PHONY: build test\n\nall: test build\n\ntest:\n\tgo vet ./...\n\nbuild: ## Build it\n\t@go build $(GOFLAGS) \\\n\t\t-o $(BIN) .\n\nstatic:\n\tCGO_ENABLED=0 go build -ldflags "-X main.v=$(shell git describe)" -o $(BIN)\n\ncomputed:\n\tCGO_ENABLED=$(CGO) go build -o $(BIN)\n',
        },
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN make static BIN=/bin/app
CMD ["/bin/app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN make static BIN=/bin/app

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /bin/app /bin/app
CMD ["/bin/app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.UNSAFE,
    ),
    Case(
        "a build script",
        {**GO, "cmd/main.go": GO["main.go"], "scripts/build.sh": "#!/bin/sh\nset -e\ncd cmd\ngo build -o ../app .\n"},
        """\
FROM golang:1.24
WORKDIR /src
COPY . .
RUN ./scripts/build.sh
CMD ["./app"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 ./scripts/build.sh

FROM alpine:3.22
WORKDIR /src
COPY --from=builder /src/app ./
CMD ["./app"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.UNSAFE,
    ),
    Case(
        "files that a heredoc or a download makes",
        GO,
        """\
FROM golang:1.24
WORKDIR /app
COPY . .
COPY <<EOF config.yml
port: 80
EOF
ADD https://example.com/cities.mmdb ./
RUN go build -o server .
CMD ["./server"]
""",
        """\
FROM golang:1.24 AS builder
WORKDIR /app
COPY . .
COPY <<EOF config.yml
port: 80
EOF
ADD https://example.com/cities.mmdb ./
RUN CGO_ENABLED=0 go build -o server .

FROM alpine:3.22
WORKDIR /app
COPY --from=builder /app/server ./
COPY --from=builder /app/config.yml ./
COPY --from=builder /app/cities.mmdb ./
CMD ["./server"]
""",
        ("alpine", "distroless-static", "scratch"),
        Safety.SAFE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_split(case: Case) -> None:
    offer = offer_of(case.before, case.context)
    assert tuple(choice.name for choice in offer.choices) == case.choices
    choice = offer.choice(case.choice) if case.choice else offer.default
    assert choice is not None
    assert apply(case.before, choice.change.edits) == case.after
    assert choice.change.safety is case.safety
    assert (choice.change.safety is Safety.SAFE) == (not choice.change.notes)
    for each in offer.choices:
        assert split_of(apply(case.before, each.change.edits), case.context) is None
