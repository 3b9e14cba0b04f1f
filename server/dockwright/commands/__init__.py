"""The subcommands: each module has run(options) -> exit code."""
