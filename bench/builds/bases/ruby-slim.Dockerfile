FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ruby bundler ruby-webrick ruby-rack \
    && rm -rf /var/lib/apt/lists/* && for tool in ruby bundle gem; do ln -s "/usr/bin/$tool" "/usr/local/bin/$tool"; done
CMD ["irb"]
