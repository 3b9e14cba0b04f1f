"""What packages of the Python index need of the system they are installed on, and of the one they run on.

Source: the packages' own documentation and the files that they offer on the index. Date: 2026-11. Names are normalised:
lower case, `-` for runs of `-`, `_` and `.`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dockwright.knowledge.table import words
from dockwright.values import NamedTuple

DEVELOPMENT: Mapping[str, tuple[str, ...]] = {
    "cairocffi": ("libcairo2-dev",),
    "cairosvg": ("libcairo2-dev",),
    "deepface": ("libglib2.0-dev",),
    "django-weasyprint": ("libpango1.0-dev", "libharfbuzz-dev", "libfontconfig1-dev"),
    "flask-mysqldb": ("default-libmysqlclient-dev",),
    "flask-weasyprint": ("libpango1.0-dev", "libharfbuzz-dev", "libfontconfig1-dev"),
    "gssapi": ("libkrb5-dev",),
    "ibm-db": ("libxml2-dev",),
    "insightface": ("libglib2.0-dev",),
    "kerberos": ("libkrb5-dev",),
    "krb5": ("libkrb5-dev",),
    "mariadb": ("libmariadb-dev",),
    "mediapipe": ("libglib2.0-dev",),
    "mysqlclient": ("default-libmysqlclient-dev",),
    "opencv-contrib-python": ("libglib2.0-dev",),
    "opencv-python": ("libglib2.0-dev",),
    "paddleocr": ("libglib2.0-dev",),
    "psycopg": ("libpq-dev",),
    "psycopg-c": ("libpq-dev",),
    "psycopg2": ("libpq-dev",),
    "psycopg2cffi": ("libpq-dev",),
    "pycairo": ("libcairo2-dev",),
    "pycurl": ("libcurl4-openssl-dev",),
    "pykerberos": ("libkrb5-dev",),
    "pylibmc": ("libmemcached-dev",),
    "pyodbc": ("unixodbc-dev",),
    "python-ldap": ("libldap2-dev", "libsasl2-dev"),
    "python-magic": ("libmagic-dev",),
    "requests-gssapi": ("libkrb5-dev",),
    "requests-kerberos": ("libkrb5-dev",),
    "rlpycairo": ("libcairo2-dev",),
    "supervision": ("libglib2.0-dev",),
    "ultralytics": ("libglib2.0-dev",),
    "wand": ("libmagickwand-dev",),
    "weasyprint": ("libpango1.0-dev", "libharfbuzz-dev", "libfontconfig1-dev"),
    "xmlsec": ("libxmlsec1-dev",),
}
"""Packages that load a C library of the system when they run, themselves or by what they depend on, by Debian's development package of it."""

LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "implicit": ("libgomp1",),
    "lightgbm": ("libgomp1",),
    "xgboost": ("libgomp1",),
}
"""Packages that load a library that comes along with a compiler, by Debian's package of it."""


class Loaded(NamedTuple):
    """A library of the system that no wheel has inside."""

    name: str  # as the loader looks for it
    debian: str  # what the names of Debian's packages with it begin with
    alpine: str  # Alpine's package


_LIBPQ = Loaded("libpq.so.5", "libpq5", "libpq")
_MARIADB = Loaded("libmariadb.so.3", "libmariadb3", "mariadb-connector-c")
_CAIRO = Loaded("libcairo.so.2", "libcairo2", "cairo")

LOADED: Mapping[str, Loaded] = {
    "cairocffi": _CAIRO,
    "cairosvg": _CAIRO,
    "flask-mysqldb": _MARIADB,
    "mariadb": _MARIADB,
    "mysqlclient": _MARIADB,
    "psycopg-c": _LIBPQ,
    "psycopg2": _LIBPQ,
    "pycairo": _CAIRO,
    "python-ldap": Loaded("libldap", "libldap", "libldap"),
    "python-magic": Loaded("libmagic.so.1", "libmagic1", "libmagic"),
    "weasyprint": Loaded("libpango-1.0.so.0", "libpango-1.0-0", "pango"),
}
"""Packages without wheels for Linux, or whose wheels load a library by its name: they fail at the import without it."""

PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "ansible": ("ssh",),
    "ansible-core": ("ssh",),
    "ansible-runner": ("ssh",),
    "dbt-core": ("git",),
    "dvc": ("git",),
    "ffmpeg-python": ("ffmpeg",),
    "gitpython": ("git",),
    "gnupg": ("gpg",),
    "pre-commit": ("git",),
    "pydub": ("ffmpeg",),
    "python-gnupg": ("gpg",),
    "python-hglib": ("hg",),
    "python-semantic-release": ("git",),
    "svn": ("svn",),
}
"""Packages that start a program when they run."""

STRANGERS: Mapping[str, str] = {
    "cx-oracle": "loads Oracle's client",
    "dlib": "is compiled against what it finds",
    "fiona": "may be compiled against GDAL",
    "gdal": "must match the GDAL of the system",
    "h2o": "needs Java",
    "jpype1": "needs Java",
    "jupyter": "is for interactive work",
    "jupyterhub": "is for interactive work",
    "jupyterlab": "is for interactive work",
    "kivy": "draws on a screen",
    "mod-wsgi": "is part of a web server",
    "mpi4py": "needs an MPI of the system",
    "notebook": "is for interactive work",
    "open3d": "draws on a screen",
    "playwright": "needs a browser and its libraries",
    "pyaudio": "needs sound",
    "pygame": "draws on a screen",
    "pygobject": "needs GObject libraries of the system",
    "pygraphviz": "is compiled against Graphviz",
    "pyicu": "must match the ICU of the system",
    "pyppeteer": "needs a browser and its libraries",
    "pyqt5": "draws on a screen",
    "pyqt6": "draws on a screen",
    "pyside2": "draws on a screen",
    "pyside6": "draws on a screen",
    "pyspark": "needs Java",
    "pytensor": "compiles when it runs",
    "pythran": "compiles when it runs",
    "pyzbar": "loads libzbar",
    "rpy2": "needs R",
    "selenium": "needs a browser",
    "tables": "may be compiled against HDF5",
    "theano": "compiles when it runs",
    "triton": "compiles when it runs",
    "uwsgi": "embeds Python and is compiled against what it finds",
    "vtk": "draws on a screen",
    "wxpython": "draws on a screen",
}
"""Packages of which nobody can tell what they need of the system, and why."""

PURE = words(
    """
    amqp anyio apscheduler arrow asgiref attrs babel beautifulsoup4 billiard bleach blinker boto boto3 botocore
    bottle cachetools celery certifi chardet charset-normalizer click click-didyoumean click-plugins click-repl
    cloudpickle colorama configparser croniter decorator defusedxml dj-database-url django django-cors-headers
    django-crispy-forms django-debug-toolbar django-environ django-extensions django-filter django-redis
    django-rest-framework django-storages djangorestframework djangorestframework-simplejwt dnspython docopt
    docutils ecdsa email-validator environs factory-boy faker feedparser filelock flask flask-babel flask-caching
    flask-cors flask-jwt-extended flask-limiter flask-login flask-mail flask-marshmallow flask-restful
    flask-socketio flask-testing flask-wtf fsspec future google-auth google-auth-httplib2 google-auth-oauthlib
    graphene gspread gunicorn h11 h2 hpack html5lib httpcore httplib2 httpx humanize hypercorn hyperframe idna
    importlib-metadata importlib-resources inflection iso8601 isodate isort itsdangerous jinja2 jmespath joblib
    jsonpatch jsonpickle jsonpointer kombu loguru mako markdown marshmallow mistune more-itertools networkx
    oauth2client oauthlib openpyxl packaging paho-mqtt passlib pathspec peewee pika pluggy ply prettytable psycopg-pool
    prometheus-client prometheus-flask-exporter prompt-toolkit pyasn1 pyasn1-modules pycparser pyflakes pygments
    pyjwt pymysql pyparsing pysocks pytest pytest-cov python-dateutil python-decouple python-dotenv python-engineio
    python-jose python-json-logger python-multipart python-slugify python-socketio python-telegram-bot pytz
    pyyaml-env-tag redis requests requests-oauthlib requests-toolbelt retrying rich rq rsa s3transfer schedule
    semver sentry-sdk simplejson six slack-sdk sniffio socksio soupsieve sqlparse starlette stripe tabulate tenacity
    text-unidecode toml tomli tqdm typer typing-extensions tzdata tzlocal uritemplate urllib3 uvicorn vine waitress
    wcwidth webargs websocket-client werkzeug whitenoise wsproto wtforms xlrd xlsxwriter xmltodict zipp
    """
) - words("")
"""Packages that, with all they depend on, compile nothing that they cannot do without, whatever their version, and need
nothing of the system but Python."""

WITH_WHEELS = words(
    """
    aiohttp alembic argon2-cffi asyncpg bandit bcrypt brotli cffi contourpy cryptography cython dateparser
    django-allauth drf-yasg fastapi flasgger flask-admin flask-bcrypt flask-migrate flask-restx flask-session
    flask-sqlalchemy fonttools frozenlist gevent google-api-core google-api-python-client google-cloud-core
    google-cloud-storage googleapis-common-protos fastapi-cli greenlet grpcio grpcio-tools hiredis httptools influxdb jsonschema
    kiwisolver lxml markupsafe marshmallow-sqlalchemy matplotlib msgpack multidict nltk numpy orjson pandas pillow
    propcache protobuf psutil psycopg-binary psycopg2-binary pyarrow pycryptodome pydantic pydantic-core pymongo pynacl pyyaml
    pyzmq rapidfuzz regex rpds-py scikit-learn scipy seaborn slackclient sqlalchemy statsmodels tokenizers tornado
    twilio ujson uvloop watchfiles websockets wrapt yarl zstandard
    """
)
"""Packages whose current releases offer wheels for Debian's C library that bring all libraries they need."""

EXTRAS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("celery", "redis"): ("redis",),
    ("django", "argon2"): ("argon2-cffi",),
    ("django", "bcrypt"): ("bcrypt",),
    ("fastapi", "standard"): ("email-validator", "fastapi-cli", "httpx", "jinja2", "python-multipart", "uvicorn"),
    ("httpx", "http2"): ("h2",),
    ("httpx", "socks"): ("socksio",),
    ("passlib", "argon2"): ("argon2-cffi",),
    ("passlib", "bcrypt"): ("bcrypt",),
    ("psycopg", "binary"): ("psycopg-binary",),
    ("psycopg", "c"): ("psycopg-c",),
    ("psycopg", "pool"): ("psycopg-pool",),
    ("pydantic", "email"): ("email-validator",),
    ("pyjwt", "crypto"): ("cryptography",),
    ("python-jose", "cryptography"): ("cryptography",),
    ("redis", "hiredis"): ("hiredis",),
    ("requests", "socks"): ("pysocks",),
    ("sqlalchemy", "asyncio"): ("greenlet",),
    ("uvicorn", "standard"): ("httptools", "python-dotenv", "pyyaml", "uvloop", "watchfiles", "websockets"),
}
"""What an extra of a package brings along."""


def brought_by(name: str, extras: Iterable[str]) -> tuple[str, ...] | None:
    """What the extras of a package bring along; None when one of them is not known."""
    found = [EXTRAS.get((normalised(name), normalised(extra))) for extra in extras]
    return None if None in found else tuple(one for names in found if names is not None for one in names)


_RUNS = re.compile(r"[-_.]+")


def normalised(name: str) -> str:
    """The one spelling of a package's name."""
    return _RUNS.sub("-", name).lower()
