"""The documentation: each rule and assist as a Markdown page, made of its docstring and its examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import dedent

from dockwright.assist import Assist, Example, Refusal
from dockwright.context import UNKNOWN, MemoryContext
from dockwright.knowledge.peer_differences import BUILDKIT_DIFFERENCES, DIFFERENCES, Difference
from dockwright.knowledge.peers import BUILDKIT_CHECKS, HADOLINT_LEVELS, UNRELEASED_CODES
from dockwright.knowledge.scanners import SCANNERS, Scanner
from dockwright.knowledge.tally import TALLY_RULES
from dockwright.lint import Profile, analyse, fix
from dockwright.output.results import UNREADABLE_FILE, UNWRITABLE_FILE
from dockwright.rule import DEFAULT_SETTINGS, FixAvailability, Invalid, Rule, Safety, Valid
from dockwright.text import Span

SHOWN = 3
"""How many examples of a kind a page shows; the tests run all of them."""

CURSOR = "‸"
"""Where the cursor is in an example of an assist."""

AVAILABILITY = {
    FixAvailability.NEVER: "no",
    FixAvailability.SOMETIMES: "sometimes",
    FixAvailability.ALWAYS: "always",
}

CATEGORIES = {
    "stages": "What is in the final image, and how stages refer to each other",
    "cache": "What is built again although nothing changed",
    "size": "What makes the image larger than it has to be",
    "reproducibility": "What makes two builds of one source differ",
    "security": "What gives away secrets or rights",
    "correctness": "What does not build, or does not do what it says",
    "shell": "What goes wrong inside RUN",
    "style": "What reads badly or is out of date",
}

NOT_DECIDED_FROM_THE_FILE = {"InvalidBaseImagePlatform": "none: only the registry knows the platforms of an image"}
"""What the peers report and no rule can."""

FILE_PAGES = {
    UNREADABLE_FILE: """\
# unreadable-file

A file cannot be read as a Dockerfile.

It is missing, may not be read, is a directory, a pipe or a device, is larger than 16 MiB, is a binary file or is not
encoded as UTF-8. The finding stands at the first line of the file, has the severity `error` and cannot be suppressed.
Other files of the same run are checked all the same.
""",
    UNWRITABLE_FILE: """\
# unwritable-file

The fixes of a file could not be written.

It may not be written, the disk is full, or somebody else changed it while dockwright was at work. The file is as it was:
dockwright writes a file whole or not at all.
""",
}
"""Pages of what is reported without a rule."""


def pages() -> dict[str, str]:
    """Every generated page by its path below `docs/`."""
    from dockwright.assists import ASSISTS
    from dockwright.rules import RULES

    found = {f"rules/{rule.name}.md": rule_page(rule) for rule in RULES}
    found |= {f"rules/{name}.md": page for name, page in FILE_PAGES.items()}
    found |= {f"assists/{assist.name}.md": assist_page(assist) for assist in ASSISTS}
    found["rules/README.md"] = rule_index(RULES)
    found["peers.md"] = peers_page(RULES)
    found["scanners.md"] = scanners_page(RULES)
    found["assists/README.md"] = assist_index(ASSISTS)
    return dict(sorted(found.items()))


def rule_page(rule: Rule) -> str:
    """A rule's page, which `dockwright explain` prints as well."""
    parts = [f"# {rule.name}", rule.summary, _facts(rule), _body(rule.docstring)]
    parts.append("## Examples")
    for invalid in _shown(rule.invalid):
        parts += _invalid(rule, invalid)
    parts.append("Not reported:" if rule.valid else "")
    for valid in rule.valid[:SHOWN]:
        parts += _valid(valid)
    if not rule.default:
        parts += ["## How to switch it on", _selection(rule)]
    parts += ["## How to silence it", _suppression(rule)]
    return "\n\n".join(part for part in parts if part) + "\n"


def assist_page(assist: Assist) -> str:
    """An assist's page."""
    parts = [
        f"# {assist.name}",
        assist.summary,
        _body(assist.docstring),
        "## Examples",
        f"The cursor is at `{CURSOR}`.",
    ]
    for example in [one for one in assist.examples if one.after is not None][:SHOWN]:
        parts += _offer(example)
    refusals = sorted({_refusal(assist, one) for one in assist.examples if one.reason is not None})
    if refusals:
        parts += ["## When it is refused", "\n".join(f"* {reason}" for reason in refusals)]
    place = "Dockerfile:LINE" if assist.is_light else "Dockerfile"
    parts += ["## On the command line", f"    dockwright refactor {assist.name} {place} --diff"]
    return "\n\n".join(part for part in parts if part) + "\n"


def rule_index(rules: Sequence[Rule]) -> str:
    """The table of all rules by category, and that of the names other linters have for them."""
    parts = ["# Rules", "Rules in **bold** are on by default. `dockwright explain NAME` prints any of these pages."]
    for category, meaning in CATEGORIES.items():
        listed = sorted((rule for rule in rules if rule.category == category), key=lambda rule: rule.name)
        if listed:
            parts += [
                f"## {category}",
                f"{meaning}.",
                _table(("rule", "reports", "severity", "fix"), map(_row, listed)),
            ]
    parts += ["## Without a rule", "\n".join(f"* [{name}]({name}.md)" for name in FILE_PAGES)]
    aliases = sorted((alias, rule.name) for rule in rules for alias in rule.aliases)
    if aliases:
        rows = ((f"`{alias}`", f"[{name}]({name}.md)") for alias, name in aliases)
        parts += ["## Names in hadolint and BuildKit", _table(("alias", "rule"), rows)]
    return "\n\n".join(parts) + "\n"


def peers_page(rules: Sequence[Rule]) -> str:
    """The table of everything that hadolint and BuildKit report, with the rule that stands for it."""
    heads = ("rule", "severity", "fix", "by default")
    by_code = ((code, level) for code, level in sorted(HADOLINT_LEVELS.items()))
    hadolint = [(f"`{code}`", level, *_peer_row(rules, code)) for code, level in by_code]
    buildkit = [(f"`{name}`", *_peer_row(rules, name)) for name in sorted(BUILDKIT_CHECKS)]
    parts = (
        "# What hadolint, BuildKit and tally report",
        "hadolint's and BuildKit's names are names of rules everywhere: in configuration, in comments, for `dockwright explain`. The presets "
        "`hadolint` and `buildkit` report what these report; the columns on the right tell what holds in the preset `default`.",
        "## hadolint",
        _table(("code", "there", *heads), hadolint),
        "Codes that its next version is to have silence these rules already: " + "; ".join(_unreleased()) + ".",
        "## BuildKit",
        _table(("check", *heads), buildkit),
        "## tally",
        "`# tally ignore=` takes these codes, and [`dockwright migrate`](migration.md#from-tally) those in a `.tally.toml`. "
        "`hadolint/DL3004`, `buildkit/StageNameCasing` and `shellcheck/SC2086` are known by what stands behind the slash. Rules in "
        "**bold** are on by default.",
        _table(("code", "rules"), _tally_rows({rule.name: rule for rule in rules})),
        "## Where the preset `hadolint` differs from hadolint",
        _table(("code", "case", "hadolint", "dockwright", "who is right"), map(_difference, DIFFERENCES)),
        "## Where the preset `buildkit` differs from BuildKit",
        _table(("check", "case", "BuildKit", "dockwright", "who is right"), map(_difference, BUILDKIT_DIFFERENCES)),
    )
    return "\n\n".join(parts) + "\n"


def _tally_rows(rules: Mapping[str, Rule]) -> Iterator[tuple[str, str]]:
    """tally's own rules, with those that look for the same, or why there are none."""
    for code, one in TALLY_RULES.items():
        links = ", ".join(_linked(name, rules[name].default) for name in one.rules)
        yield f"`{code}`", ": ".join(filter(None, (links or "none", one.about)))


def _linked(name: str, is_on: bool) -> str:
    link = f"[{name}](rules/{name}.md)"
    return f"**{link}**" if is_on else link


def _unreleased() -> Iterator[str]:
    """The codes that are to come, by the rules that stand for them."""
    for rules in dict.fromkeys(UNRELEASED_CODES.values()):
        codes = (f"`{code}`" for code, named in UNRELEASED_CODES.items() if named == rules)
        yield f"{', '.join(codes)} {', '.join(f'[{name}](rules/{name}.md)' for name in rules)}"


def scanners_page(rules: Sequence[Rule]) -> str:
    """The tables of what scanners of configuration report, with the rules that look for the same."""
    parts = [
        "# What scanners report",
        "Scanners of configuration look at Dockerfiles, too. Here is which rule looks for what their checks do, in **bold** "
        "where it is on by default. Their identifiers are no names of rules: a rule mostly looks at more, or more closely.",
    ]
    for scanner in SCANNERS:
        parts += [f"## {scanner.name}", scanner.note, _scanner_table(scanner, {rule.name: rule for rule in rules})]
    return "\n\n".join(part for part in parts if part) + "\n"


def _scanner_table(scanner: Scanner, rules: Mapping[str, Rule]) -> str:
    rows = []
    for check in scanner.checks:
        written = ", ".join(_linked(name, rules[name].default) for name in check.rules)
        rows.append((check.names, check.about, written or "none"))
    return _table(("check", "about", "rules"), rows)


def _difference(one: Difference) -> tuple[str, ...]:
    return (", ".join(one.codes) or "all", *one[1:])


def _peer_row(rules: Sequence[Rule], name: str) -> tuple[str, str, str, str]:
    found = [rule for rule in rules if name in rule.aliases]
    if not found:
        return NOT_DECIDED_FROM_THE_FILE[name], "", "", ""
    links = ", ".join(f"[{rule.name}](rules/{rule.name}.md)" for rule in found)
    fixes = ", ".join(sorted({AVAILABILITY[rule.fix] for rule in found}))
    severities = ", ".join(sorted({rule.severity.label for rule in found}))
    return links, severities, fixes, "on" if any(rule.default for rule in found) else "off"


def assist_index(assists: Sequence[Assist]) -> str:
    """The table of all refactorings."""
    rows = ((f"[{assist.name}]({assist.name}.md)", assist.summary) for assist in assists)
    return "\n\n".join(("# Refactorings", _table(("assist", "what it does"), rows))) + "\n"


def preset_names(rule: Rule) -> list[str]:
    """The presets that a rule is part of."""
    return [*(["default"] if rule.default else []), *sorted(rule.presets), "all"]


def _row(rule: Rule) -> tuple[str, ...]:
    name = f"[{rule.name}]({rule.name}.md)"
    return (
        f"**{name}**" if rule.default else name,
        rule.summary.removesuffix("."),
        rule.severity.label,
        AVAILABILITY[rule.fix],
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _facts(rule: Rule) -> str:
    facts = [
        ("category", rule.category),
        ("severity", rule.severity.label),
        ("fix", AVAILABILITY[rule.fix]),
        ("presets", ", ".join(preset_names(rule))),
        ("aliases", ", ".join(f"`{alias}`" for alias in rule.aliases) or "none"),
    ]
    return _table([name for name, _ in facts], [[value for _, value in facts]])


def _body(docstring: str) -> str:
    """A docstring without its first line, moved to the left margin."""
    _, _, rest = docstring.strip().partition("\n")
    return dedent(rest).strip()


def _shown(examples: Sequence[Invalid]) -> list[Invalid]:
    """The first examples; one that shows a fix is among them, where there is any."""
    shown = list(examples[:SHOWN])
    mended = next((one for one in examples if one.after is not None), None)
    if mended is not None and all(one.after is None for one in shown):
        shown[-1] = mended
    return shown


def _invalid(rule: Rule, example: Invalid) -> Iterator[str]:
    yield _caption(example.title, example.context)
    yield _code(example.before)
    if example.after == example.before:
        yield from _written(rule, example)
    elif example.after is not None:
        yield "becomes"
        yield _code(example.after)


def _written(rule: Rule, example: Invalid) -> Iterator[str]:
    """The files beside the Dockerfile that the fix writes."""
    profile = Profile([rule], settings=example.settings or DEFAULT_SETTINGS)
    context = MemoryContext(example.context or {})
    for path, text in fix(example.before, context, profile, safety=Safety.UNSAFE).files:
        yield f"stays as it is, beside this `{path}`:"
        yield _code(text, "")


def _valid(example: Valid) -> Iterator[str]:
    yield _caption(example.title, example.context)
    yield _code(example.text)


def _refusal(assist: Assist, example: Example) -> str:
    """Why the assist refuses an example, in all the words that a user gets to read."""
    offset = example.before.find(CURSOR)
    selection = None if offset < 0 else Span(offset, offset)
    context = UNKNOWN if example.context is None else MemoryContext(example.context)
    answer = assist.run(analyse(example.before.replace(CURSOR, "")), context, DEFAULT_SETTINGS, selection)
    assert isinstance(answer, Refusal)
    return answer.reason


def _offer(example: Example) -> Iterator[str]:
    yield _caption(example.title, example.context)
    yield _code(example.before)
    yield f"becomes, with `--base {example.choice}`," if example.choice else "becomes"
    yield _code(example.after or "")


def _caption(title: str, context: Mapping[str, str] | None) -> str:
    """What a reader must know before the example: its title, and the files around the Dockerfile."""
    title = title[:1].upper() + title[1:]
    if not context:
        return f"{title}:" if title else ""
    files = ", ".join(f"`{path}`{_said(path, context[path])}" for path in sorted(context))
    return f"{title} (with {files}):" if title else f"With {files} in the build context:"


def _said(path: str, text: str) -> str:
    """The lines of an ignore file, without which the example is not understood."""
    lines = filter(None, text.split("\n")) if path.endswith(".dockerignore") else ()
    said = ", ".join(f"`{line}`" for line in lines)
    return f" ({said})" if said else ""


def _code(text: str, language: str = "dockerfile") -> str:
    text = text.rstrip("\n").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    fence = "````" if "```" in text else "```"
    return f"{fence}{language}\n{text}\n{fence}"


def _selection(rule: Rule) -> str:
    return f'    select = ["{rule.name}"]\n\nin `dockwright.toml`, or `--select {rule.name}` on the command line.'


def _suppression(rule: Rule) -> str:
    forms = [f"    # dockwright: ignore[{rule.name}] the reason"]
    forms += [f"    # hadolint ignore={alias}" for alias in rule.aliases[:1] if alias.startswith("DL")]
    listed = "\n".join(forms)
    return f"{listed}\n\nabove the instruction; `ignore-file` instead of `ignore` means the whole file."
