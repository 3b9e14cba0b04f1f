FROM python:3.12-bookworm

RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		ca-certificates \
		libpq5 \
	; \
	rm -rf /var/lib/apt/lists/*

RUN pip install gunicorn==22.0.0 psycopg2-binary \
 && pip install --upgrade pip
COPY requirements.txt /tmp/
RUN pip install -r /tmp/requirements.txt
