"""What all tests share: hypothesis without deadlines (machines are shared), and in CI the same draws each time."""

import os

from hypothesis import settings

settings.register_profile("usual", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "usual")
