FROM alpine:3.20
LABEL who=Jörg
MAINTAINER Jörg
