FROM alpine:3.22 AS tree
WORKDIR /tree
RUN mkdir -p etc/ssl/certs usr/share tmp root home/nonroot \
    && chmod 1777 tmp && chown 65532:65532 home/nonroot \
    && cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/ \
    && cp -a /usr/share/zoneinfo usr/share/ \
    && printf 'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n' >etc/passwd \
    && printf 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' >>etc/passwd \
    && printf 'root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n' >etc/group

FROM scratch
COPY --from=tree /tree/ /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
WORKDIR /
