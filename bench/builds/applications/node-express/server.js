const express = require("express");
const fs = require("fs");
const path = require("path");

const page = fs.readFileSync(path.join(__dirname, "views", "page.html"), "utf8");
const app = express();
app.get("/", (request, response) => response.send(page.replace("NAME", "express")));
app.listen(process.env.PORT || 3000);
