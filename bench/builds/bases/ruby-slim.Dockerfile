# Debian's Ruby with the gems webrick and rack, which Bundler finds on the spot.
FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ruby bundler ruby-webrick ruby-rack \
    && rm -rf /var/lib/apt/lists/* && for tool in ruby bundle gem; do ln -s "/usr/bin/$tool" "/usr/local/bin/$tool"; done
# As in the official image: gems go to one place of their own.
ENV GEM_HOME=/usr/local/bundle BUNDLE_APP_CONFIG=/usr/local/bundle BUNDLE_SILENCE_ROOT_WARNING=1
ENV PATH=/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -m 1777 /usr/local/bundle
CMD ["irb"]
