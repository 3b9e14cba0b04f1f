"""A small web application with one page."""

from flask import Flask, render_template

app = Flask(__name__)


@app.get("/")
def index() -> str:
    return render_template("index.html", name="world")
