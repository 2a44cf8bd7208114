"""The pictures of a report, stage by stage, and which of them may be published."""

from __future__ import annotations

from dataclasses import replace

from framework_qa.analysis.disclosure import points_to_one_case
from framework_qa.model.codebook import Theme
from framework_qa.model.study import Study
from framework_qa.model.tables import Audience
from framework_qa.model.text import Transcript
from framework_qa.outputs.content import Block, Paragraph, Picture, Words
from framework_qa.outputs.table import Entry, Table

NO_COUNTS = "Pictures that count findings are left out: the study has chosen to publish no such counts."


def sample_figures(study: Study, audience: Audience) -> tuple[Block, ...]:
    """Draw whom the study talked to."""
    from framework_qa.outputs.pictures.sample import sample_map

    return (shown(study, sample_map(study), audience),) if study.cases else ()


def framework_figures(study: Study, audience: Audience) -> tuple[Block, ...]:
    """Draw how many subthemes each interview added; the interviews are cases, so it is for the team."""
    if audience is Audience.PUBLISHED or not any(coding.live for coding in study.codings):
        return ()
    from framework_qa.outputs.pictures.filling import new_subthemes

    return (new_subthemes(study),)


def indexing_figures(study: Study, audience: Audience) -> tuple[Block, ...]:
    """Draw the codings of one transcript, the one with most of them; it is one case, so it is for the team."""
    transcript = _most_coded(study)
    if audience is Audience.PUBLISHED or transcript is None:
        return ()
    from framework_qa.outputs.pictures.stripes import coding_stripes

    return (coding_stripes(study, transcript),)


def _most_coded(study: Study) -> Transcript | None:
    """Find the transcript with most live codings, the first in chart order among equals."""
    counts = dict.fromkeys((t.id for case in study.ordered_cases for t in study.transcripts_of.get(case.id, ())), 0)
    for coding in study.codings:
        span = study.span_by_id.get(coding.span)
        if coding.live and span and span.transcript in counts:
            counts[span.transcript] += 1
    found = max(counts, key=lambda identifier: counts[identifier], default=None)
    return study.transcript_by_id[found] if found and counts[found] else None


def sample_wide_figures(study: Study, audience: Audience) -> tuple[Block, ...]:
    """Draw the themes by each attribute that groups the cases, and which go together; nothing where counts stay in."""
    if _uncounted(study, audience):
        return ()
    from framework_qa.outputs.pictures.themes import theme_heat_map
    from framework_qa.outputs.pictures.together import co_occurrence

    maps = (theme_heat_map(study, attribute) for attribute in study.settings.grouping())
    return tuple(shown(study, one, audience) for one in (*maps, co_occurrence(study)))


def theme_figures(study: Study, theme: Theme, audience: Audience) -> tuple[Block, ...]:
    """Draw what meets what in one theme and, for the team, how far its chart covers the cases."""
    if _uncounted(study, audience):
        return ()
    from framework_qa.outputs.pictures.together import co_occurrence

    together = shown(study, co_occurrence(study, theme), audience)
    if audience is Audience.PUBLISHED:
        return (together,)
    from framework_qa.outputs.pictures.charting import coverage_map

    return (together, coverage_map(study, theme))


def _uncounted(study: Study, audience: Audience) -> bool:
    return audience is Audience.PUBLISHED and not study.settings.publication.counts


def shown(study: Study, picture: Picture, audience: Audience) -> Block:
    """Give a picture as an audience may see it: in print without ids, and not where a place points to one case."""
    if audience is Audience.WORKING:
        return picture
    if not study.settings.publication.one_case_covered and _tells_of_one_case(picture.table):
        said = f"The picture “{picture.title}” is left out: some of its places point to one case only."
        return Paragraph((Words(said),))
    return replace(picture, table=without_ids(picture.table))


def _tells_of_one_case(found: Table) -> bool:
    values = (entry for row in found.rows for entry in row[found.row_headings :])
    return any(points_to_one_case(part.refs) for entry in values for part in entry.parts or (entry,))


def without_ids(found: Table) -> Table:
    """Give a table without the ids behind its values."""
    return replace(found, rows=tuple(tuple(map(_bare, row)) for row in found.rows))


def _bare(entry: Entry) -> Entry:
    return replace(entry, refs=(), parts=tuple(map(_bare, entry.parts)))
