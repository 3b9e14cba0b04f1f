"""workspace/didChangeWatchedFiles: a file that diagnostics may depend on has changed on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import (
    WORKSPACE_DID_CHANGE_WATCHED_FILES,
    DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions,
    FileSystemWatcher,
    Registration,
)

if TYPE_CHECKING:
    from dockwright.lsp.session import Server

# Braces hold plain names only: Emacs knows no wildcards in them, and refuses all patterns for the sake of one.
# Ignore files and configuration; what names a Dockerfile; what dependencies are restored from.
AROUND = (
    "**/*.dockerignore",
    "**/.containerignore",
    "**/dockwright.toml",
    "**/pyproject.toml",
    "**/{.hadolint,hadolint}.{yaml,yml}",
    "**/{compose,docker-compose}*.{yaml,yml}",
    "**/docker-bake*.{hcl,json}",
    "**/.github/workflows/*.{yaml,yml}",
    "**/skaffold*.{yaml,yml}",
    "**/{devcontainer,.devcontainer}.json",
    "**/{Makefile,makefile,GNUmakefile,justfile,Justfile,.justfile,Jenkinsfile,Tiltfile,render.yaml,project.json}",
    "**/{Taskfile,.gitlab-ci,.travis,.drone,azure-pipelines,bitbucket-pipelines}.{yaml,yml}",
    "**/cloudbuild*.{yaml,yml}",
    "**/*.{sh,bash,mk}",
    "**/{README,Readme,readme}*",
    "**/{go.mod,go.sum,go.work,go.work.sum}",
    "**/{package,package-lock,npm-shrinkwrap,bun}.json",
    "**/{yarn.lock,pnpm-lock.yaml,pnpm-workspace.yaml,bun.lock,bun.lockb,.npmrc,.yarnrc,.yarnrc.yml}",
    "**/*requirements*.txt",
    "**/*constraints*.txt",
    "**/{setup.py,setup.cfg,Pipfile,Pipfile.lock,poetry.lock,uv.lock,pdm.lock}",
    "**/{Cargo.toml,Cargo.lock,composer.json,composer.lock,Gemfile,Gemfile.lock,pom.xml}",
    "**/{build.gradle,build.gradle.kts,settings.gradle,settings.gradle.kts,gradle.lockfile,build.sbt,mix.exs,mix.lock}",
    "**/*.{csproj,fsproj,vbproj,sln,slnx}",
    "**/{packages.lock.json,NuGet.config}",
    "**/Directory.*.props",
)
"""What the diagnostics of a Dockerfile depend on, as patterns of the protocol."""

PATTERNS = ("**/*[Dd]ockerfile*", "**/*[Cc]ontainerfile*", *AROUND)


def registration() -> Registration:
    """What the client is asked to watch."""
    watchers = [FileSystemWatcher(pattern) for pattern in PATTERNS]
    options = DidChangeWatchedFilesRegistrationOptions(watchers)
    return Registration("watched-files", WORKSPACE_DID_CHANGE_WATCHED_FILES, options)


def did_change_watched_files(server: Server, params: DidChangeWatchedFilesParams) -> None:
    if params.changes:
        server.poll.renew()
        server.environment.changed()
        server.publisher.refresh()
