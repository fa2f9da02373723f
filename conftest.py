"""What all tests share: hypothesis without deadlines, the same draws each time in CI, and a Ctrl-C that is heard."""

import os
import signal

from hypothesis import settings

settings.register_profile("usual", deadline=None)  # machines are shared
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "usual")

# A shell that starts the tests in the background makes them ignore it, and so what they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
