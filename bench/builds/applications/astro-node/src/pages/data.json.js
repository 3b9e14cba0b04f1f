export const GET = () => new Response(JSON.stringify({ said: "Hello from an endpoint" }));
