"""Label keys that tools know.

Source: the annotations of the OCI image specification. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

OCI_LABELS: Mapping[str, str] = {
    f"org.opencontainers.image.{name}": meaning
    for name, meaning in {
        "title": "The name of the image, for people",
        "description": "What the software in the image does, for people",
        "authors": "Who to turn to: persons or an organisation",
        "vendor": "Who distributes the image",
        "licenses": "The licenses of the software, as an SPDX expression",
        "url": "A page with more about the image",
        "documentation": "A page with its documentation",
        "source": "Where the source code is; hosts link the package to the repository by it",
        "version": "The version of the software",
        "revision": "The commit that the image was built from",
        "created": "When the image was built, in RFC 3339",
        "ref.name": "The name of the reference to the image",
        "base.name": "The image that this one is built on",
        "base.digest": "The digest of the image that this one is built on",
    }.items()
}
