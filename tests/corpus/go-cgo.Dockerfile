# syntax=docker/dockerfile:1
FROM golang:1.24-alpine AS Build
RUN apk add --update gcc musl-dev sqlite-dev
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=1 go build -o /out/app ./cmd/app

FROM alpine
COPY --from=build /out/app /usr/local/bin/app
USER nobody
ENTRYPOINT ["app"]
