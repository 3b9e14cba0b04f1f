FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx-light && rm -rf /var/lib/apt/lists/* \
    && rm -rf /etc/nginx/sites-enabled /etc/nginx/conf.d && mkdir -p /etc/nginx/conf.d /usr/share/nginx/html
COPY <<'N' /etc/nginx/nginx.conf
user www-data;
pid /run/nginx.pid;
events { worker_connections 256; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log /dev/stdout;
    error_log /dev/stderr notice;
    include /etc/nginx/conf.d/*.conf;
}
N
COPY <<'N' /etc/nginx/conf.d/default.conf
server {
    listen 80;
    location / {
        root /usr/share/nginx/html;
        index index.html;
    }
}
N
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
