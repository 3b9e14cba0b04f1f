FROM debian:trixie-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends golang-go git gcc libc6-dev make pkg-config \
    && rm -rf /var/lib/apt/lists/*
ENV GOPATH=/go GOTOOLCHAIN=local PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN ln -s "$(go env GOROOT)" /usr/local/go && mkdir -p /go/src /go/bin && chmod -R 1777 /go
WORKDIR /go
