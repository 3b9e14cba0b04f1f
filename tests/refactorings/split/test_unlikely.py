"""The quick look that spares the closer one: what it says is so for certain."""

from __future__ import annotations

import pytest

from dockwright.context import UNKNOWN
from dockwright.lint import analyse
from dockwright.refactorings.split import Obstacle, candidate, decide, is_unlikely
from dockwright.rule import Settings
from dockwright.rules.stages.toolchain_in_final_image import toolchain_in_final_image

C = "FROM debian:12\nRUN apt-get update && apt-get install -y gcc make\n"
JAVA = "FROM maven:3-eclipse-temurin-21\nWORKDIR /app\n"
NODE = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n"
START = 'CMD ["/app"]\n'

UNLIKELY = (
    f"{C}RUN wget https://example.org/a.tgz\nRUN make\n{START}",
    f"{C}RUN make && make install\n{START}",
    f"FROM debian:8\nRUN apt-get install -y gcc\nRUN gcc -o /app a.c\n{START}",
    f'{JAVA}COPY app.jar .\nCMD ["java", "-jar", "app.jar"]\n',
    f"{JAVA}RUN mvn package\n",
    f'{NODE}CMD ["node", "server.js"]\n',
    f"{NODE}CMD npm start\n",
)
LIKELY = (
    f"{C}COPY a.c .\nRUN gcc -o /app a.c && make -C docs\n{START}",
    f"{C}RUN cp libx.so /usr/lib && make\n{START}",
    f'{JAVA}RUN mvn package\nCMD ["java", "-jar", "target/app.jar"]\n',
    f'{NODE}CMD ["npx", "serve", "dist"]\n',
    f'{NODE}CMD ["npx", "@docusaurus/core", "serve"]\n',
    f'{NODE}CMD ["python3", "-m", "http.server"]\n',
    f"{NODE}ENV SERVER=serve\nCMD $SERVER dist\n",
    f"{NODE}CMD s'erve' dist\n",
)
EXAMPLES = (
    *(one.before for one in toolchain_in_final_image.invalid),
    *(one if isinstance(one, str) else one.text for one in toolchain_in_final_image.valid),
)


def _look(text: str) -> bool:
    model = analyse(text)
    toolchain = candidate(model)
    assert model.target is not None
    return toolchain is not None and is_unlikely(model.target, toolchain, UNKNOWN)


@pytest.mark.parametrize("text", UNLIKELY)
def test_it_knows_what_is_never_split(text: str) -> None:
    assert _look(text)


@pytest.mark.parametrize("text", LIKELY)
def test_it_leaves_the_rest_to_a_closer_look(text: str) -> None:
    assert not _look(text)


@pytest.mark.parametrize("text", [*UNLIKELY, *EXAMPLES])
def test_a_closer_look_agrees(text: str) -> None:
    if _look(text):
        found = decide(analyse(text), UNKNOWN, Settings(), assumes=False)
        assert isinstance(found, Obstacle)
        assert not found.ships
