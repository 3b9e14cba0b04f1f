"""The words of a command line: what can be said. Which words an option takes is looked up when it is used."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Sequence
from typing import Any

from dockwright import __version__
from dockwright.console import UsageError, say, say_error

_EXIT_CODES = "exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or configuration, 3 internal"


def understand(arguments: Sequence[str]) -> argparse.Namespace:
    """The command and its options. Raises UsageError, and SystemExit as argparse does."""
    _know_command(arguments)
    return _parser().parse_args(arguments)


def _know_command(arguments: Sequence[str]) -> None:
    """Raises UsageError when the first word is no command; whoever comes from hadolint may name a file there."""
    word = arguments[0] if arguments else "-"
    names = [name for name, _, _ in COMMANDS]
    if word.startswith("-") or word in names:
        return
    from dockwright.config.error import hint
    from dockwright.knowledge.peer_options import COMMANDS as PEER_COMMANDS

    if os.path.exists(word):
        meant = f"; did you mean `dockwright check {word}`?"
    elif word in PEER_COMMANDS:
        meant = f"; here it is `{PEER_COMMANDS[word]}`"
    else:
        meant = hint(word, names)
    raise UsageError(f"unknown command `{word}`{meant} (known: {', '.join(names)})")


class Parser(argparse.ArgumentParser):
    """argparse, which keeps silent on help and a version that cannot be written: as if they had been told."""

    def _print_message(self, message: str, file: Any = None) -> None:
        """Raises UsageError when standard output cannot be written."""
        if message and file is not None:
            write = say if file is sys.stdout else say_error
            write(message)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "dockwright",
        description="Make Dockerfiles build fast and ship small.",
        epilog=_EXIT_CODES,
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dockwright {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, prog="dockwright", parser_class=Subcommand
    )
    for name, summary, add in COMMANDS:
        description = f"{summary[:1].upper()}{summary[1:]}."
        command = commands.add_parser(  # `--unsafe` is no option today, and may be another one tomorrow
            name, help=summary, description=description, formatter_class=_formatter, allow_abbrev=False
        )
        add(command)
    return parser


class Subcommand(Parser):
    """A parser that takes options between the words, too: `refactor split-stages --diff Dockerfile`.

    It says what is wrong with a word that is left over; argparse leaves that to the parser of the whole line.
    """

    _is_second_try = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        found, left = super().parse_known_args(args, namespace)
        if self._is_second_try:
            return found, left
        if any(not word.startswith("-") for word in left):
            found, left = self._try_again(args)
        if left:
            self.error(self._unknown(left[0]))
        return found, left

    def _try_again(self, args: Any) -> Any:
        self._is_second_try = True
        try:
            return self.parse_known_intermixed_args(args, None)
        finally:
            self._is_second_try = False

    def _unknown(self, word: str) -> str:
        if not word.startswith("-"):
            return f"unexpected word `{word}`"
        from dockwright.config.error import hint
        from dockwright.knowledge.peer_options import OPTIONS

        name = word.partition("=")[0]
        if name in OPTIONS:
            return f"unknown option `{name}`; here it is {OPTIONS[name]}"
        return f"unknown option `{name}`{hint(name, self._option_string_actions)}"


def _formatter(prog: str) -> argparse.HelpFormatter:
    """The help's layout. argparse makes one for every option, and asks shutil, which is slow to load, for the width."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (ValueError, OSError):
        columns = 80
    return argparse.HelpFormatter(prog, width=columns - 2)


def _check(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    _report_options(parser)
    _rule_options(parser)


def _fix(parser: argparse.ArgumentParser) -> None:
    _paths(parser)
    parser.add_argument("--diff", action="store_true", help="show what would change, change nothing")
    parser.add_argument("--unsafe-fixes", action="store_true", help="make fixes that need a look afterwards, too")
    parser.add_argument(
        "--rule",
        action="extend",
        default=[],
        type=_names,
        metavar="NAMES",
        help="only the fixes of these rules, also unsafe ones",
    )
    _report_options(parser)
    _rule_options(parser)


def _ignore(parser: argparse.ArgumentParser) -> None:
    _paths(parser, takes_input=False)
    parser.add_argument("--diff", action="store_true", help="show what would change, change nothing")
    parser.add_argument(
        "--rule", action="extend", default=[], type=_names, metavar="NAMES", help="only the findings of these rules"
    )
    parser.add_argument(
        "--reason", default="", metavar="TEXT", help="what the comments say behind the names of the rules"
    )
    parser.add_argument(
        "--fail-on",
        type=_fail_on,
        metavar="SEVERITY",
        help="the least severity that is ignored: error, warning (the default), info or style",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="name no files, and no closing line")
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="how many processes at most (default: one per core)")
    _rule_options(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="a rule, an alias of one (DL3008, StageNameCasing), or an assist")


def _rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text for people (the default), or JSON"
    )
    parser.add_argument("--preset", type=_preset, default="all", metavar="NAME", help="only the rules of this preset")


def _refactor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assist", nargs="?", metavar="ASSIST", help="the refactoring, split-stages for example")
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE[:LINE]",
        help="the Dockerfile (default: the one here), and the line to refactor at",
    )
    parser.add_argument("--base", metavar="NAME", help="the variant, where there are several: alpine, scratch, ...")
    parser.add_argument(
        "--list", action="store_true", help="say which refactorings there are for the file, and why not"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="of --list: text for people (the default), or JSON"
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--diff", action="store_true", help="show what would change, change nothing")
    shown.add_argument("--stdout", action="store_true", help="print the new Dockerfile, change nothing")
    _context_options(parser)


def _why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default=".", metavar="FILE", help="the Dockerfile (default: the one here)")
    parser.add_argument(
        "--changed", action="append", default=[], metavar="PATH", help="a file of the build context (default: all)"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text for people (the default), or JSON"
    )
    _context_options(parser)


def _settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default=".", metavar="FILE", help="the Dockerfile (default: the one here)")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text for people (the default), or JSON"
    )
    parser.set_defaults(fail_on=None)
    _rule_options(parser)


def _migrate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "path",
        nargs="?",
        default=".",
        metavar="PATH",
        help="a .hadolint.yaml, a .tally.toml, or a directory (default: .)",
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--diff", action="store_true", help="show what would be written, write nothing")
    shown.add_argument("--stdout", action="store_true", help="print the configuration, write nothing")
    shown.add_argument(
        "--differences", action="store_true", help="list the cases where the other's verdict differs, write nothing"
    )
    parser.add_argument("--force", action="store_true", help="replace a dockwright.toml that is there")


def _paths(parser: argparse.ArgumentParser, *, takes_input: bool = True) -> None:
    words = "files, directories, - for standard input" if takes_input else "files, directories"
    parser.add_argument("paths", nargs="*", metavar="PATH", help=f"{words} (default: .)")
    parser.add_argument(
        "--force-exclude", action="store_true", help="pass over files that are named, too, where `exclude` says so"
    )
    if takes_input:
        parser.add_argument("--stdin-filename", metavar="PATH", help="what standard input is called")


def _report_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("report")
    group.add_argument(
        "--format",
        type=_format,
        metavar="FORMAT",
        help="text (the default), compact, json, sarif, github, gitlab, checkstyle, junit, sonarqube, codacy or hadolint-json",
    )
    group.add_argument("--output", metavar="FILE", help="write the report there instead of standard output")
    group.add_argument(
        "--fail-on",
        type=_fail_on,
        metavar="SEVERITY",
        help="the least severity with exit code 1: error, warning (the default), info, style, or never",
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours in the text (default: auto, in a terminal)",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="no closing line")
    group.add_argument("--statistics", action="store_true", help="how often each rule was reported, instead")
    group.add_argument("--jobs", type=_jobs, metavar="N", help="how many processes at most (default: one per core)")


def _rule_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("rules")
    group.add_argument(
        "--preset",
        type=_preset,
        metavar="NAME",
        help="the rules to start from: default, hadolint, buildkit, all or none",
    )
    group.add_argument(
        "--select",
        action="extend",
        default=[],
        type=_names,
        metavar="NAMES",
        help="rules to add: names, aliases or categories, with commas between them",
    )
    group.add_argument("--ignore", action="extend", default=[], type=_names, metavar="NAMES", help="rules to leave out")
    _context_options(parser)


def _context_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("surroundings")
    group.add_argument("--context", metavar="DIR", help="the build context (default: inferred)")
    group.add_argument(
        "--builder",
        type=_builder,
        metavar="NAME",
        help="what builds the image: buildkit (the default), classic, buildah, kaniko or either",
    )
    source = group.add_mutually_exclusive_group()
    source.add_argument("--config", metavar="FILE", help="the configuration file (default: the nearest one upwards)")
    source.add_argument("--no-config", action="store_true", help="read no configuration file")


# Loading the words that an option takes takes as long as argparse.


def _format(word: str) -> str:
    from dockwright.output import FORMATS

    return _one_of("format", word, FORMATS)


def _preset(word: str) -> str:
    from dockwright.config import PRESETS

    return _one_of("preset", word, PRESETS)


def _builder(word: str) -> str:
    from dockwright.config import BUILDERS

    return _one_of("builder", word, BUILDERS)


def _fail_on(word: str) -> str:
    from dockwright.config import FAIL_ON

    return _one_of("severity", word, FAIL_ON)


def _jobs(word: str) -> int:
    if not word.isdecimal() or int(word[:6]) < 1:
        raise argparse.ArgumentTypeError(f"`{word}` is no number of processes")
    return int(word[:6])


def _one_of(kind: str, word: str, known: Collection[str]) -> str:
    if word in known:
        return word
    from dockwright.config.error import hint

    raise argparse.ArgumentTypeError(f"unknown {kind} `{word}`{hint(word, known)} (known: {', '.join(known)})")


def _names(listed: str) -> list[str]:
    return [name for name in listed.replace(",", " ").split() if name]


COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("check", "report what is wrong with Dockerfiles", _check),
    ("fix", "mend what can be mended safely, and report the rest", _fix),
    ("ignore", "put comments above what is reported, so that only what is new is", _ignore),
    ("explain", "print the page of a rule or a refactoring", _explain),
    ("rules", "list the rules", _rules),
    ("refactor", "rewrite a Dockerfile: split it into stages, for example", _refactor),
    ("why", "tell where the layers of the image come from, and what a change of a file makes run again", _why),
    ("settings", "tell what holds for a Dockerfile, and who says so: rules, build context, builder", _settings),
    (
        "migrate",
        "write the dockwright.toml that stands for a .hadolint.yaml or .tally.toml, and tell what will differ",
        _migrate,
    ),
    ("server", "run the language server", lambda parser: None),
)
