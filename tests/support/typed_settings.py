"""The settings by which mypy knows the models: those of the demo publication too."""

import os

os.environ["DEMO"] = "1"

from project.settings import *  # noqa: F403 - all of them
