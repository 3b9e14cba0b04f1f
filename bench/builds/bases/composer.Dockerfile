# The one file of the official image; Debian's Composer lies in several, so this takes them where PHP finds them.
FROM php:8.4-cli
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends composer unzip && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENTRYPOINT ["composer"]
