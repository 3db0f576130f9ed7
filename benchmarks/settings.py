"""The settings of the evaluation installation, with the floor among the addresses."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
