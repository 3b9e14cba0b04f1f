FROM alpine:3.20
ENV GREETING it's "fine"
ENV PATH "/opt/my tools/bin":$PATH
LABEL description "A ""quoted"" text"
ENV EMPTY ""
WORKDIR "my app"
COPY ["a file", "b file", "/target dir"]
RUN ["sh", "-c", "apk add jq && echo \"$HOME\""]
CMD ['python', 'app.py']
