FROM debian:bookworm
RUN apt-get update && \
    apt-get install -y build-essential && \
    apt-get clean

RUN cd /usr/src && \
    curl -sSL https://example.org/tool.tar.gz | tar xz && \
    cd tool && make && make install && \
    rm -rf /usr/src/tool
ENTRYPOINT ["/usr/local/bin/tool"]
