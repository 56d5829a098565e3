"""Addresses that answers carry. Paths, not URLs: whoever reads them knows the host."""

from uuid import UUID

API = "/api/v1"
SIZES = (256, 768, 1600)


def project(project_id: UUID | str) -> str:
    return f"{API}/projects/{project_id}"


def asset(project_id: UUID | str, asset_id: UUID | str) -> str:
    return f"{project(project_id)}/assets/{asset_id}"


def job(project_id: UUID | str, job_id: UUID | str) -> str:
    return f"{project(project_id)}/jobs/{job_id}"


def batch(project_id: UUID | str, batch_id: UUID | str) -> str:
    """The jobs that were asked for together."""
    return f"{project(project_id)}/jobs?batch_id={batch_id}"


def export(project_id: UUID | str, export_id: UUID | str) -> str:
    return f"{project(project_id)}/exports/{export_id}"


def export_file(project_id: UUID | str, export_id: UUID | str) -> str:
    return f"{export(project_id, export_id)}/file"


def renditions(image_key: str) -> dict[str, str]:
    """The picture's address in each width, from its key `<project>/<sha256>`."""
    project_id, _, sha256 = image_key.partition("/")
    return {str(width): f"{project(project_id)}/images/{sha256}/{width}" for width in SIZES}


def original(project_id: UUID | str, asset_id: UUID | str, attempt_id: UUID | str) -> str:
    return f"{asset(project_id, asset_id)}/attempts/{attempt_id}/original"


def marked(project_id: UUID | str, asset_id: UUID | str, attempt_id: UUID | str) -> str:
    """The copy that says where the picture comes from."""
    return f"{asset(project_id, asset_id)}/attempts/{attempt_id}/export"
