"""What holds for all tests: they say the same on a slow machine, behind an `&`, and whether or not a shellcheck is installed.
Its own tests switch that on."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

# How fast a machine is decides no test.
settings.register_profile("dockwright", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dockwright")

os.environ["DOCKWRIGHT_SHELLCHECK"] = "off"

# A shell lets what it starts behind an `&` ignore interrupts, and all that is started from there.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
