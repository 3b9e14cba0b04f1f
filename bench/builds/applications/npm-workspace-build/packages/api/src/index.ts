import { createServer } from "node:http";
import { wait } from "@workspace/words";

createServer((_request, response) => {
  response.end(`Hello from a workspace: ${wait("2 hours")}\n`);
}).listen(3000);
