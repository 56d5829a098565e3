"""The rules of the library: what differs between an asset and what it follows, and what is taken.

A field is overridden when the film's value is another than what the asset last took from the
library, or gave to it. Values are texts; of the picture they are the hash of its file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from asset_service.domain import texts


class Field(StrEnum):
    """What an asset and a library asset have in common, in the order in which it is shown."""

    NAME = "name"
    DESCRIPTION = "description"
    IMAGE_PROMPT = "image_prompt"
    IMAGE = "image"


class Name(StrEnum):
    """What becomes of the name of an asset that is linked to a library asset."""

    KEEP = "keep"
    TAKE = "take"


class Description(StrEnum):
    """What becomes of its description; `append` puts the library's below it."""

    KEEP = "keep"
    TAKE = "take"
    APPEND = "append"


class Picture(StrEnum):
    """How the library's picture arrives."""

    SELECTED = "selected"
    CANDIDATE = "candidate"
    NONE = "none"


Values = Mapping[Field, str | None]


@dataclass(frozen=True)
class Difference:
    """One field: in the film, in the library now, and when the two last met."""

    field: Field
    ours: str | None
    theirs: str | None
    last: str | None

    @property
    def changed_here(self) -> bool:
        """Overridden: the film says something else than it took."""
        return self.ours != self.last

    @property
    def changed_there(self) -> bool:
        return self.theirs != self.last

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs

    @property
    def incoming(self) -> bool:
        """What a sync takes unless somebody says otherwise."""
        return self.differs and self.changed_there and not self.changed_here

    @property
    def takeable(self) -> bool:
        """A picture that the library does not have cannot be taken."""
        return self.differs and (self.field is not Field.IMAGE or self.theirs is not None)


def compare(ours: Values, theirs: Values, last: Values) -> list[Difference]:
    """Return every field, whether it differs or not."""
    return [Difference(field, ours[field], theirs[field], last[field]) for field in Field]


def incoming(differences: Iterable[Difference]) -> frozenset[Field]:
    """Return what a sync takes when nobody chose: overridden fields are kept."""
    return frozenset(one.field for one in differences if one.incoming and one.takeable)


def merged_texts(ours: Values, theirs: Values, name: Name, description: Description) -> Values:
    """Return the texts of an asset that is linked to a library asset.

    The image prompt goes with a description that is taken, and fills an empty one. Raises Invalid
    when two descriptions are too long together.
    """
    mine, its = ours[Field.DESCRIPTION] or "", theirs[Field.DESCRIPTION] or ""
    if description is Description.TAKE:
        mine = its
    elif description is Description.APPEND and its not in mine:
        mine = texts.clean_text(f"{mine}\n\n{its}", "description")
    takes_prompt = description is Description.TAKE or not ours[Field.IMAGE_PROMPT]
    return {
        Field.NAME: theirs[Field.NAME] if name is Name.TAKE else ours[Field.NAME],
        Field.DESCRIPTION: mine,
        Field.IMAGE_PROMPT: (theirs if takes_prompt else ours)[Field.IMAGE_PROMPT],
    }
