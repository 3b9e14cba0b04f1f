export const greet = (words) => `Hello from the server: ${words.join(" ")}\n`;
