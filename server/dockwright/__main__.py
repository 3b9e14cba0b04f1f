"""`python -m dockwright`."""

from dockwright.cli import run

if __name__ == "__main__":
    run()
