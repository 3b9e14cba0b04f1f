"""What there is to say about a word that editors show: the pages behind completion items and hovers.

A topic is a tuple of words, the first of which is its kind: ("flag", "COPY", "link"). It is all that an item carries,
so that the text is only written when somebody looks at it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockwright.knowledge.distributions import DISTRIBUTIONS
from dockwright.knowledge.instructions import HEALTHCHECK_TYPES, KEYWORDS
from dockwright.syntax.flags import MOUNT_TYPES, FlagKind, MountKey, known_flag, mount_key

if TYPE_CHECKING:
    from dockwright.knowledge.base_images import BaseImage

Topic = tuple[str, ...]


def page(topic: Topic) -> str | None:
    """The Markdown of a topic, None when there is nothing to say. Never raises, whatever the topic is."""
    write = PAGES.get(topic[0]) if topic else None
    if write is None or write.__code__.co_argcount != len(topic) - 1:
        return None
    return write(*topic[1:])


def instruction_page(keyword: str) -> str | None:
    row = KEYWORDS.get(keyword)
    if row is None:
        return None
    forms = "\n".join(" ".join((row.name, *form)) for form in row.forms)
    return f"{_code(forms)}\n{row.summary}\n\n{row.notes}\n\nExample:\n{_code(row.example)}"


def flag_page(keyword: str, name: str) -> str | None:
    kind = known_flag(keyword, name)
    if kind is None:
        return None
    facts = [f"`{keyword} {flag_form(kind)}`", f"{kind.doc}."]
    if kind.choices:
        facts.append(f"One of {_listed(kind.choices)}.")
    if kind.is_boolean:
        facts.append("Alone it means `true`.")
    if kind.repeats:
        facts.append("May be repeated.")
    if kind.value == "mount":
        facts.append("\n".join(f"* `type={one}`: {meaning}" for one, meaning in MOUNT_TYPES.items()))
    return "\n\n".join(facts)


def flag_form(kind: FlagKind) -> str:
    """How a flag is written: `--link[=true]`, `--from=string`."""
    if kind.is_boolean:
        return f"--{kind.name}[=true|false]"
    return f"--{kind.name}={'|'.join(kind.choices) or kind.value}"


def mount_type_page(name: str) -> str | None:
    meaning = MOUNT_TYPES.get(name)
    if meaning is None:
        return None
    keys = [f"* `{key_form(key)}`: {key.doc}" for key in keys_of(name) if key.name != "type"]
    return "\n\n".join((f"`--mount=type={name}`", f"{meaning}.", "\n".join(keys)))


def mount_key_page(name: str) -> str | None:
    key = mount_key(name)
    if key is None:
        return None
    facts = [f"`--mount={key_form(key)}`", f"{key.doc}."]
    if key.types:
        facts.append(f"For mounts of type {_listed(key.types)}.")
    if key.aliases:
        facts.append(f"Also written {_listed(key.aliases)}.")
    return "\n\n".join(facts)


def key_form(key: MountKey) -> str:
    if key.value == "boolean":
        return f"{key.name}[=true|false]"
    return f"{key.name}={'|'.join(key.choices) or key.value}"


def keys_of(mount_type: str) -> tuple[MountKey, ...]:
    """The keys that a mount of this type takes; all of them for a type nobody knows."""
    from dockwright.syntax.flags import MOUNT_KEYS

    if mount_type not in MOUNT_TYPES:
        return MOUNT_KEYS
    return tuple(key for key in MOUNT_KEYS if not key.types or mount_type in key.types)


def healthcheck_page(word: str) -> str | None:
    meaning = HEALTHCHECK_TYPES.get(word)
    return None if meaning is None else f"`HEALTHCHECK {word}`\n\n{meaning}."


def directive_page(name: str) -> str | None:
    from dockwright.knowledge.directives import DIRECTIVES

    row = DIRECTIVES.get(name)
    if row is None:
        return None
    values = "\n".join(f"* `{value}`: {meaning}" for value, meaning in row.values.items() if value != "`")
    return f"`# {row.name}=...`\n\n{row.summary}\n\n{row.notes}\n\n{values}"


def argument_page(name: str) -> str | None:
    from dockwright.knowledge.variables import ARGUMENTS

    meaning = ARGUMENTS.get(name)
    return None if meaning is None else f"`ARG {name}`, predefined\n\n{meaning}"


def environment_page(name: str) -> str | None:
    """A variable that programs heed; nothing of those that say nothing by themselves."""
    from dockwright.knowledge.environment import VARIABLES

    found = next((rows[name] for rows in VARIABLES.values() if name in rows), None)
    return None if found is None else f"`{name}`\n\n{found.meaning}. Usual: `{name}={found.value}`."


def signal_page(name: str) -> str | None:
    from dockwright.knowledge.platforms import SIGNALS
    from dockwright.knowledge.variables import SIGNAL_MEANINGS

    name = name.upper().removeprefix("SIG")
    if name.isdecimal():
        name = next((one for one, number in SIGNALS.items() if str(number) == name), name)
    if name not in SIGNALS:
        return None
    meaning = SIGNAL_MEANINGS.get(name)
    return f"`SIG{name}`: signal {SIGNALS[name]} on Linux" + (f"; {meaning}" if meaning else "")


def port_page(number: str, protocol: str) -> str | None:
    from dockwright.knowledge.ports import PORTS

    usual = PORTS.get(number)
    first = f"Port `{number}/{protocol}`" + (f": {usual}" if usual else "")
    return f"{first}\n\nA note for people and `docker run -P`; it publishes nothing."


def label_page(key: str) -> str | None:
    from dockwright.knowledge.labels import OCI_LABELS

    meaning = OCI_LABELS.get(key)
    return None if meaning is None else f"`{key}`\n\n{meaning}."


def shell_page(form: str) -> str | None:
    from dockwright.knowledge.shells import SHELLS, WINDOWS_SHELLS

    meaning = {**SHELLS, **WINDOWS_SHELLS}.get(form)
    return None if meaning is None else f"`SHELL {form}`\n\n{meaning}."


def program_page(name: str) -> str | None:
    """A package manager: its words, and where it keeps what it downloads."""
    from dockwright.knowledge.command_words import COMMAND_WORDS
    from dockwright.knowledge.package_managers import MANAGERS

    manager, words = MANAGERS.get(name), COMMAND_WORDS.get(name)
    if manager is None:
        return None
    kind = "system packages" if manager.ecosystem == "os" else manager.ecosystem
    facts = [f"`{name}`: package manager ({kind})"]
    if words is not None:
        facts.append("\n".join(f"* `{word}`: {meaning}" for word, meaning in list(words.subcommands.items())[:6]))
    if manager.cache_dirs:
        sharing = ",sharing=locked" if manager.needs_lock else ""
        facts.append(f"Keeps downloads in {_listed(manager.cache_dirs)}; to keep them between builds:")
        facts.append(_code("\n".join(f"--mount=type=cache,target={one}{sharing}" for one in manager.cache_dirs)))
    return "\n\n".join(facts)


def shell_program_page(name: str) -> str | None:
    from dockwright.knowledge.shell_programs import SHELL_PROGRAMS

    meaning = SHELL_PROGRAMS.get(name)
    return None if meaning is None else f"`{name}`\n\n{meaning}."


def subcommand_page(program: str, subcommand: str) -> str | None:
    from dockwright.knowledge.command_words import COMMAND_WORDS

    words = COMMAND_WORDS.get(program)
    meaning = words.subcommands.get(subcommand) if words is not None else None
    if words is None or meaning is None:
        return None
    flags = [f"* `{flag}`: {about}" for flag, about in words.flags_of(subcommand).items()]
    return "\n\n".join((f"`{program} {subcommand}`", f"{meaning}.", "\n".join(flags))).rstrip()


def command_flag_page(program: str, subcommand: str, flag: str) -> str | None:
    from dockwright.knowledge.command_words import COMMAND_WORDS

    words = COMMAND_WORDS.get(program)
    meaning = words.flags_of(subcommand).get(flag) if words is not None else None
    if meaning is None:
        return None
    return f"`{' '.join(filter(None, (program, subcommand, flag)))}`\n\n{meaning}."


def image_page(family: str, tag: str) -> str | None:
    """The facts of a base image; `family` as ImageName.family has it, tag "" for none."""
    from dockwright.knowledge.base_images import facts

    image = facts(family, tag or None)
    if image is None:
        return None
    name = f"{family}:{tag}" if tag else family
    lines = [f"* {label}: {value}" for label, value in image_facts(image) if value]
    return "\n\n".join((f"`{name}`", "\n".join(lines)))


def image_facts(image: BaseImage) -> list[tuple[str, str]]:
    """What is known of an image, as pairs of a label and a text; a text of "" where nothing is known."""
    size = ""
    if image.size_mb:
        size = f"about {image.size_mb} MB unpacked, {image.compressed_mb} MB to download (an estimate)"
    shell = "none: only the exec form works" if not image.has_shell else " ".join(f"`{word}`" for word in image.shell)
    successor = f"use `{image.successor}`" if image.successor else "gets no updates"
    return [
        ("deprecated", successor if image.is_deprecated else ""),
        ("kind", " ".join(filter(None, (image.ecosystem, image.kind)))),
        ("system", " ".join(filter(None, (image.os, image.release if image.release != image.os else "")))),
        ("end of life", _end_of_life(image)),
        ("libc", " ".join(filter(None, (image.libc, image.libc_version)))),
        ("package manager", f"`{image.package_manager}`" if image.package_manager else ""),
        ("shell", shell),
        ("user", f"`{image.user}`" if image.user else "root" + (f" (has `{image.account}`)" if image.account else "")),
        ("working directory", f"`{image.workdir}`" if image.os != "windows" else ""),
        ("entry point", " ".join(f"`{word}`" for word in image.entrypoint)),
        ("command", " ".join(f"`{word}`" for word in image.cmd)),
        ("stop signal", f"`{image.stopsignal}`" if image.stopsignal else ""),
        ("ports", _listed(image.ports)),
        ("volumes", _listed(image.volumes)),
        ("size", size),
    ]


def _end_of_life(image: BaseImage) -> str:
    key = f"alpine{image.release}" if image.os == "alpine" else image.release
    row = DISTRIBUTIONS.get(key)
    return f"{row.end_of_life} (security support of the system)" if row is not None and row.end_of_life else ""


def rule_page(name: str) -> str | None:
    """A rule's summary with a link to its page; the name may be an alias."""
    from dockwright.output.urls import rule_url

    found = rules_named(name)
    lines = [f"**[{rule.name}]({rule_url(rule.name)})** ({rule.severity.label}): {rule.summary}" for rule in found]
    if name.startswith("SC") and not found:
        lines = [f"**[{name}]({rule_url(name)})**: a finding of ShellCheck"]
    return "\n\n".join(lines) or None


def rules_named(name: str) -> tuple[Rule, ...]:
    """The rules of that name or alias."""
    from dockwright.rules import RULES

    return tuple(rule for rule in RULES if name == rule.name or name in rule.aliases)


def scaffold_page(name: str) -> str | None:
    from dockwright.knowledge.scaffolds import scaffold_named

    scaffold = scaffold_named(name)
    return None if scaffold is None else f"{scaffold.title}\n\n{_code(scaffold.text)}"


def _code(text: str) -> str:
    return f"```dockerfile\n{text.rstrip()}\n```"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" for value in values)


if TYPE_CHECKING:
    from dockwright.rule import Rule

PAGES: dict[str, Callable[..., str | None]] = {
    "instruction": instruction_page,
    "flag": flag_page,
    "mount-type": mount_type_page,
    "mount-key": mount_key_page,
    "healthcheck": healthcheck_page,
    "directive": directive_page,
    "argument": argument_page,
    "environment": environment_page,
    "signal": signal_page,
    "port": port_page,
    "label": label_page,
    "shell": shell_page,
    "program": program_page,
    "shell-program": shell_program_page,
    "subcommand": subcommand_page,
    "command-flag": command_flag_page,
    "image": image_page,
    "rule": rule_page,
    "scaffold": scaffold_page,
}
