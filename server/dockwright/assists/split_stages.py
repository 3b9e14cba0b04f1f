from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

GO_MOD = "module example.com/app\n\ngo 1.24\n"
GO = {"go.mod": GO_MOD, "main.go": "package main\n\nfunc main() {}\n"}
WITH_MODULES = {**GO, "go.mod": GO_MOD + "\nrequire github.com/google/uuid v1.6.0\n", "go.sum": ""}
CGO = {"go.mod": GO_MOD, "main.go": 'package main\n\nimport "C"\n\nfunc main() {}\n'}
TEMPLATES = {
    "go.mod": GO_MOD,
    "main.go": 'package main\n\nimport "html/template"\n\nvar pages, _ = template.ParseGlob("templates/*.html")\n\nfunc main() {}\n',
    "templates/index.html": "",
}
PLUGIN = {"go.mod": GO_MOD, "main.go": 'package main\n\nimport "plugin"\n\nfunc main() { plugin.Open("x.so") }\n'}
VITE = {"package.json": '{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "^5.4.11"}}'}

_GO_FILE = 'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n'
_GO_BUILDER = "FROM golang:1.24 AS builder\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n\n"


@assist(
    "split-stages",
    examples=(
        Example(
            'FROM golang:1.24‸\nWORKDIR /app\nCOPY . .\nRUN go build -o myapp\nCMD ["./myapp"]\n',
            "FROM golang:1.24 AS builder\nWORKDIR /app\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
            "RUN CGO_ENABLED=0 go build -o myapp\n\n"
            'FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/myapp ./\nCMD ["./myapp"]\n',
            context=WITH_MODULES,
            title="the builder copies the manifests first",
        ),
        Example(
            _GO_FILE,
            _GO_BUILDER
            + 'FROM gcr.io/distroless/static-debian12\nWORKDIR /app\nCOPY --from=builder /app/server ./\nCMD ["./server"]\n',
            context=GO,
            choice="distroless-static",
        ),
        Example(
            _GO_FILE,
            _GO_BUILDER + "FROM alpine:3.22\nWORKDIR /app\nCOPY --from=builder /app/server ./\n"
            'COPY --from=builder /app/templates ./templates\nCMD ["./server"]\n',
            context=TEMPLATES,
            title="files that the sources read",
        ),
        Example(
            _GO_FILE.replace("1.24", "1.24-bookworm"),
            "FROM golang:1.24-bookworm AS builder\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\n\n"
            'FROM debian:bookworm-slim\nWORKDIR /app\nCOPY --from=builder /app/server ./\nCMD ["./server"]\n',
            context=CGO,
            title="cgo: the C library of the builder's release",
        ),
        Example(
            _GO_FILE,
            _GO_BUILDER
            + "FROM alpine:3.22\nRUN apk add --no-cache tzdata\nWORKDIR /app\nCOPY --from=builder /app/server ./\n"
            'CMD ["./server"]\n',
            title="nothing is known of the sources",
        ),
        Example(
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\nUSER node\n"
            'CMD ["npx", "serve", "-s", "dist", "-l", "8080"]\n',
            "FROM node:20 AS builder\nWORKDIR /app\nCOPY . .\nRUN npm run build\n\n"
            "FROM nginxinc/nginx-unprivileged:alpine\nCOPY <<'EOF' /etc/nginx/conf.d/default.conf\nserver {\n"
            "    listen 8080;\n    root /usr/share/nginx/html;\n    location / {\n"
            "        try_files $uri $uri.html $uri/ /index.html;\n    }\n}\nEOF\n"
            "COPY --from=builder /app/dist /usr/share/nginx/html\nEXPOSE 8080\n",
            context=VITE,
            choice="nginx",
            title="a site that is served without root",
        ),
        Example(_GO_FILE, context=PLUGIN, reason="the program loads plugins"),
        Example("FROM golang:1.24\nRUN go install example.com/tool@v1\n", reason="there is no CMD or ENTRYPOINT"),
        Example('FROM golang:1.24\nCOPY . .\nCMD ["go", "run", "."]\n', reason="the container runs the Go toolchain"),
        Example(_GO_FILE.replace("./server", "./other"), context=GO, reason="is not what the build makes"),
        Example('FROM node:20\nCOPY . .\nRUN npm ci\nCMD ["node", "."]\n', reason="serves no static files"),
        Example('FROM alpine:3.22\nCMD ["sh"]\n', title="no toolchain, nothing to say"),
    ),
)
def split_stages(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Split the final stage into one that builds and one that runs.

    Offered where the final stage is made of a toolchain; the choice is the base of the runtime stage: `alpine`,
    `distroless-static`, `distroless-base`, `scratch`, `debian-slim`, `slim` or `nginx`, of which only those are offered that are
    right for what the program needs. Artifacts keep their absolute path, the container its working directory, its
    variables, ports, labels, user, health check and start command.
    """
    stage = model.target
    if stage is None or (selection is not None and not _touches(stage.span, selection)):
        return None
    from dockwright.refactorings.split import Obstacle, candidate, split

    if candidate(model) is None:
        return None
    found = split(model, context, settings)
    return Refusal(found.reason, found.span) if isinstance(found, Obstacle) else found


def _touches(span: Span, selection: Span) -> bool:
    return span.start <= selection.end and selection.start <= span.end
