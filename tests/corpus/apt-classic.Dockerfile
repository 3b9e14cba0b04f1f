FROM ubuntu:22.04
MAINTAINER Ada Example <ada@example.org>

ENV DEBIAN_FRONTEND noninteractive
ENV LANG C.UTF-8

# The tools that the service calls.
RUN apt-get update
RUN apt-get install \
    curl \
    # needed for the report
    graphviz \
    git

ADD . /srv/app
WORKDIR /srv/app
EXPOSE 8080:80
CMD ./run --port=80
