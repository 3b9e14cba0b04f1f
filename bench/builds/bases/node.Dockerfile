FROM node:20-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends git python3 make g++ curl && rm -rf /var/lib/apt/lists/*
