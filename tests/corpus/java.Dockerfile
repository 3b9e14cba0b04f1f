FROM maven:3.9-eclipse-temurin-21
WORKDIR /build
ADD pom.xml .
ADD src ./src
RUN mvn -q -DskipTests package
EXPOSE 8080/TCP
ENTRYPOINT java $JAVA_OPTS -jar target/app.jar
