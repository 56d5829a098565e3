"""The project's visual style: written, locked, and changed as a new version (R23)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import func

from asset_service.domain import stage, texts
from asset_service.domain import styles as rules
from asset_service.domain.errors import Conflict, Invalid, Stale
from asset_service.domain.styles import SAME, Images, Said, Unsaid
from asset_service.models.project import Project
from asset_service.models.style_version import StyleVersion
from asset_service.services.clearing import Cleared, clear
from asset_service.services.idempotency import DONE, Idempotency, conclude, start
from asset_service.services.presenting import present_cleared, present_style, said_by
from asset_service.services.views.styles import StyleChanged, StyleImpact, StyleView
from asset_service.store import clearing, projects, styles
from asset_service.store.work import Database, Work


class Styles:
    """Refuses strangers, viewers, and any change of style while the stage is locked.

    Of a text, pillars and a strength, what is left out stays as it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, user_id: UUID, project_id: UUID) -> StyleView:
        """Return the style; version 0 and no text before there is one."""
        with self._database.as_user(user_id) as work:
            return seen(work, projects.for_reading(work.session, user_id, project_id))

    def put(  # noqa: PLR0913 - the parts of a style
        self,
        user_id: UUID,
        project_id: UUID,
        text: str | None = None,
        *,
        pillars: Sequence[str] | None = None,
        strength: float | Unsaid | None = SAME,
        was: str | None = None,
        ahead: bool = False,
    ) -> StyleView:
        """Write a style that is not locked; raises Conflict `style_locked`.

        With `ahead` a locked one stays as it is and its next version is written, which `change`
        makes the style. `was` is the mark of what the writer had read: raises Stale when it is
        another one now, unless both mean the same.
        """
        words = _Words(text, pillars, strength)
        with self._database.as_user(user_id) as work:
            project = for_style(work, project_id)
            words.onto(work, written(work, project, ahead=ahead), was)
            return done(work, project)

    def lock(self, user_id: UUID, project_id: UUID) -> StyleView:
        """Lock the style, so that images can be generated; again is no error.

        Raises Invalid `style_empty` when it has no words.
        """
        with self._database.as_user(user_id) as work:
            project = for_style(work, project_id)
            version = styles.current(work.session, project)
            if version is None or _said(work, version).is_empty:
                raise _empty("Write the style before it is locked.")
            if version.locked_at is None:
                version.locked_at = func.clock_timestamp()
            return done(work, project)

    def discard(self, user_id: UUID, project_id: UUID) -> StyleView:
        """Let what was written to replace a locked style be as the style is; again is no error."""
        with self._database.as_user(user_id) as work:
            project = for_style(work, project_id)
            version = styles.current(work.session, project)
            coming = styles.coming(work.session, project)
            if version is not None and coming is not None:
                _copy(work, version, coming)
            return done(work, project)

    def change_impact(self, user_id: UUID, project_id: UUID) -> StyleImpact:
        """Say what shows as outdated once the style is changed, and what a clearing takes."""
        with self._database.as_user(user_id) as work:
            project = projects.for_reading(work.session, user_id, project_id)
            clears = clearing.affected(work.session, project_id)
            return StyleImpact(
                *styles.made_with(work.session, project),
                clears=[present_cleared(project_id, one) for one in clears],
            )

    def change(  # noqa: PLR0913 - the parts of a style, and what becomes of the pictures
        self,
        user_id: UUID,
        project_id: UUID,
        text: str | None = None,
        *,
        pillars: Sequence[str] | None = None,
        strength: float | Unsaid | None = SAME,
        images: Images = Images.KEEP,
        was: str | None = None,
        idempotency: Idempotency | None = None,
    ) -> StyleChanged:
        """Replace a locked style by its next version, locked at once.

        The next version begins as what was written ahead, else as the style is. Where it says
        the same there is no new version, and nothing is cleared. Images stay and show as
        outdated, which is computed from the version each was made with, or the assets that have
        a generated one are cleared of all their attempts, which `Clearing.undo` takes back.
        Raises Invalid `style_empty`, Conflict `style_not_locked`, Stale, and what
        `idempotency.start` raises.
        """
        words = _Words(text, pillars, strength)
        with self._database.as_user(user_id) as work:
            project = for_style(work, project_id)
            start(work, idempotency)
            version = styles.current(work.session, project)
            if version is None or version.locked_at is None:
                raise Conflict(
                    "The style is not locked yet: write it instead.", code="style_not_locked"
                )
            coming = written(work, project, ahead=True)
            words.onto(work, coming, was)
            now = _said(work, coming)
            if now.is_empty:
                raise _empty("A style is not changed to nothing.")
            cleared = Cleared(0, 0)
            if now != _said(work, version):
                project.style_version = coming.version
                coming.locked_at = func.clock_timestamp()
                coming.created_by = user_id
                work.session.flush()
                if images is Images.CLEAR:
                    cleared = clear(work, project_id, coming.version)
            work.session.flush()
            view = StyleChanged(
                **vars(seen(work, project)),
                cleared_attempts=cleared.attempts,
                cleared_assets=cleared.assets,
            )
            conclude(work, idempotency, DONE, view)
            work.commit()
            return view


class _Words:
    """What somebody writes, cleaned before anything is looked at; raises Invalid."""

    def __init__(
        self,
        text: str | None,
        pillars: Sequence[str] | None,
        strength: float | Unsaid | None,
    ) -> None:
        self._text = None if text is None else texts.clean_text(text, "text")
        self._pillars = None if pillars is None else tuple(rules.clean_pillars(pillars))
        self._strength = strength if strength is SAME else rules.clean_strength(strength)

    def onto(self, work: Work, version: StyleVersion, was: str | None) -> None:
        """Write them over those of `version`; raises Stale."""
        now = _said(work, version)
        meant = replace(
            now,
            text=now.text if self._text is None else self._text,
            pillars=now.pillars if self._pillars is None else self._pillars,
            strength=now.strength if self._strength is SAME else self._strength,
        )
        if was is not None and was != rules.mark(now) and meant != now:
            raise Stale("The style was written since you read it; nothing of yours was stored.")
        version.text = meant.text
        version.pillars = list(meant.pillars)
        version.strength = meant.strength


def for_style(work: Work, project_id: UUID) -> Project:
    """Return the project, held alone; refuses a locked stage (R26)."""
    project = projects.for_stage(work.session, work.user_id, project_id)
    stage.check(stage.Act.CHANGE_STYLE, project.stage)
    return project


def written(work: Work, project: Project, *, ahead: bool) -> StyleVersion:
    """Return the version that somebody writes: the style, or the next one of a locked style.

    Begins it where there is none. Raises Conflict `style_locked` unless it may be `ahead`.
    """
    there = being_written(work, project, ahead=ahead)
    if there is None:
        project.style_version += 1
        return _begin(work, project, project.style_version)
    if there.locked_at is None:
        return there
    coming = _begin(work, project, there.version + 1)
    _copy(work, there, coming)
    return coming


def being_written(work: Work, project: Project, *, ahead: bool) -> StyleVersion | None:
    """As `written`, but begins none: it is the locked style, or None, where nobody began yet."""
    version = styles.current(work.session, project)
    if version is None or version.locked_at is None:
        return version
    if not ahead:
        raise Conflict("The style is locked: change it instead.", code="style_locked")
    return styles.coming(work.session, project) or version


def seen(work: Work, project: Project) -> StyleView:
    """Return the style as it is shown."""
    version = styles.current(work.session, project)
    locked = version is not None and version.locked_at is not None
    coming = styles.coming(work.session, project) if locked else None
    there = [one.version for one in (version, coming) if one is not None]
    return present_style(
        version, coming, styles.with_files(work.session, project.id, there) if there else []
    )


def done(work: Work, project: Project) -> StyleView:
    """Commit, and return the style as it is shown."""
    work.session.flush()
    view = seen(work, project)
    work.commit()
    return view


def _begin(work: Work, project: Project, number: int) -> StyleVersion:
    version = StyleVersion(
        project_id=project.id, version=number, text="", pillars=[], created_by=work.user_id
    )
    work.session.add(version)
    work.session.flush()
    return version


def _copy(work: Work, source: StyleVersion, target: StyleVersion) -> None:
    target.text = source.text
    target.pillars = list(source.pillars)
    target.strength = source.strength
    work.session.flush()
    pictures = styles.references(work.session, source.project_id, source.version)
    styles.put_references(work.session, source.project_id, target.version, pictures)


def _said(work: Work, version: StyleVersion) -> Said:
    found = styles.with_files(work.session, version.project_id, [version.version])
    return said_by(version, found)


def _empty(detail: str) -> Invalid:
    return Invalid(detail, code="style_empty", fields={"text": ["Must not be empty."]})
