# Debian's Node with an npm of its own, at the official image's places.
FROM debian:trixie-slim AS npm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends npm
WORKDIR /npm
RUN NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm pack --silent npm@10 && tar -xf npm-*.tgz

FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs && rm -rf /var/lib/apt/lists/*
COPY --from=npm /npm/package /usr/local/lib/node_modules/npm
RUN ln -s /usr/bin/node /usr/local/bin/node \
    && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
    && chmod 755 /usr/local/lib/node_modules/npm/bin/*.js \
    && printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nprefix=/usr/local\nupdate-notifier=false\nfund=false\naudit=false\n' \
        >/usr/local/lib/node_modules/npm/npmrc \
    && groupadd -g 1000 node && useradd -u 1000 -g node -m -s /bin/bash node
CMD ["node"]
