import { createServerFileRoute } from "@tanstack/react-start/server";

export const ServerRoute = createServerFileRoute("/hello").methods({
  GET: () => new Response("Hello from TanStack Start\n"),
});
