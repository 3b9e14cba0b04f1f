import express, { Request, Response } from "express";

const app = express();
app.get("/", (request: Request, response: Response) => {
  response.json({ message: "Hello from TypeScript" });
});
app.listen(3000);
