FROM maven:3-eclipse-temurin-21
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libspring-context-java libspring-web-java libmaven-shade-plugin-java \
    && rm -rf /var/lib/apt/lists/*
