"""The style of a project as pictures are made in it."""

from asset_service.domain.errors import Conflict
from asset_service.domain.styles import style_words
from asset_service.models.project import Project
from asset_service.models.style_version import StyleVersion
from asset_service.services.orders import Followed, Style
from asset_service.store import styles
from asset_service.store.work import Work


def locked_style(work: Work, project: Project) -> Style:
    """Return the style that images are made in; raises Conflict `style_not_locked`."""
    style = styles.current(work.session, project)
    if style is None or style.locked_at is None:
        raise Conflict("Lock the style before images are generated.", code="style_not_locked")
    return _in_full(work, style)


def current_style(work: Work, project: Project) -> Style:
    """As `locked_style`, also of one that is not locked, or not there: that one says nothing."""
    style = styles.current(work.session, project)
    return Style(0, "") if style is None else _in_full(work, style)


def _in_full(work: Work, style: StyleVersion) -> Style:
    followed = styles.references(work.session, style.project_id, style.version)
    return Style(
        style.version,
        style_words(style.text, style.pillars),
        [Followed(one.sha256, "style", one.name) for one in followed],
        style.strength,
    )
