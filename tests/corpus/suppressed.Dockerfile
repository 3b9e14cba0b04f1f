# dockwright: ignore-file[latest-base-image] the team's own image
# check=skip=JSONArgsRecommended
FROM example.org/team/base:latest
# hadolint ignore=DL3008,DL3015
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
# dockwright: ignore[add-instead-of-copy, sudo-in-run] unpacked by hand
ADD app.bin /opt/
CMD run it
