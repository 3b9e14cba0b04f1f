export default defineEventHandler((event) => `Hello from Nuxt for ${useRuntimeConfig(event).greeted}`);
