"""Collecting where one thing is met, until it becomes an entity."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from asset_service.screenplay.entity import MOST_QUOTES, Quote, Role

_STRENGTH: dict[Role, int] = {"speaks": 3, "voice": 2, "seen": 1, "setting": 0}


@dataclass(slots=True)
class Sightings:
    """Every place where one character, place, prop or extra is met."""

    forms: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    roles: dict[int, Role] = field(default_factory=dict)
    description: str = ""
    weight: int = -1
    first_quotes: list[Quote] = field(default_factory=list)
    more_quotes: list[Quote] = field(default_factory=list)

    def add(self, scene: int, role: Role, quote: Callable[[], Quote], *, form: str = "") -> None:
        """Count one mention; `quote` is only called while quotes are still wanted."""
        self.mentions += 1
        if form:
            self.forms[form] += 1
        known = self.roles.get(scene)
        if known is None and len(self.first_quotes) < MOST_QUOTES:
            self.first_quotes.append(quote())
        elif len(self.more_quotes) < MOST_QUOTES:
            found = quote()
            if found not in self.first_quotes and found not in self.more_quotes:
                self.more_quotes.append(found)
        if known is None or _STRENGTH[role] > _STRENGTH[known]:
            self.roles[scene] = role

    def describe(self, weight: int, text: Callable[[], str]) -> None:
        """Keep the text with the greatest weight; of equals the first."""
        if weight > self.weight:
            self.weight = weight
            self.description = text()

    def absorb(self, other: "Sightings") -> None:
        """Take over what was seen of the same thing under another name."""
        self.mentions += other.mentions
        self.forms += other.forms
        self.roles = {**other.roles, **self.roles}
        self.first_quotes += other.first_quotes
        self.more_quotes += other.more_quotes
        self.describe(other.weight, lambda: other.description)

    @property
    def scene_numbers(self) -> tuple[int, ...]:
        return tuple(sorted(number for number in self.roles if number > 0))

    @property
    def sorted_roles(self) -> tuple[tuple[int, Role], ...]:
        return tuple(sorted((number, role) for number, role in self.roles.items() if number > 0))

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """At most MOST_QUOTES, from as many scenes as there are, in the order of lines."""
        chosen = (self.first_quotes + self.more_quotes)[:MOST_QUOTES]
        return tuple(sorted(chosen, key=lambda quote: (quote.line, quote.text)))

    @property
    def usual_form(self) -> str:
        """The form met most often; of equals the longest, then the first in the alphabet."""
        return min(self.forms, key=lambda form: (-self.forms[form], -len(form), form), default="")
