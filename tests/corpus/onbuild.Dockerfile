FROM node:16
ONBUILD COPY package.json /app/
ONBUILD RUN apt-get update && apt-get install vim
ONBUILD ADD . /app
ONBUILD ENV MODE production
WORKDIR app
