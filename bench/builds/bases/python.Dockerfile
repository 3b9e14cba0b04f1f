FROM python:3.13.5-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends build-essential python3-dev git curl libpq-dev libffi-dev libssl-dev \
    && rm -rf /var/lib/apt/lists/*
