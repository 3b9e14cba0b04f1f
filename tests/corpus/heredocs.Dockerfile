# syntax=docker/dockerfile:1.7
FROM debian:12-slim
RUN <<SETUP
set -e
apt-get update
apt-get install -y curl
SETUP
COPY <<-"CONF" /etc/app.conf
	[server]
	port = $PORT
	CONF
COPY <<one <<two /etc/parts/
first
one
second
two
RUN <<EOF bash
echo "FROM nowhere" > /tmp/x
EOF
CMD ["true"]
