"""docs/builds.md: what the real builds have found, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from applications import Application
from measure import OTHER_FILES

Record = Mapping[str, Any]


class Goal(NamedTuple):
    """What the project wants of a group: an image of at most this share of the original after a split."""

    title: str
    groups: tuple[str, ...]
    share: float | None


GOALS = (
    Goal("Go and Rust", ("go", "rust"), 1 / 20),
    Goal("Node, static sites", ("node-static",), 1 / 5),
    Goal("Python and Node servers", ("python", "node-server"), 1 / 2),
    Goal("Java", ("java",), None),
    Goal("others", ("cpp", "php", "ruby", "elixir"), None),
)
INTRODUCTION = """# Real builds

`python bench/builds/run.py` builds {count} small applications with the Dockerfile that a newcomer writes, and with every
Dockerfile that dockwright offers in its place: the safe fixes, the unsafe ones, each refactoring, each base of a split. Both
images run without a network. They must say the same on their port or standard output, also after a source file was edited
and the image built again; of a safe choice the image's configuration must be the same as well. This page is generated from
[`bench/builds/results.json`](../bench/builds/results.json).

**The base images are {bases}** made from Debian's packages: the paths and tools of the official images, and not their
content. Sizes and shares below are those of stand-ins, and another on the official images. The seconds come from one
measurement each on a machine with {processors} processors that had other work (a load of {load}; engine {engine}, {date}): they tell 20
from 2, and not 20 from 15. Which steps come from the cache is exact. Cold builds take no layer from the cache, and cache mounts
are empty at first.
"""

REASONS = """The median of Go and Rust reaches the goal because most of their programs need no C library; {over} do not reach it on the base
that is offered first.

**Why the base that is offered first is not the smallest.** It is the smallest one with a shell among those that fit: a health
check in a compose file, a probe of an orchestrator or somebody's `docker exec` may start a shell in the container, and no file of
the build context can rule that out. For a program without a C library that is Alpine, and costs a few MB. For one that is linked
against glibc (Rust on Debian, Go with cgo) there is no image with a shell that is smaller than Debian's slim one, so its
image is a tenth of the original; the distroless image of the same release is the next choice
(`--base distroless-cc`, `--base distroless-base`).

**What a rebuild costs.** Where packages are downloaded, the better order takes them from the cache, and little is left. Where the
compiler takes the time, order alone saves nothing: for Go a cache mount for what is compiled does (`missing-cache-mount`, which
`fix --unsafe-fixes` makes together with the split). Cargo's `target` directory gets no mount, because cargo takes a source for unchanged
when its time stamp is old, whatever it says; and neither javac nor a Maven build without downloads has anything to keep. pnpm installs
so fast that the build of the page is most of the time, before and after. What tools of Node keep gets no mount either: Vite's
`node_modules/.vite` is for its development server alone, `tsc` leaves out what its `tsbuildinfo` says is there already, and
`.next/cache` holds answers of other servers, which the next build would take for new.
"""


def page(results: Record, known: Sequence[Application]) -> str:
    measured: Record = results["applications"]
    applications = [one for one in known if one.name in measured]
    kinds = sorted({measured[one.name]["bases"] for one in applications})
    bases = {"stand-in": "stand-ins", "official": "the official ones"}
    introduction = INTRODUCTION.format(
        count=len(applications),
        bases=" and ".join(bases[kind] for kind in kinds),
        processors=results["processors"],
        engine=results["engine"],
        load=_range([measured[one.name]["load"] for one in applications]),
        date=results["date"],
    )
    parts = (
        introduction,
        _verdict(measured, applications),
        _goals(measured, applications),
        _first_bases(measured, applications),
        REASONS.format(over=_over(measured, applications)),
        _overview(measured, applications),
        *(_application(measured[one.name], one) for one in applications),
        _absent(results),
    )
    return "\n".join(parts)


def _verdict(measured: Record, applications: Sequence[Application]) -> str:
    choices = [choice for one in applications for choice in measured[one.name]["choices"]]
    lines = ["## In short\n", "| | choices | build, start and say the same |", "|---|---:|---:|"]
    alone = [choice for choice in choices if not choice.get("reads_context", True)]
    groups = {
        safety: [one for one in choices if one["safety"] == safety and one not in alone]
        for safety in ("safe", "unsafe")
    }
    for title, own in (groups | {"unsafe, of the text alone": alone}).items():
        lines.append(f"| {title} | {len(own)} | {sum(not choice['faults'] for choice in own)} |")
    lines += ("", "*Of the text alone*: what is offered where the files beside the Dockerfile are not known.")
    failed = [
        (one.name, choice)
        for one in applications
        for choice in measured[one.name]["choices"]
        if choice in alone and choice["faults"]
    ]
    lines += (
        f"`{choice['choice'].split(',')[0]}` fails so in {name}, and says: {'; '.join(choice['to_check'])}."
        for name, choice in failed
    )
    compared = [choice for choice in choices if "files" in choice]
    same = [choice for choice in compared if not any(OTHER_FILES in fault for fault in choice["faults"])]
    text = f"""
Of the small refactorings, which must keep every file of the image, {len(compared)} were compared with the original by the path,
kind, mode, owner and content of all files, but for caches and for those that are another each time the original is built: {len(same)} are
the same.
"""
    return "\n".join(lines) + "\n" + text


def _goals(measured: Record, applications: Sequence[Application]) -> str:
    lines = [
        "## Against the goals\n",
        "Medians, as shares of the original. *Split*: the image on the base that is offered first. *Smallest*: on the smallest",
        "base that is offered. *Rebuild*: the seconds after the edit of a source file, with the fastest choice.\n",
        "| group | applications | splits | goal | split | smallest | rebuild (goal 35 %) |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for goal in GOALS:
        own = [measured[one.name] for one in applications if one.group in goal.groups]
        splits = [one for one in own if _splits(one)]
        first = [_share(one, _splits(one)[0]) for one in splits]
        smallest = [min(_share(one, choice) for choice in _splits(one)) for one in splits]
        fastest = [share for one in own for share in (_fastest(one),) if share is not None]
        target = "" if goal.share is None else _percent(goal.share)
        cells = (
            goal.title,
            str(len(own)),
            str(len(splits)),
            target,
            *(_middle(each) for each in (first, smallest, fastest)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _first_bases(measured: Record, applications: Iterable[Application]) -> str:
    """Which base is offered first, and which is the smallest, where that is another."""
    lines = ["| application | base offered first | share | smallest base | share |", "|---|---|---:|---|---:|"]
    for one in applications:
        splits = _splits(measured[one.name])
        if len(splits) > 1:
            pair = (splits[0], min(splits, key=lambda choice: int(choice["bytes"])))
            cells = (
                cell
                for split in pair
                for cell in (split["choice"].split()[-1], _percent(_share(measured[one.name], split)))
            )
            lines.append(f"| {' | '.join((one.name, *cells))} |")
    return "\n".join(lines) + "\n"


def _over(measured: Record, applications: Iterable[Application]) -> str:
    """The applications of Go and Rust that are larger than the goal, on the base that is offered first."""
    goal = GOALS[0]
    assert goal.share is not None
    splits = ((one, _splits(measured[one.name])) for one in applications if one.group in goal.groups)
    return ", ".join(one.name for one, found in splits if found and _share(measured[one.name], found[0]) > goal.share)


def _overview(measured: Record, applications: Sequence[Application]) -> str:
    """In how many results the dependencies came from the cache, of those that have a step for them."""
    cached = [
        _is_cached(one, choice["after_source_edit"])
        for one in applications
        for choice in measured[one.name]["choices"]
        if "after_source_edit" in choice and "files" not in choice  # small refactorings change no order
    ]
    asked = [each for each in cached if each is not None]
    return (
        f"After the edit of a source file, {sum(asked)} of {len(asked)} results with a step for the dependencies\n"
        f"take it from the cache, and {_originals(measured, applications)} of the originals do.\n"
    )


def _originals(measured: Record, applications: Iterable[Application]) -> int:
    return sum(
        _is_cached(one, measured[one.name]["original"].get("after_source_edit", {})) is True for one in applications
    )


def _is_cached(application: Application, rebuild: Record) -> bool | None:
    """Whether the step of the dependencies came from the cache; None where there is none."""
    names = {True: rebuild.get("from_cache", ()), False: rebuild.get("made_again", ())}
    found = [
        is_cached
        for is_cached, steps in names.items()
        for step in steps
        if application.restore and application.restore in step
    ]
    return all(found) if found else None


def _application(record: Record, application: Application) -> str:
    lines = [f"## {application.name}\n", f"{application.notes}\n"]
    lines.append(
        "| choice | safety | MB | layers | cold s | source edit s | dependencies cached | manifest edit s | faults |"
    )
    lines.append("|---|---|---:|---:|---:|---:|---|---:|---|")
    lines.append(_row(application, "the original", "", record["original"]))
    lines += (_row(application, f"`{choice['choice']}`", choice["safety"], choice) for choice in record["choices"])
    lines += _refusals(record)
    return "\n".join(lines) + "\n"


def _row(application: Application, title: str, safety: str, found: Record) -> str:
    source, dependency = found.get("after_source_edit", {}), found.get("after_dependency_edit", {})
    cached = {True: "yes", False: "no", None: ""}[_is_cached(application, source)]
    size = f"{found['bytes'] / 1e6:.1f}" if "bytes" in found else ""
    numbers = (size, str(found.get("layers", "")), _seconds(found, "cold_seconds"), _seconds(source, "seconds"))
    faults = "; ".join(fault.split("\n")[0] for fault in found["faults"]).replace("|", "\\|")
    return f"| {' | '.join((title, safety, *numbers, cached, _seconds(dependency, 'seconds'), faults))} |"


def _refusals(record: Record) -> Iterator[str]:
    if record["refusals"]:
        yield ""
        yield from (f"* `{name}` is refused: {reason}" for name, reason in record["refusals"].items())


def _absent(results: Record) -> str:
    lines = ["## Not built\n", *(f"* {one['what']}: {one['why']}." for one in results.get("absent", ()))]
    return "\n".join(lines) + "\n"


def _splits(record: Record) -> list[Record]:
    return [one for one in record["choices"] if one["choice"].startswith("refactor split-stages --") and "bytes" in one]


def _share(record: Record, choice: Record) -> float:
    return float(choice["bytes"] / record["original"]["bytes"])


def _fastest(record: Record) -> float | None:
    before = record["original"].get("after_source_edit", {}).get("seconds")
    after = [
        one["after_source_edit"]["seconds"]
        for one in record["choices"]
        if "after_source_edit" in one and not one["faults"]
    ]
    return min(after) / before if before and after else None


def _range(numbers: Sequence[float]) -> str:
    low, high = round(min(numbers)), round(max(numbers))
    return f"{low} to {high}" if low < high else str(low)


def _middle(shares: Sequence[float]) -> str:
    return _percent(median(shares)) if shares else ""


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _seconds(found: Record, key: str) -> str:
    return f"{found[key]:.1f}" if key in found else ""
