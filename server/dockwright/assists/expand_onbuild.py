from __future__ import annotations

from dockwright.assist import Example, Offer, Refusal, assist
from dockwright.context import BuildContext
from dockwright.rule import Settings
from dockwright.semantics import SemanticModel
from dockwright.text import Span


@assist(
    "expand-onbuild",
    examples=(
        Example(
            "FROM ‸golang:onbuild\nEXPOSE 8080\n",
            "FROM golang:1.8\nWORKDIR /go/src/app\nCOPY . /go/src/app\nRUN go-wrapper download\nRUN go-wrapper install\n"
            'CMD ["go-wrapper", "run"]\nEXPOSE 8080\n',
            title="unsafe: the base is what the image was last built on",
        ),
        Example(
            'FROM node:6-onbuild AS app\nENTRYPOINT ["node", "."]\n',
            "FROM node:6 AS app\nWORKDIR /usr/src/app\nARG NODE_ENV\nENV NODE_ENV=$NODE_ENV\n"
            "COPY package.json /usr/src/app/\nRUN npm install && npm cache clean\nCOPY . /usr/src/app\n"
            'ENTRYPOINT ["node", "."]\n',
            title="with an ENTRYPOINT of its own, the CMD of the image was gone",
        ),
        Example(
            'FROM python:3-onbuild\nCMD ["python", "app.py"]\n',
            "FROM python:3.6\nWORKDIR /usr/src/app\nCOPY requirements.txt /usr/src/app/\n"
            "RUN pip install --no-cache-dir -r requirements.txt\nCOPY . /usr/src/app\n"
            'CMD ["python", "app.py"]\n',
        ),
        Example(
            "FROM ruby:2.3-onbuild\n",
            "FROM ruby:2.3\nRUN bundle config --global frozen 1\nWORKDIR /usr/src/app\nCOPY Gemfile /usr/src/app/\n"
            "COPY Gemfile.lock /usr/src/app/\nRUN bundle install\nCOPY . /usr/src/app\n",
        ),
        Example(
            "FROM maven:3.5-jdk-8-onbuild-alpine\n",
            "FROM maven:3.5-jdk-8-alpine\nWORKDIR /usr/src/app\nCOPY . /usr/src/app\nRUN mvn install\n",
        ),
        Example("FROM example.org/base:onbuild\n", reason="nobody has written down the triggers"),
        Example("ARG V=3\nFROM python:$V-onbuild\n", reason="a variable or a digest says which image it is"),
        Example("FROM node:22\nONBUILD COPY . .\n", title="triggers for others"),
    ),
)
def expand_onbuild(
    model: SemanticModel, context: BuildContext, settings: Settings, selection: Span | None
) -> Offer | Refusal | None:
    """Write out the triggers of an `onbuild` image, on the image it was built on.

    For the official images of Go, Node.js, Python, Ruby and Maven, which nobody makes any more: what they did between the
    `FROM` and the first instruction of the Dockerfile is then in the file, to be read and changed, and the base can be
    brought up to date.

    Unsafe: the base has the version that the image had when it was made last, and old images had slightly other triggers.
    """
    from dockwright.refactorings.onbuild import expand

    return expand(model, selection)
