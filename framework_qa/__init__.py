"""framework_qa: the Framework method, from transcripts to charts that stay tied to their quotes.

import framework_qa
study = framework_qa.open_study("my_study")       # a Study: everything, read only
framework_qa.matrix(study, "4").to_frame()        # the framework matrix of theme 4
framework_qa.extracts_frame(study)                # every live extract, one row a coding
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from framework_qa.model.study import Study
    from framework_qa.outputs.framework import Matrix

__all__ = ["extracts_frame", "matrix", "open_study"]


def open_study(folder: str | Path) -> Study:
    """Read the study that a folder holds, or lies in, as it is now."""
    from framework_qa.stages.folder import open_folder

    return open_folder(Path(folder)).read()


def matrix(study: Study, theme: str) -> Matrix:
    """Build the framework matrix of a theme, by its number or code; `.to_frame()` and `.table()` lay it out."""
    from framework_qa.outputs.framework import matrix as build
    from framework_qa.stages.folder import theme_of

    return build(study, theme_of(study, theme))


def extracts_frame(study: Study) -> pd.DataFrame:
    """Lay every live extract out as a frame, one row a coding."""
    from framework_qa.analysis.extracts import extracts, to_frame

    return to_frame(study, extracts(study))
