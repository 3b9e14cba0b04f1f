arg VERSION=3.20
from alpine:$VERSION AS base
run apk add --update bash curl
run apk update && apk add git
Copy --from=0 /etc/os-release /tmp/
env A=1 \
    B=2

    # odd indentation
    workdir /x
cmd bash -c 'echo $A'
