FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
