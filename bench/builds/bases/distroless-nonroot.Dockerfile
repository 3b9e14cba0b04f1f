FROM gcr.io/distroless/static-debian12:latest
USER 65532
WORKDIR /home/nonroot
