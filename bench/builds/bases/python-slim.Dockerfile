# A virtual environment laid over /usr/local: pip, python and site-packages are where the official image has them.
FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv && rm -rf /var/lib/apt/lists/* \
    && python3 -m venv --system-site-packages /usr/local \
    && printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\ndisable-pip-version-check = true\n' >/etc/pip.conf \
    && find / -xdev -name __pycache__ -type d -prune -exec rm -rf {} +
# uv and poetry bring certificates of their own, and do not look at the host's unless they are told to.
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1
CMD ["python3"]
