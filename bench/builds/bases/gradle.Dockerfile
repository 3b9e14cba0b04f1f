# Debian's Gradle is version 4.4, in the image of a version 8.
FROM eclipse-temurin:21-jre
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-21-jdk-headless gradle \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /home/gradle
