from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader

app = FastAPI()
pages = Environment(loader=PackageLoader("weather"))


@app.get("/", response_class=HTMLResponse)
def page() -> str:
    return pages.get_template("page.html").render(place=os.environ.get("PLACE", "nowhere"))


@app.get("/facts")
def facts() -> dict[str, object]:
    return {
        "version": importlib.metadata.version("weather"),
        "cwd": os.getcwd(),
        "uid": os.getuid(),
        "settings": Path("settings.toml").read_text(),
    }


def main() -> None:
    uvicorn.run(app, host="0.0.0.0", port=8000)
