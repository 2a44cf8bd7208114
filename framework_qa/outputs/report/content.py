"""Moved."""

from framework_qa.outputs.content import *  # noqa: F403
