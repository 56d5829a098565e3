"""What a credential must be good for at each address; an address that is not here is closed.

A role is asked for as well, in the services: a scope only ever takes away. A token that is kept to
one film finds every other one absent, here and in the database (`store.work.keep_to`).
"""

from uuid import UUID

from flask import Request

from asset_service.domain.errors import Forbidden, NotFound
from asset_service.domain.scopes import Scope
from asset_service.services.credentials import Credential

_READ = """
accounts.me projects.list_projects projects.get_project makers.list_providers makers.list_makers
assets.list_assets assets.get_asset assets.list_revisions assets.compare_revisions
attempts.list_attempts attempts.get_attempt images.get_image images.get_original
provenance.get_provenance provenance.export_attempt
batches.list_batches batches.get_batch costs.get_costs
jobs.list_jobs jobs.get_job jobs.estimate jobs.estimate_missing jobs.preview
exports.list_exports exports.estimate_export exports.get_export exports.get_export_file
extraction.preview_extraction script.get_draft script.list_scenes script.get_scene
library.list_library library.get_library_asset library.list_library_versions
library.list_library_uses library_links.list_library_links library_links.preview_sync
reshapes.list_reshapes reshapes.list_bin stage.get_gate stage.get_unlock_impact
scene_attempts.list_scene_attempts scene_attempts.estimate_for_scene
scene_attempts.preview_for_scene
scenes.list_scene_assets scenes.list_suggestions scenes.show_matrix
style.get_style style.get_style_impact style.list_cleared
audit.list_log audit.get_storage audit.get_my_storage
members.list_members invitations.list_invitations invitations.preview_invitation
"""
_WRITE = """
projects.create_project projects.edit_project makers.choose_maker makers.reset_maker
assets.add_asset assets.edit_asset assets.delete_asset assets.defer_asset assets.restore_asset
assets.restore_revision
attempts.upload_attempt attempts.select_attempt attempts.delete_attempt attempts.restore_attempt
batches.cancel_batch jobs.cancel_job exports.create_export exports.cancel_export
extraction.confirm_extraction script.preview_script script.confirm_script
library.edit_library_asset library.delete_library_asset library.restore_library_asset
library.restore_library_version
library_links.promote_asset library_links.clone_library_assets library_links.sync_asset
reshapes.merge_assets reshapes.split_asset reshapes.undo_reshape stage.lock_all stage.unlock
scene_attempts.upload_scene_attempt scene_attempts.select_scene_attempt
scene_attempts.delete_scene_attempt scene_attempts.restore_scene_attempt
scenes.link_asset scenes.unlink_asset scenes.edit_scene_asset scenes.use_master
scenes.use_masters scenes.reset_scene_asset scenes.populate_scene scenes.populate_every_scene
scenes.refresh_scene scenes.refresh_every_scene scenes.link_suggestions
style.put_style style.lock_style style.change_style style.discard_style_draft
style.add_reference style.arrange_references style.remove_reference style.restore_cleared
"""
# What asks a provider for a picture, and what says how much may be asked.
_SPEND = """
jobs.generate jobs.generate_missing jobs.retry_job batches.retry_batch
scene_attempts.generate_for_scene costs.set_budget
"""
# What decides who may sign in, and who is in a film.
_ACCOUNT = """
accounts.change_password tokens.list_tokens tokens.create_token tokens.revoke_token
audit.list_my_log sessions.list_sessions sessions.end_other_sessions sessions.end_session
members.change_role members.remove_member members.transfer_project
invitations.invite invitations.resend_invitation invitations.revoke_invitation
invitations.accept_invitation
"""
NEEDS: dict[str, Scope] = {
    endpoint: scope
    for scope, endpoints in (
        (Scope.READ, _READ),
        (Scope.WRITE, _WRITE),
        (Scope.SPEND, _SPEND),
        (Scope.ACCOUNT, _ACCOUNT),
    )
    for endpoint in endpoints.split()
}
BROWSERS = ("pages.", "entrance.")
"""How the endpoints of pages begin: those are for people, whose session is good for everything."""
OF_NO_FILM = frozenset({"accounts.me", "projects.list_projects", "makers.list_providers"})
"""What a token that is kept to one film may use beside that film: lists show no other one."""
OF_THE_LIBRARY = "library_links."


def check(credential: Credential, request: Request) -> None:
    """Raise Forbidden, or NotFound for another film than the one the credential is kept to."""
    endpoint = request.endpoint or ""
    if endpoint.startswith(BROWSERS):
        if credential.kind != "session":
            raise Forbidden("This page is for browsers; programs use /api/v1.", code="page_only")
        return
    needed = NEEDS.get(endpoint)
    if needed is None:
        raise Forbidden("This address is closed.", code="closed")
    _check_scope(credential, needed)
    if credential.rights.project_id is not None:
        _check_film(
            credential.rights.project_id, endpoint, (request.view_args or {}).get("project_id")
        )


def check_stream(credential: Credential, project_id: UUID) -> None:
    """As `check`, for the live events of a film, which another process serves."""
    _check_scope(credential, Scope.READ)
    if credential.rights.project_id not in {None, project_id}:
        raise NotFound("project")


def _check_scope(credential: Credential, needed: Scope) -> None:
    if needed not in credential.rights.scopes:
        raise Forbidden(
            f"The token is not good for this: it needs the scope {needed.value}.",
            code="scope_missing",
            scope=needed.value,
        )


def _check_film(only: UUID, endpoint: str, asked: UUID | None) -> None:
    if asked is None and endpoint not in OF_NO_FILM:
        raise Forbidden("The token is good for one film alone.", code="one_film")
    if asked is not None and asked != only:
        raise NotFound("project")
    if endpoint.startswith(OF_THE_LIBRARY):
        raise Forbidden("The library is not of the one film of this token.", code="one_film")
