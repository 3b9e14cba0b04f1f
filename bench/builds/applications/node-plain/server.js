const http = require("http");

http.createServer((request, response) => response.end("Hello from Node\n")).listen(3000);
