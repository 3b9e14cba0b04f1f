# Maven without a network, on the repository of Debian's packages.
FROM eclipse-temurin:21-jre
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-21-jdk-headless maven maven-debian-helper \
    && rm -rf /var/lib/apt/lists/*
COPY <<'X' /root/.m2/settings.xml
<settings><offline>true</offline><localRepository>/usr/share/maven-repo</localRepository></settings>
X
