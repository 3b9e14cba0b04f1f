FROM alpine:3.20

RUN echo one && \

    echo two && \
    # a comment in between

    echo three
ENV KEY \
  value
LABEL a=b \
      c="d e" \
      f='g'
RUN echo done \
