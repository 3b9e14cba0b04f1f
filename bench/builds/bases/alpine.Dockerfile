# busybox and musl's loader: a program that wants glibc fails here as it does on the real Alpine. `apk` is a stub that says
# yes to what is already here, and no to everything else.
FROM debian:trixie-slim AS packages
WORKDIR /packages
RUN apt-get update -qq && apt-get download -qq busybox-static musl tzdata
RUN for package in *.deb; do dpkg-deb -x "$package" /unpacked; done
WORKDIR /tree
RUN mkdir -p bin sbin usr/bin usr/sbin usr/share etc/ssl/certs tmp root var home proc sys dev lib run \
    && cp /unpacked/usr/bin/busybox bin/ \
    && cp -L /unpacked/usr/lib/ld-musl-x86_64.so.1 lib/ \
    && cp -a /unpacked/usr/share/zoneinfo usr/share/ \
    && cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/ \
    && ln -s certs/ca-certificates.crt etc/ssl/cert.pem \
    && chmod 1777 tmp
COPY --chmod=755 <<'S' sbin/apk
#!/bin/sh
for word in "$@"; do
    case "$word" in
        -* | add | update | upgrade | .* | ca-certificates | tzdata | musl | busybox) ;;
        *) echo "the stand-in of Alpine has no package $word" >&2; exit 99 ;;
    esac
done
S
RUN printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' >etc/passwd \
    && printf 'root:x:0:\nnobody:x:65534:\nusers:x:100:\n' >etc/group \
    && printf 'root:*::0:::::\nnobody:!::0:::::\n' >etc/shadow \
    && printf 'NAME="stand-in of Alpine"\nID=alpine\nVERSION_ID=3.22\n' >etc/os-release

FROM scratch
COPY --from=packages /tree/ /
RUN ["/bin/busybox", "sh", "-c", "/bin/busybox --install -s"]
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["/bin/sh"]
