FROM debian:trixie-slim AS tree
WORKDIR /usr/lib/x86_64-linux-gnu
RUN mkdir -p /tree/usr/lib/x86_64-linux-gnu /tree/lib64 \
    && cp -L ld-linux-x86-64.so.2 libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libnss_dns.so.2 \
        libnss_files.so.2 libgcc_s.so.1 libstdc++.so.6 libssl.so.3 libcrypto.so.3 /tree/usr/lib/x86_64-linux-gnu/ \
    && cp -L ld-linux-x86-64.so.2 /tree/lib64/ \
    && ln -s usr/lib /tree/lib

FROM gcr.io/distroless/static-debian12:latest
COPY --from=tree /tree/ /
