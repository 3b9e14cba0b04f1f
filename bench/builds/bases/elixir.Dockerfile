FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends elixir erlang-dev erlang-inets erlang-xmerl \
    && rm -rf /var/lib/apt/lists/*
ENV LANG=C.UTF-8
CMD ["iex"]
