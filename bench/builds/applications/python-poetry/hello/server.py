from bottle import route, run


@route("/")
def index() -> str:
    return "Hello from poetry"


run(host="0.0.0.0", port=8080, quiet=True)
