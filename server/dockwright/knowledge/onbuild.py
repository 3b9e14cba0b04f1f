"""The triggers of the official `onbuild` images, which run right behind the FROM of whoever builds on them.

Docker stopped making these images between 2017 and 2019; what they did is in their Dockerfiles in docker-library/golang,
docker-library/python, docker-library/ruby, nodejs/docker-node and carlossg/docker-maven, and in the history that
docker-library/repo-info keeps of each image. Read in November 2025.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.values import NamedTuple


class OnbuildImage(NamedTuple):
    """What an `onbuild` image is: its base with some instructions of its own, and its triggers.

    `floating`: tags without `onbuild` that have moved on since, and the one that is what they were then.
    """

    setup: tuple[str, ...]
    triggers: tuple[str, ...]
    cmd: str = ""  # empty: that of the base
    floating: Mapping[str, str] = {}
    ended: str = ""  # the year of the last one


_SOURCES = "COPY . /usr/src/app"
_DIRECTORY = "WORKDIR /usr/src/app"

IMAGES: Mapping[str, OnbuildImage] = {
    "golang": OnbuildImage(
        ("WORKDIR /go/src/app",),
        ("COPY . /go/src/app", "RUN go-wrapper download", "RUN go-wrapper install"),
        'CMD ["go-wrapper", "run"]',
        {"": "1.8", "latest": "1.8", "1": "1.8"},
        "2017",
    ),
    "node": OnbuildImage(
        (_DIRECTORY,),
        (
            "ARG NODE_ENV",
            "ENV NODE_ENV=$NODE_ENV",
            "COPY package.json /usr/src/app/",
            "RUN npm install && npm cache clean --force",
            _SOURCES,
        ),
        'CMD ["npm", "start"]',
        {"": "9", "latest": "9"},
        "2019",
    ),
    "python": OnbuildImage(
        (_DIRECTORY,),
        ("COPY requirements.txt /usr/src/app/", "RUN pip install --no-cache-dir -r requirements.txt", _SOURCES),
        "",
        {"": "3.6", "latest": "3.6", "3": "3.6"},
        "2017",
    ),
    "ruby": OnbuildImage(
        ("RUN bundle config --global frozen 1", _DIRECTORY),
        ("COPY Gemfile /usr/src/app/", "COPY Gemfile.lock /usr/src/app/", "RUN bundle install", _SOURCES),
        "",
        {"": "2.4", "latest": "2.4", "2": "2.4"},
        "2017",
    ),
    "maven": OnbuildImage(
        (_DIRECTORY,),
        (_SOURCES, "RUN mvn install"),
        "",
        {"": "3-jdk-8", "latest": "3-jdk-8", "3": "3-jdk-8"},
        "2019",
    ),
}

FIRST_NODE_WITH_FORCE = 8
"""From this version on its npm empties the cache with `--force` only; the older images did without."""
