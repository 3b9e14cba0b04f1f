FROM golang
ADD . /go/src/example.org/team/tool
RUN go get ./... && go install example.org/team/tool
ENTRYPOINT /go/bin/tool
EXPOSE 8080
