import { createRouter as makeRouter } from "@tanstack/react-router";
import { routeTree } from "./routeTree.gen";

export function createRouter() {
  return makeRouter({ routeTree });
}
