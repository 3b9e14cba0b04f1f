FROM node:18-alpine
ADD . /srv
RUN cd /srv && yarn install && yarn build && rm -rf node_modules/.cache
WORKDIR /srv
HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1
HEALTHCHECK --interval=5s --timeout=1s CMD wget -q -O- http://localhost:3000/
CMD exec node server.js
