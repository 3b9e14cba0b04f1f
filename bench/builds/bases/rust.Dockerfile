FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends rustc cargo gcc libc6-dev && rm -rf /var/lib/apt/lists/*
ENV CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
