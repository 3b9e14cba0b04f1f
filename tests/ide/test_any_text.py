"""Whatever is typed, every feature answers, and answers soundly."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from dockwright.context import UNKNOWN
from dockwright.ide import (
    code_lens,
    folding,
    formatting,
    inlay_hints,
    links,
    moved_files,
    outline,
    rename,
    selection,
    semantic_tokens,
    symbols,
)
from dockwright.semantics import SemanticModel
from dockwright.syntax import decode, parse
from dockwright.text import Span, apply, disjoint

CORPUS = sorted(Path(__file__).parents[1].glob("corpus/**/*Dockerfile*"))
PIECES = [
    *(
        "\n",
        "\r\n",
        "\\\n",
        " ",
        "\t",
        '"',
        "'",
        "$",
        "${",
        "}",
        "<<E\n",
        "E\n",
        "#",
        "[",
        "]",
        ",",
        "`",
        "\\",
        "=",
        "--",
    ),
    *(
        "RUN ",
        "FROM ",
        "FROM x AS ",
        "COPY --from=",
        "ONBUILD ",
        "ENV A",
        "$(",
        ")",
        "😀",
        "é",
        "\ud83d",
        "\u2028",
        "\x00",
    ),
]


def mutilated(random_: random.Random, text: str) -> str:
    for _ in range(random_.randrange(1, 6)):
        start = random_.randrange(len(text) + 1)
        end = min(len(text), start + random_.choice([0, 0, 1, 3, 20]))
        text = text[:start] + "".join(random_.choices(PIECES, k=random_.choice([0, 1, 1, 3]))) + text[end:]
    return text


def check_answers(text: str, offset: int) -> None:
    model = SemanticModel(parse(text))
    whole = Span(0, len(text))
    for item in outline.outline(model):
        assert all(whole.covers(one.span) and one.span.covers(one.name_span) for one in item.walk())
    folding.folds(model)
    assert all(whole.covers(one.span) for one in links.links(model, UNKNOWN))
    chain = selection.selections(model, offset)
    assert all(two.covers(one) for one, two in zip(chain, chain[1:]))  # noqa: B905, RUF007
    inlay_hints.inlay_hints(model, whole)
    code_lens.stage_lenses(model)
    moved_files.follow_move(model, UNKNOWN, "a", "b")
    tokens = semantic_tokens.semantic_tokens(model)
    assert all(one.end <= two.start for one, two in zip(tokens, tokens[1:]))  # noqa: B905, RUF007
    assert all("\n" not in text[one.start : one.end] for one in tokens)
    found = symbols.references(model, offset)
    assert list(found) == sorted(found)
    symbols.definitions(model, offset)
    symbols.linked_names(model, offset)
    with suppress(rename.RenameError):
        rename.prepare(model, offset)
        assert disjoint(rename.rename(model, offset, "another"))
    edits = formatting.format_document(model.dockerfile)
    after = parse(apply(text, edits))
    assert formatting.same_meaning(model.dockerfile, after)
    assert formatting.format_document(after) == ()
    formatting.format_range(model.dockerfile, Span(offset, offset))
    formatting.format_new_line(model.dockerfile, offset)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_feature_answers(path: Path) -> None:
    text, _ = decode(path.read_bytes())
    random_ = random.Random(path.name)
    for _ in range(15):
        broken = mutilated(random_, text)
        for _ in range(3):
            check_answers(broken, random_.randrange(len(broken) + 1))
