"""What the configuration says about labels, and the labels of an instruction that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockwright.rule import Settings
from dockwright.syntax import Label, Pair, Word
from dockwright.text import Span

SCHEMA: Mapping[str, Mapping[str, str]] = {"label-schema": {}}
"""The option of every rule on labels, with its default: nothing is asked for."""


def example(rule: str, preset: str = "default", **schema: str) -> Settings:
    """The settings of an example: the kinds of its labels."""
    return Settings(preset=preset, options={rule: {"label-schema": schema}})


def schema_of(settings: Settings, rule: str) -> Mapping[str, str]:
    """Label names and the kinds of their values: text, url, semver, hash, rfc3339, spdx, email."""
    schema: Mapping[str, str] = settings.option(rule, "label-schema", {})
    return schema


def values_of_kind(label: Label, settings: Settings, rule: str, kind: str) -> Iterator[tuple[Pair, Word]]:
    """The labels whose values are to be of a kind, with those values.

    Values with variables are passed over: only the build knows them. So are empty ones, of which `empty-label` tells;
    hadolint tells of both.
    """
    schema = schema_of(settings, rule)
    if not schema:
        return
    for pair in label.pairs:
        value = pair.value
        if value is None or not value.is_literal or schema.get(pair.key.value) != kind:
            continue
        if value.value or settings.preset == "hadolint":
            yield pair, value


def text_span(word: Word, text: str) -> Span | None:
    """Where the value of a word stands in the source, quotes left out; None when it is not written as it is read."""
    start, end = word.span
    if word.is_quoted:
        start, end = start + 1, end - 1
    span = Span(start, end)
    return span if span.of(text) == word.value else None
