export const loader = () => new Response(`Hello from a route in ${process.env.NODE_ENV}\n`);
