"""Where a picture comes from: told in full, and written into copies that leave the house."""

from uuid import UUID

from asset_service.domain import provenance
from asset_service.domain.claims import NO_CLAIMS, Claims, from_json
from asset_service.domain.errors import NotFound
from asset_service.domain.provenance import SourceType
from asset_service.domain.vocabulary import AttemptSource
from asset_service.imaging.marking import NOTHING_KNOWN, SIGNED
from asset_service.imaging.provenance import Mark, Provenance
from asset_service.models.attempt import Attempt
from asset_service.models.job import Job
from asset_service.ports.objects import ObjectMissing, ObjectStore
from asset_service.services.files import original_key
from asset_service.services.origin_views import (
    FollowedView,
    MadeView,
    MarkedFile,
    MarkingView,
    OriginView,
)
from asset_service.services.presenting import present_attempt
from asset_service.store import attempts, origins, projects
from asset_service.store.work import Database, Work


class Origins:
    """Trusts `user_id` as authenticated."""

    def __init__(self, database: Database, store: ObjectStore, marks: Provenance) -> None:
        self._database = database
        self._store = store
        self._marks = marks

    def show(self, user_id: UUID, project_id: UUID, asset_id: UUID, attempt_id: UUID) -> OriginView:
        """Tell all that is known of where an attempt comes from, also of one in the bin.

        Raises NotFound.
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            attempts.get(work.session, project_id, asset_id, attempt_id)
            attempt, file = attempts.with_file(work.session, attempt_id)
            found = origins.claims(work.session, attempt_id)
            claims = from_json(found) if found is not None else None
            return OriginView(
                attempt=present_attempt(attempt, file),
                said_source_type=attempt.said_source_type,
                made=_made(work, attempt),
                marking=self._marking(attempt, claims or NO_CLAIMS),
                claims=claims,
            )

    def export(
        self,
        user_id: UUID,
        project_id: UUID,
        asset_id: UUID,
        attempt_id: UUID,
        *,
        include_prompt: bool = False,
    ) -> MarkedFile:
        """Return a copy that says where it comes from, with the pixels of the original.

        The prompt may be a secret of the script: it is in the copy only if asked for. Raises
        NotFound, StoreUnavailable, TooLarge and PictureRefused for a file that cannot be marked,
        and Unavailable when too many are being marked.
        """
        with self._database.as_user(user_id) as work:
            projects.for_reading(work.session, user_id, project_id)
            attempts.get(work.session, project_id, asset_id, attempt_id)
            attempt, file = attempts.with_file(work.session, attempt_id)
        try:
            with self._store.open(original_key(project_id, file.sha256), 0, None) as stream:
                data = stream.read()
        except ObjectMissing:
            raise NotFound("image") from None
        copy = self._marks.mark(data, mark_of(attempt, include_prompt=include_prompt))
        extension = file.mime.rsplit("/", 1)[-1].replace("jpeg", "jpg")
        named = attempt.original_name.rpartition(".")[0] or f"attempt-{attempt.number}"
        return MarkedFile(
            data=copy.data,
            mime=file.mime,
            file_name=f"{named}.{extension}" if copy.why else f"{named}-marked.{extension}",
            signed=copy.is_signed,
            why=copy.why,
        )

    def _marking(self, attempt: Attempt, claims: Claims) -> MarkingView:
        """Say what `export` will do, as far as that is known before it reads the file."""
        known, can_sign = attempt.digital_source_type is not None, self._marks.can_sign
        if claims.credentials is not None and not can_sign:
            return MarkingView(metadata=False, signed=False, why=SIGNED)
        if not known and not can_sign:
            return MarkingView(metadata=False, signed=False, why=NOTHING_KNOWN)
        return MarkingView(metadata=known, signed=can_sign, why="")


def mark_of(attempt: Attempt, *, include_prompt: bool) -> Mark:
    """Return what a marked copy of the attempt says of itself."""
    if attempt.digital_source_type is None:
        return Mark()
    kind = SourceType(attempt.digital_source_type)
    made_here = attempt.source == AttemptSource.GENERATED
    system = ""
    if made_here and provenance.is_ai(kind):
        system = " ".join(filter(None, (attempt.provider, attempt.model)))
    return Mark(
        source_type=kind.uri,
        ai_system=system,
        ai_prompt=(attempt.prompt or "") if include_prompt and system else "",
        created=kind.value if made_here else None,
    )


def _made(work: Work, attempt: Attempt) -> MadeView | None:
    job = origins.job(work.session, attempt.project_id, attempt.job_id) if attempt.job_id else None
    return _present(work, job) if job is not None else None


def _present(work: Work, job: Job) -> MadeView:
    return MadeView(
        aspect=job.aspect,
        width=job.width,
        height=job.height,
        negative=job.negative,
        options=dict(job.options),
        references=[
            FollowedView(sha256=one.sha256, role=one.role, name=one.name)
            for one in origins.references(work.session, job.project_id, job.id)
        ],
        warnings=list(job.warnings),
        request_id=job.provider_request_id,
        asked_at=job.created_at,
        finished_at=job.finished_at,
    )
