"""Configuration: which rules run on a file, how bad their findings are, and what they are told."""

from __future__ import annotations

from dockwright.config.choices import FAIL_ON, PRESETS, Choices
from dockwright.config.configuration import Configuration, Configurations, FileConfiguration
from dockwright.config.error import ConfigError
from dockwright.knowledge.builders import BUILDERS

__all__ = [
    "BUILDERS",
    "FAIL_ON",
    "PRESETS",
    "Choices",
    "ConfigError",
    "Configuration",
    "Configurations",
    "FileConfiguration",
]
