"""What holds for all tests: they say the same on a slow machine, and whether or not a shellcheck is installed. Its own tests
switch that on."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# How fast a machine is decides no test.
settings.register_profile("dockwright", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dockwright")

os.environ["DOCKWRIGHT_SHELLCHECK"] = "off"
