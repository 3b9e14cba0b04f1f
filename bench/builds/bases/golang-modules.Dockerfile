# Go with two modules in a module proxy of files, so that there is something to download without a network.
FROM golang:1.24
COPY modules/ /usr/local/share/modules/
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends zip && rm -rf /var/lib/apt/lists/* \
    && cd /usr/local/share/modules && for module in greeting titles; do \
        versions="/usr/local/share/proxy/example.org/$module/@v" && mkdir -p "$versions" \
        && zip -q -X -r "$versions/v1.2.0.zip" "example.org/$module@v1.2.0" \
        && cp "example.org/$module@v1.2.0/go.mod" "$versions/v1.2.0.mod" \
        && echo v1.2.0 >"$versions/list" \
        && echo '{"Version":"v1.2.0","Time":"2026-01-01T00:00:00Z"}' >"$versions/v1.2.0.info" || exit; \
    done
ENV GOPROXY=file:///usr/local/share/proxy GOSUMDB=off
