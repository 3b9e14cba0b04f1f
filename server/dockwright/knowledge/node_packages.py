"""Packages of the npm registry that a container must be told about: native code, system programs, files read by default.

Source: the packages' own documentation and install scripts. Date: 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

SELF_CONTAINED: frozenset[str] = words(
    """
    argon2 bcrypt better-sqlite3 bufferutil core-js core-js-pure cpu-features cbor-extract deasync dtrace-provider es5-ext
    esbuild farmhash @node-rs/argon2 @node-rs/bcrypt @nestjs/core @parcel/watcher @sentry/cli @sentry/profiling-node
    @swc/core @scarf/scarf @apollo/protobufjs fsevents hiredis highlight.js iltorb isolated-vm iconv keytar leveldown
    lmdb lz4 msgpackr-extract msw nan node-expat node-sass nodemailer nx preact protobufjs re2 redoc sharp sqlite3 ssh2
    styled-components sodium-native snappy @tensorflow/tfjs-node ttf2woff2 tree-sitter tiny-secp256k1 utf-8-validate
    unix-dgram unrs-resolver vue-demi web3 websocket workerd xxhash zeromq zlib-sync @prisma/client @prisma/engines prisma
    secp256k1 scrypt ursa-optional kerberos mongodb-client-encryption microtime node-gyp-build @mongodb-js/zstd
    aws-crt @datadog/native-metrics @datadog/pprof dd-trace newrelic @newrelic/native-metrics heapdump v8-profiler-next
    uglifyjs-webpack-plugin ejs nodemon husky yarn
    """
)
"""Packages with an install script that need no library beyond the C and C++ ones, which every image of node has."""

PLAIN_SCRIPTS: frozenset[str] = words(
    """
    core-js core-js-pure es5-ext @nestjs/core @scarf/scarf @apollo/protobufjs ejs highlight.js husky msw nodemailer nodemon preact
    protobufjs redoc styled-components uglifyjs-webpack-plugin vue-demi web3 yarn
    """
)
"""Those of JavaScript alone among them: their script prints something, or chooses among files."""

LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "@prisma/client": ("ca-certificates", "openssl"),
    "prisma": ("ca-certificates", "openssl"),
    "pg-native": ("libpq5",),
    "libpq": ("libpq5",),
}
"""Debian's packages that hold what a native module loads; the full image of node has them, the slim one has not."""

ALPINE_LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "@prisma/client": ("openssl",),
    "prisma": ("openssl",),
    "pg-native": ("libpq",),
    "libpq": ("libpq",),
}

PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "fluent-ffmpeg": ("ffmpeg",),
    "gm": ("convert",),
    "imagemagick": ("convert",),
    "node-imagemagick": ("convert",),
    "simple-git": ("git",),
    "gitlog": ("git",),
    "nodegit": (),
}
"""Programs of the system that a package starts."""

BROWSER_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "puppeteer": ("PUPPETEER_SKIP_DOWNLOAD", "PUPPETEER_SKIP_CHROMIUM_DOWNLOAD"),
    "playwright": ("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",),
    "playwright-core": ("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",),
    "playwright-chromium": ("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",),
}
"""By package: the variables that keep its install from downloading a browser.
Sources: https://pptr.dev/guides/configuration, https://playwright.dev/docs/browsers. Date: 2026-11."""

BROWSERS = words("chromium chromium-browser firefox firefox-esr")
"""Packages of the system with a browser that such a package can be told to start."""

BROWSER_INSTALLERS = words("playwright patchright rebrowser-playwright puppeteer @puppeteer/browsers cypress")
"""Programs whose `install` downloads browsers into a directory of their own."""

BROWSER_LIBRARIES = words("libnss3 libatk-bridge2.0-0 libxcomposite1 libxdamage1")
"""Packages of the system that a browser asks for which is downloaded, as their lists of requirements name them."""

UNMOVED: Mapping[str, str] = {
    "puppeteer": "keeps its browser outside of node_modules",
    "playwright": "keeps its browsers outside of node_modules",
    "playwright-core": "looks for browsers outside of node_modules",
    "playwright-chromium": "keeps its browser outside of node_modules",
    "@playwright/test": "keeps its browsers outside of node_modules",
    "phantomjs-prebuilt": "needs libraries of the system that are not known",
    "phantomjs": "needs libraries of the system that are not known",
    "electron": "needs libraries of the system that are not known",
    "canvas": "may be linked against libraries of the system that are not known",
    "nodegit": "is linked against libraries of the system that are not known",
    "node-rdkafka": "is linked against libraries of the system that are not known",
    "opencv4nodejs": "is linked against libraries of the system that are not known",
    "oracledb": "looks for a client outside of node_modules",
    "odbc": "is linked against libraries of the system that are not known",
    "ibm_db": "is linked against libraries of the system that are not known",
    "java": "needs a Java runtime",
    "python-shell": "starts Python",
    "youtube-dl": "starts Python",
    "youtube-dl-exec": "starts Python",
    "yt-dlp-exec": "starts Python",
    "node-libcurl": "is linked against libraries of the system that are not known",
    "libxmljs": "is linked against libraries of the system that are not known",
    "gl": "needs libraries of the system that are not known",
    "usb": "is linked against libraries of the system that are not known",
    "zmq": "is linked against libraries of the system that are not known",
    "node-pty": "starts shells and programs of the system",
}
"""Packages that another image may lack something for, and why."""

DEFAULT_READS: Mapping[str, tuple[str, ...]] = {
    "config": ("config",),
    "dotenv": (".env",),
    "@nestjs/config": (".env",),
    "dotenv-flow": (".env", ".env.production", ".env.local"),
    "dotenv-safe": (".env", ".env.example"),
    "next-i18next": ("next-i18next.config.js", "next-i18next.config.mjs", "public/locales"),
    "i18n": ("locales",),
    "convict": ("config",),
    "sequelize-cli": (".sequelizerc", "config", "migrations", "models", "seeders"),
    "node-pg-migrate": ("migrations",),
    "db-migrate": ("database.json", "migrations"),
    "migrate-mongo": ("migrate-mongo-config.js", "migrations"),
    "knex": ("knexfile.js", "knexfile.cjs", "knexfile.mjs", "migrations", "seeds"),
    "tsconfig-paths": ("tsconfig.json",),
    "typeorm": ("ormconfig.json", "ormconfig.js"),
    "prisma": ("prisma", "prisma.config.ts", ".env"),
    "@prisma/client": ("prisma", ".env"),
    "pug": ("views",),
    "ejs": ("views",),
    "hbs": ("views",),
    "express-handlebars": ("views",),
    "nunjucks": ("views", "templates"),
    "newrelic": ("newrelic.js", "newrelic.cjs"),
    "graphql-config": (".graphqlrc", ".graphqlrc.yml"),
}
"""Files and directories that a package reads without being told, relative to the working directory."""

SETTINGS: Mapping[str, tuple[str, ...]] = {
    "drizzle-kit": ("drizzle.config",),
    "knex": ("knexfile",),
    "mikro-orm": ("mikro-orm.config", "src/mikro-orm.config"),
    "kysely": ("kysely.config", ".config/kysely.config"),
}
"""Programs that load a file of settings when they run: its name without the ending, of JavaScript or TypeScript.

Sources: https://orm.drizzle.team/docs/drizzle-config-file, https://knexjs.org/guide/migrations.html,
https://mikro-orm.io/docs/configuration, https://github.com/kysely-org/kysely-ctl. Date: 2026-11."""

PACKAGE_OF_PROGRAM: Mapping[str, str] = {
    "nest": "@nestjs/cli",
    "tsc": "typescript",
    "ng": "@angular/cli",
    "react-router": "@react-router/dev",
    "remix": "@remix-run/dev",
    "remix-serve": "@remix-run/serve",
    "react-router-serve": "@react-router/serve",
    "dotenv": "dotenv-cli",
    "run-s": "npm-run-all",
    "run-p": "npm-run-all",
    "cross-env-shell": "cross-env",
    "nuxi": "nuxt",
    "sequelize": "sequelize-cli",
    "strapi": "@strapi/strapi",
    "svelte-kit": "@sveltejs/kit",
    "typeorm-ts-node-commonjs": "typeorm",
    "pm2-runtime": "pm2",
    "vue-cli-service": "@vue/cli-service",
    "docusaurus": "@docusaurus/core",
    "craco": "@craco/craco",
    "babel": "@babel/cli",
    "swc": "@swc/cli",
    "eleventy": "@11ty/eleventy",
    "ncc": "@vercel/ncc",
    "graphql-codegen": "@graphql-codegen/cli",
    "ember": "ember-cli",
    "preact": "preact-cli",
}
"""Which package brings an executable that is not named like it."""
