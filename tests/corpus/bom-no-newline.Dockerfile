FROM alpine:3.20
MAINTAINER bom
ADD a /a