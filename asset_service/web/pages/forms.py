"""What forms send, read with care: wrong fields are named, never a crash."""

import re
from uuid import UUID

from flask import request

from asset_service.domain.errors import Invalid, NotFound
from asset_service.domain.provenance import SaidType
from asset_service.domain.vocabulary import AssetType
from asset_service.web.bodies import check_size

_NUMBERS = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")
_MOST_SCENES = 5000


def text_field(name: str) -> str:
    return request.form.get(name, "")


def whole_field(name: str, default: int) -> int:
    """Return a whole number; raises Invalid for anything else that was sent."""
    raw = text_field(name).strip()
    if not raw:
        return default
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= 9):  # noqa: PLR2004 - fits an integer
        raise Invalid("That is not a number.", fields={name: ["Must be a whole number."]})
    return int(raw)


def optional_whole_field(name: str) -> int | None:
    """Return a whole number, None where none was sent; raises Invalid for anything else."""
    return whole_field(name, 0) if text_field(name).strip() else None


def asked_number(name: str) -> int:
    """Return a number that the address asks for, 0 for none: nothing has that one."""
    raw = request.args.get(name, "")
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) <= 9 else 0  # noqa: PLR2004 - fits an integer


def id_field(name: str) -> UUID:
    """Return an id; what is no id is nobody's: raises NotFound."""
    try:
        return UUID(text_field(name))
    except ValueError:
        raise NotFound("asset") from None


def ids_field(name: str) -> list[UUID]:
    """Return the ids of that name, from the form or the address it is sent to, each once.

    Raises Invalid for none; what is no id is nobody's: raises NotFound.
    """
    try:
        found = [UUID(value) for value in dict.fromkeys(request.values.getlist(name))]
    except ValueError:
        raise NotFound("asset") from None
    if not found:
        raise Invalid("Choose at least one asset first.")
    return found


def optional_ids(name: str) -> list[UUID]:
    """Return the ids of that name, each once, also several in one field with spaces between.

    What is no id is nobody's: raises NotFound.
    """
    said = " ".join(request.form.getlist(name)).split()
    try:
        return [UUID(value) for value in dict.fromkeys(said)]
    except ValueError:
        raise NotFound("scene") from None


def type_field() -> AssetType:
    """Raises Invalid for a type that there is not."""
    try:
        return AssetType(text_field("type"))
    except ValueError:
        raise Invalid("Choose a type.", fields={"type": ["Must be one of the list."]}) from None


def said_field() -> SaidType | None:
    """Return where a picture is said to come from, None for nothing; raises Invalid."""
    raw = text_field("digital_source_type")
    try:
        return SaidType(raw) if raw else None
    except ValueError:
        raise Invalid(
            "Choose where it is from.", fields={"digital_source_type": ["Must be one of the list."]}
        ) from None


def file_field(most: int, what: str) -> tuple[bytes, str]:
    """Return the bytes and the name of the chosen file; raises Invalid, TooLarge."""
    chosen = request.files.get("file")
    data = chosen.read() if chosen is not None else b""
    if chosen is None or not data:
        raise Invalid("Choose a file first.")
    return check_size(data, most, what), chosen.filename or ""


def scenes_field() -> list[int]:
    """Return the scenes of `1, 2, 5-7`; raises Invalid for anything else."""
    found: set[int] = set()
    for part in re.split(r"[,;\s]+", _joined(text_field("scene_numbers"))):
        if not part:
            continue
        numbers = _NUMBERS.fullmatch(part)
        if numbers is None:
            raise _no_scenes(part)
        first = int(numbers[1])
        last = int(numbers[2] or numbers[1])
        if last < first or last - first > _MOST_SCENES:
            raise _no_scenes(part)
        found.update(range(first, last + 1))
    return sorted(found)


def scenes_text(numbers: list[int]) -> str:
    """Return the numbers as `scenes_field` reads them, runs of three and more as a range."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))  # noqa: PLR2004 - "1, 2" reads better than "1-2"
        for run in runs
    )


def _joined(text: str) -> str:
    return re.sub("\\s*[-\N{EN DASH}]\\s*", "-", text.strip())


def _no_scenes(part: str) -> Invalid:
    return Invalid(
        "The scenes cannot be read.",
        fields={"scene_numbers": [f"Write them like 1, 2, 5-7; not {part[:40]!r}."]},
    )
