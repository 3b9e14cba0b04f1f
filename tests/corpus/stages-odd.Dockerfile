FROM --platform=$TARGETPLATFORM alpine:3.20 as Base
RUN --mount=from=base,target=/x ls /x
FROM base as Base
FROM alpine:3.20 AS unused
RUN touch /nothing
FROM scratch
COPY --from=0 /etc/passwd /etc/passwd
COPY --from=BASE /bin/busybox /bin/sh
CMD echo hi
