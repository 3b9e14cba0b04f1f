const fastify = require("fastify")();
const greeting = require("@example/greeting");

fastify.get("/", async () => greeting("workspace"));
fastify.listen({ host: "0.0.0.0", port: 4000 });
