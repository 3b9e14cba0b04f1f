"""lint(): all rules of a profile over one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

from dockwright.context import NO_ARGUMENTS, BuildContext
from dockwright.lint.layout import Layout, Visitor
from dockwright.lint.profile import Inspector, Profile
from dockwright.lint.report import Diagnostic, Fault, Report
from dockwright.semantics import SemanticModel, Stage
from dockwright.suppressions import Suppressions
from dockwright.syntax import Dockerfile, Instruction, Onbuild, Run, parse


def analyse(text: str, arguments: Mapping[str, str] = NO_ARGUMENTS) -> SemanticModel:
    """Parse a text and make its model under these build arguments. Never raises."""
    return SemanticModel(parse(text), arguments)


def lint(model: SemanticModel, context: BuildContext, profile: Profile) -> Report:
    """All diagnostics of a file in source order. A rule that raises costs its own findings only."""
    faults: list[Fault] = []
    diagnostics: list[Diagnostic] = []
    model = model.given(context.arguments)
    dockerfile = model.dockerfile
    suppressions = Suppressions(dockerfile, profile.suppressions)
    if suppressions.experimental:
        profile = profile.including(suppressions.experimental)
    settings = profile.settings
    arguments: tuple[tuple[object, ...], ...] = (  # as SIGNATURES has them
        (),
        (model,),
        (context,),
        (settings,),
        (model, context),
        (model, settings),
        (context, settings),
        (model, context, settings),
    )
    silence = suppressions.silence if suppressions.names else None
    severities, checks_are_errors = profile.severities, suppressions.checks_are_errors

    def collect(visitors: Sequence[Visitor], node: object) -> None:
        for check, which, count, rule in visitors:
            try:  # a call that says how many arguments there are is made in two thirds of the time
                if count == 0:
                    found = check(node)
                else:
                    given = arguments[which]
                    if count == 2:
                        found = check(node, given[0], given[1])
                    elif count == 1:
                        found = check(node, given[0])
                    else:
                        found = check(node, *given)
                for finding in found:
                    if silence is not None and silence(rule, node, finding):
                        continue
                    severity = severities[rule.name]
                    if finding.severity is not None and severity == rule.severity:
                        severity = finding.severity
                    if checks_are_errors:
                        severity = suppressions.severity(rule, severity)
                    diagnostics.append(Diagnostic(rule, severity, finding, faults, dockerfile))
            except Exception as error:
                faults.append(Fault(rule.name, f"{type(error).__name__}: {error}"))

    layout = profile.layout
    unmet = layout.unmet(dockerfile, context.is_known)
    _visit(model, layout, unmet, collect)
    if profile.inspector is not None:
        diagnostics += _inspected(model, profile.inspector, suppressions, faults)
    if suppressions.names or suppressions.malformed:
        suppressions.known, suppressions.enabled = profile.known, profile.names
        row = layout.by_class[Suppressions]
        collect(row[row.needs & unmet], suppressions)
    diagnostics.sort(key=_place)
    return Report(tuple(diagnostics), faults)


def _inspected(
    model: SemanticModel, inspector: Inspector, suppressions: Suppressions, faults: list[Fault]
) -> list[Diagnostic]:
    """What another program has found, less what comments silence."""
    try:
        found = tuple(inspector.findings(model))
    except Exception as error:
        faults.append(Fault(type(inspector).__module__, f"{type(error).__name__}: {error}"))
        return []
    return [
        Diagnostic(rule, severity, one, faults, model.dockerfile)
        for rule, severity, one in found
        if not (suppressions.names and suppressions.silence(rule, model.dockerfile, one))
    ]


def _visit(
    model: SemanticModel, layout: Layout, unmet: int, collect: Callable[[Sequence[Visitor], object], None]
) -> None:
    """Every node that some rule visits, with those rules: the file, its stages, instructions, commands."""
    dockerfile = model.dockerfile
    by_class, by_command, every_command = layout.by_class, layout.by_command, layout.every_command
    row = by_class[Dockerfile]
    collect(row[row.needs & unmet], dockerfile)
    row = by_class[Stage]
    if rules := row[row.needs & unmet]:
        for stage in model.stages:
            collect(rules, stage)
    holders = (Run, Onbuild) if layout.wants_commands else ()
    for instruction in dockerfile.instructions:
        kind = type(instruction)
        row = by_class[kind]
        if rules := row[row.needs & unmet]:
            collect(rules, instruction)
        if kind not in holders:
            continue
        run = instruction if isinstance(instruction, Run) else _triggered(instruction)
        for command in model.commands(run) if run is not None else ():
            row = by_command.get(command.name, every_command)
            if rules := row[row.needs & unmet]:
                collect(rules, command)


def _triggered(instruction: Instruction) -> Run | None:
    """The RUN that an ONBUILD will trigger."""
    trigger = instruction.trigger if isinstance(instruction, Onbuild) else None
    return trigger if isinstance(trigger, Run) else None


_place = attrgetter("span", "rule.name", "message")
