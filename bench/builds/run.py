"""Build small applications with the Dockerfiles they have, and with every one that dockwright writes for them; compare.

    python bench/builds/run.py [NAME...] [--state FOLDER] [--stand-ins] [--choice WORDS] [--quick] [--warm | --changed]

Without DOCKER_HOST it starts an engine of its own with its state in FOLDER, and makes stand-ins for the base images from
the distribution's packages (see standins.py: Debian, root). With DOCKER_HOST it uses that engine and the images it has or
can pull; `--stand-ins` makes the ones it lacks. NAME is a folder of applications/; without one all are built, which takes
an hour or so. What is found is merged into results.json, from which docs/builds.md is written.

Both images run without a network, and must say the same, before and after a source file was edited. Ends with 1 when
a choice is at fault: it does not build, does not start, or says something else.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import applications
import standins
import table
from applications import Application
from choices import Choice, offered, refusals
from engine import PROBE, Engine
from files import Changing, changing
from measure import Measured, faults, measure, record

import dockwright
from dockwright.rule import Safety

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parents[2] / "docs" / "builds.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", metavar="NAME", nargs="*")
    parser.add_argument("--state", type=Path, default=standins.STATE, help="where an engine of its own keeps its data")
    parser.add_argument(
        "--stand-ins", action="store_true", help="make missing bases on the engine that DOCKER_HOST names"
    )
    parser.add_argument(
        "--choice", default="", help="only choices with these words; nothing is written to results.json, unless warm"
    )
    parser.add_argument("--quick", action="store_true", help="build and run once; no rebuilds after edits")
    parser.add_argument(
        "--warm",
        action="store_true",
        help="use the layers that are there and edit sources only; what is known of cold builds, of edits of manifests and of"
        " choices without rebuilds stays",
    )
    parser.add_argument(
        "--changed",
        action="store_true",
        help="measure only choices that are not written as they were when they were measured; of an application without any nothing"
        " is built",
    )
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    options = parser.parse_args()
    bad = 0
    if not options.page:
        engine = _engine(options)
        for application in applications.read_all(options.names):
            if application.needs_stand_ins and "DOCKER_HOST" in os.environ and not options.stand_ins:
                print(f"    {application.name}: left out, it needs what only the stand-ins have", flush=True)
                continue
            try:
                known = _known(application.name) if options.warm or options.changed else {}
                wanted = partial(_is_wanted, options.choice, {} if options.quick else known)
                if options.changed:
                    wanted = partial(_is_changed, options.choice, {one.get("digest") for one in known.values()})
                way = Way(rebuilds=not options.quick, is_cold=not options.warm)
                kept = _results()["applications"].get(application.name) if options.changed else None
                found = examine(engine, application, wanted, way, kept)
            except (RuntimeError, subprocess.TimeoutExpired, ValueError) as error:
                print(f"    NOT MEASURED: {error}", flush=True)
                bad += 1
                continue
            bad += sum(len(choice["faults"]) for choice in found["choices"] if choice["reads_context"])
            if known and (options.choice or options.changed):
                found["original"] |= known[""]  # all choices are measured by the same
            if options.warm or options.changed or not options.choice:
                _write(application.name, _merged(found, known), engine)
    PAGE.write_text(table.page(_results(), applications.read_all([])), encoding="utf-8")
    return 1 if bad else 0


def _engine(options: argparse.Namespace) -> Engine:
    if "DOCKER_HOST" not in os.environ:
        engine = standins.start(options.state)
        standins.make_bases(engine, options.state)
        return engine
    engine = Engine({"DOCKER_BUILDKIT": "1"})
    engine.version()
    if options.stand_ins:
        standins.make_bases(engine, options.state)
    elif not engine.has_image(PROBE):
        engine.docker("pull", PROBE)
    return engine


class Way(NamedTuple):
    """How it is measured."""

    rebuilds: bool
    is_cold: bool


def _is_wanted(words: str, known: Mapping[str, Any], choice: Choice) -> bool:
    is_new = choice.command not in known or (choice.keeps_files and "files" not in known[choice.command])
    return words in choice.command and (choice.is_about_rebuilds or is_new)


def _is_changed(words: str, digests: Collection[str | None], choice: Choice) -> bool:
    return words in choice.command and choice.digest not in digests


def _known(name: str) -> dict[str, Any]:
    """What was found of the choices of an application, and of its original under the name ""."""
    found = _results()["applications"].get(name)
    return {} if found is None else {"": found["original"], **{one["choice"]: one for one in found["choices"]}}


def examine(
    engine: Engine,
    application: Application,
    is_wanted: Callable[[Choice], bool],
    way: Way,
    kept: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Measure the original of an application and every choice. `kept`: what was found before, and stays where none is wanted."""
    with tempfile.TemporaryDirectory(prefix="dwbench-") as folder:
        scratch = Path(folder)
        fresh = scratch / "fresh"
        application.copy(fresh)
        _prepare(engine, application, fresh)
        said = offered(fresh, scratch)
        wanted = [choice for choice in said if is_wanted(choice)]
        names = [choice.command for choice in said]
        if kept is not None and not wanted:
            return kept | {"refusals": refusals(fresh), "offered": names, "choices": []}
        _say(application, "original")
        keeps_files = any(choice.keeps_files for choice in wanted)
        original = _measured(engine, application, fresh, None, way, keeps_files)
        broken = list(original.errors)
        for error in broken:
            print(f"    THE ORIGINAL FAILS: {error}", flush=True)
        wanted = [] if broken else wanted
        either = _changing(engine, application, fresh, original) if keeps_files and not broken else None
        return {
            "date": datetime.date.today().isoformat(),
            "bases": _kind_of_bases(engine, fresh),
            "load": round(os.getloadavg()[0], 1),
            "original": record(original, is_cold=way.is_cold) | {"faults": broken},
            "refusals": refusals(fresh),
            "offered": names,
            "choices": [_examined(engine, application, fresh, original, either, choice, way) for choice in wanted],
        }


def _examined(
    engine: Engine,
    application: Application,
    fresh: Path,
    original: Measured,
    either: Changing | None,
    choice: Choice,
    way: Way,
) -> dict[str, Any]:
    is_safe = choice.safety is Safety.SAFE
    _say(application, f"{choice.command} ({choice.safety.label})")
    own = way._replace(rebuilds=way.rebuilds and choice.is_about_rebuilds)
    result = _measured(engine, application, fresh, choice, own, choice.keeps_files)
    found = list(faults(application, original, result, is_safe=is_safe, either=either))
    if not is_safe and not choice.notes:
        found.append("unsafe, and does not say what to check")
    for fault in found:
        print(f"    FAULT: {fault}", flush=True)
    return {
        "choice": choice.command,
        "safety": choice.safety.label,
        "digest": choice.digest,
        "title": choice.title,
        "to_check": list(choice.notes),
        "reads_context": choice.reads_context,
        **record(result, is_cold=way.is_cold),
        "faults": found,
    }


def _changing(engine: Engine, application: Application, fresh: Path, original: Measured) -> Changing:
    """What is another when the original is built a second time."""
    _say(application, "original, once more")
    again = _measured(engine, application, fresh, None, Way(rebuilds=False, is_cold=True), reads_files=True)
    if original.files is None or again.files is None:
        raise RuntimeError(f"the original was built once, and not a second time: {list(again.errors)}")
    return changing(original.files, again.files)


def _measured(
    engine: Engine, application: Application, fresh: Path, choice: Choice | None, way: Way, reads_files: bool
) -> Measured:
    with tempfile.TemporaryDirectory(prefix="dwbench-") as folder:
        context = Path(folder) / "context"
        shutil.copytree(fresh, context, symlinks=True)
        if choice is not None:
            choice.write(context)
        return measure(engine, application, context, **way._asdict(), reads_files=reads_files)


def _prepare(engine: Engine, application: Application, context: Path) -> None:
    """Make in the first base image what an application does not keep."""
    if application.prepare:
        words = ("run", "--rm", "--network=host", f"--volume={context}:/prepare", "--workdir=/prepare")
        done = engine.docker(*words, "--entrypoint=sh", _bases(context)[0], "-c", application.prepare)
        if done.returncode:
            raise RuntimeError(f"{application.name} cannot be prepared: {done.stderr[-600:]}")


def _bases(context: Path) -> list[str]:
    return re.findall(r"(?im)^FROM\s+(\S+)", (context / "Dockerfile").read_text(encoding="utf-8"))


def _kind_of_bases(engine: Engine, context: Path) -> str:
    images = _bases(context)
    return "stand-in" if any(engine.is_stand_in(image) for image in images) else "official"


def _say(application: Application, what: str) -> None:
    print(f"{datetime.datetime.now():%H:%M:%S} {application.name}: {what}", flush=True)


def _merged(found: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, with the seconds of cold builds that were known, and with the choices that were not measured anew."""
    offers = found.pop("offered")
    for one in (found["original"], *found["choices"]):
        before = known.get(one.get("choice", ""), {})
        one |= {key: value for key, value in before.items() if key not in one}
    fresh = {one["choice"]: one for one in found["choices"]}
    names = [name for name in offers if name in fresh or name in known]
    return found | {"choices": [fresh.get(name, known.get(name)) for name in names]}


def _results() -> dict[str, Any]:
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"applications": {}}


def _write(name: str, found: dict[str, Any], engine: Engine) -> None:
    """Merge what was found of one application; the file is read anew, as another run may have written to it."""
    version = engine.version()
    results = _results()
    results["applications"][name] = found
    results |= {
        "date": datetime.date.today().isoformat(),
        "engine": version,
        "processors": os.cpu_count(),
        "dockwright": dockwright.__version__,
        "absent": applications.absent(),
    }
    results["applications"] = dict(sorted(results["applications"].items()))
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
