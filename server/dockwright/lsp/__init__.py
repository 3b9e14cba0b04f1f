"""The language server: the only part that knows the protocol. One request per file, each a thin pass to the core."""
