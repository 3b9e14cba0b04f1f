"""The pre-commit hooks: each a main(argv) -> exit code."""
