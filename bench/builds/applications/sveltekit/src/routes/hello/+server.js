import { env } from "$env/dynamic/private";
import { nanoid } from "nanoid";

export function GET() {
  return new Response(`Hello from Svelte for ${env.GREETED ?? "nobody"}, ${nanoid().length}\n`);
}
