# dockwright in an image, for those who have no Python: see docs/ci.md.

FROM python:3.13-slim AS builder
WORKDIR /src
RUN python -m venv /opt/dockwright
COPY pyproject.toml README.md LICENSE ./
COPY server/ server/
COPY hooks/ hooks/
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/dockwright/bin/pip install --disable-pip-version-check ".[shellcheck]"

FROM python:3.13-slim
COPY --from=builder /opt/dockwright /opt/dockwright
ENV PATH=/opt/dockwright/bin:$PATH
WORKDIR /work
ENTRYPOINT ["dockwright"]
CMD ["check"]
