"""What check and fix have in common: from the paths of a command line to one result for each file."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial

from dockwright.batch import attempt, run
from dockwright.checking import Subject, unreadable
from dockwright.config import Choices
from dockwright.config.names import RuleNames
from dockwright.console import UsageError, complain
from dockwright.discovery import Failure, find, read
from dockwright.discovery.files import STANDARD_INPUT
from dockwright.output.results import FileResult
from dockwright.rules import RULES
from dockwright.workspace import Wishes, workspace_of

Work = Callable[[Subject], FileResult]


def wishes_of(options: Namespace, *more_rules: str) -> Wishes:
    """What the options say about rules and surroundings."""
    choices = Choices(
        preset=options.preset,
        select=(*options.select, *more_rules),
        ignore=tuple(options.ignore),
        fail_on=options.fail_on,
        builder=options.builder,
        context=context_of(options),
    )
    return Wishes(choices, options.config, options.no_config)


def named_rules(options: Namespace) -> frozenset[str] | None:
    """The rules that --rule names; None without it. `wishes_of` has refused unknown names."""
    names = RuleNames(RULES)
    return frozenset(name for word in options.rule for name in names.names(word)) if options.rule else None


def context_of(options: Namespace) -> str | None:
    """The directory that --context names, as an absolute path. Raises UsageError when it is none."""
    if options.context is None:
        return None
    if not os.path.isdir(options.context):
        raise UsageError(f"the context `{options.context}` is no directory")
    return str(os.path.abspath(options.context))


def run_files(options: Namespace, wishes: Wishes, work: Work, *, proves_fixes: bool = False) -> list[FileResult]:
    """The results of all files that the options name, by path; standard input comes first. Raises ConfigError.

    `proves_fixes`: the work will prove most of the fixes that there are.
    """
    paths = options.paths or ["."]
    workspace = workspace_of(wishes)
    found = find(
        [path for path in paths if path != STANDARD_INPUT],
        workspace.configurations.excludes,
        exclude_named=options.force_exclude,
    )
    for path in found.files:
        workspace.configuration(path)  # a wrong one stops the command before anything is done
    prepare = partial(_ask_shellcheck, wishes, proves_fixes)
    results = run(found.files, partial(_read_and_work, wishes, work), options.jobs, prepare)
    results += [unreadable(failure.path, failure.message) for failure in found.failures]
    results.sort(key=lambda result: result.path)
    if STANDARD_INPUT in paths:
        results.insert(0, _standard_input(options, wishes, work))
    if not results and not options.force_exclude:
        complain(f"no Dockerfile in {', '.join(paths)}")
    return results


def _ask_shellcheck(wishes: Wishes, proves_fixes: bool, paths: Sequence[str], jobs: int) -> None:
    workspace_of(wishes).ask_shellcheck(paths, jobs, tries_fixes=proves_fixes)


def _read_and_work(wishes: Wishes, work: Work, path: str) -> FileResult:
    source = read(path)
    if isinstance(source, Failure):
        return unreadable(path, source.message)
    subject = workspace_of(wishes).subject(path, source.text)
    result = judge(work(subject), wishes)
    subject.model.release()
    return result


def _standard_input(options: Namespace, wishes: Wishes, work: Work) -> FileResult:
    """The result of what comes in, under the name it is said to have."""
    path = options.stdin_filename or STANDARD_INPUT
    source = read(STANDARD_INPUT)
    if isinstance(source, Failure):
        return unreadable(path, source.message)
    workspace = workspace_of(wishes)
    workspace.configuration(path)
    return attempt(lambda path: judge(work(workspace.subject(path, source.text)), wishes), path)


def judge(result: FileResult, wishes: Wishes) -> FileResult:
    """The result, with the word whether it makes the command fail."""
    fail_on = workspace_of(wishes).configuration(result.path).fail_on
    return result._replace(fails=fail_on is not None and any(entry.severity >= fail_on for entry in result.entries))
