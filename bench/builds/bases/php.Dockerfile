FROM debian:trixie-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends php-cli php-mbstring && rm -rf /var/lib/apt/lists/* \
    && ln -s /usr/bin/php /usr/local/bin/php
CMD ["php", "-a"]
