"""Packages of the npm registry whose install or run needs more than Node and the C library.

Source: the packages' own documentation. Date: 2026-11.
"""

from __future__ import annotations

from dockwright.knowledge.table import words

HARMLESS_SCRIPTS = words(
    "@apollo/protobufjs @nestjs/core @swc/core core-js core-js-pure es5-ext esbuild fsevents "
    "husky nodemon protobufjs unrs-resolver"
)
"""Packages with an install script that only prints something, or fetches a finished program."""

NEED_MORE = words(
    "@prisma/client canvas chromium chromedriver fluent-ffmpeg gm imagemagick node-gyp node-pty nodegit pidusage playwright "
    "playwright-core pm2 prisma ps-list puppeteer puppeteer-core simple-git wkhtmltopdf"
)
"""Packages that start programs, or load libraries, that an image without development files may lack."""
