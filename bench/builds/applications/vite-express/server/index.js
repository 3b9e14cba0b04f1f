import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import express from "express";

import { greet } from "./greet.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const words = JSON.parse(readFileSync(path.join(here, "..", "data", "words.json"), "utf8"));
const app = express();

app.get("/api/hello", (_, response) => response.send(greet(words)));
app.use(express.static(path.join(here, "..", "dist")));
app.get("*", (_, response) => response.sendFile(path.join(here, "..", "dist", "index.html")));
app.listen(process.env.PORT || 8080);
