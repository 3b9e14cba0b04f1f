FROM ruby:3.3-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends build-essential ruby-dev git && rm -rf /var/lib/apt/lists/*
