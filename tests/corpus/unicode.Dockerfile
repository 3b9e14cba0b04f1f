FROM alpine:3.20
MAINTAINER Jörg Müller 😀 <jörg@example.org>
LABEL 名前="テスト"
RUN echo "naïve – café 😀" && apk add curl
CMD echo 😀 && run
