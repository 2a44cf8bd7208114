"""Pictures of a study: each a question, what the picture shows in words, the figures as a table, and the drawing."""

from framework_qa.outputs.pictures.charting import coverage_map
from framework_qa.outputs.pictures.filling import new_subthemes
from framework_qa.outputs.pictures.sample import sample_map
from framework_qa.outputs.pictures.stripes import coding_stripes
from framework_qa.outputs.pictures.themes import theme_heat_map
from framework_qa.outputs.pictures.together import co_occurrence

__all__ = ["co_occurrence", "coding_stripes", "coverage_map", "new_subthemes", "sample_map", "theme_heat_map"]
