from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span

_GO, _ALPINE, _OLD = "sha256:" + "a" * 64, "sha256:" + "b" * 64, "sha256:" + "0" * 64
_LOCK = {"dockwright.lock": f'[images]\n"golang:1.24" = "{_GO}"\n"docker.io/library/alpine" = "{_ALPINE}"\n'}


@assist(
    "pin-digest",
    is_light=True,
    examples=(
        Example(
            "FROM golang:1.24 AS build\nRUN go build -o /a\nFROM alpine\nCOPY --from=build /a /a\n"
            "COPY --from=alpine:latest /etc/passwd /etc/\nFROM build\nFROM scratch\n",
            f"FROM golang:1.24@{_GO} AS build\nRUN go build -o /a\nFROM alpine@{_ALPINE}\nCOPY --from=build /a /a\n"
            f"COPY --from=alpine:latest@{_ALPINE} /etc/passwd /etc/\nFROM build\nFROM scratch\n",
            context=_LOCK,
        ),
        Example(
            "FROM golang:1.24‸\nRUN --mount=type=bind,from=alpine,target=/a ls /a\n",
            f"FROM golang:1.24@{_GO}\nRUN --mount=type=bind,from=alpine,target=/a ls /a\n",
            context={"dockwright.lock": f'[images]\n"golang:1.24" = "{_GO}"\n'},
            title="only what is selected",
        ),
        Example(
            f"FROM golang:1.24@{_OLD}\nRUN go build\n",
            f"FROM golang:1.24@{_GO}\nRUN go build\n",
            context=_LOCK,
            choice="update",
            title="unsafe: the lock file has another digest",
        ),
        Example(
            "FROM golang:1.23\nFROM node:22\nFROM alpine\n",
            context=_LOCK,
            reason="`golang:1.23`, `node:22` are not in dockwright.lock",
        ),
        Example("ARG V=1.24\nFROM golang:$V\n", context=_LOCK, reason="put together from variables"),
        Example("FROM alpine\n", context={"dockwright.lock": "[images]\nalpine = 1\n"}, reason="`alpine` is none"),
        Example("FROM alpine\n", context={"dockwright.lock": "alpine"}, reason="it cannot be read"),
        Example(f"FROM golang:1.24@{_GO}\n", context=_LOCK, title="pinned already"),
        Example("FROM alpine\n", context={}, title="no lock file"),
    ),
)
def pin_digest(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Pin images to the digests of a lock file.

    The lock file is `dockwright.lock` in the root of the build context, TOML that you write or generate yourself:

    ```toml
    [images]
    "golang:1.24" = "sha256:..."
    "ghcr.io/example/tool:v2" = "sha256:..."
    ```

    Every image of a `FROM`, `COPY --from` or `RUN --mount=from` gets the digest that stands there, behind the tag it has. With
    a selection only those in it. Nothing is asked of any registry.

    Refused where an image is not in the lock file, or is put together from variables. Where the file has another digest than
    the lock file, `update` (unsafe) replaces it, and `pin` leaves it and says so.
    """
    from dockwright.refactorings.digests import pin

    return pin(model, context, selection)
