"""One loopback server of every protocol, for the whole service to draw with."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fixtures.pictures import a_png
from providers import gemini_server, openai_server
from providers.a1111_server import FakeA1111
from providers.comfyui_server import FakeComfy
from providers.gemini_server import GeminiServer
from providers.openai_server import OpenAIServer

_shades = itertools.count(0x203040, 0x0B0D11)


class _OpenAI(OpenAIServer):
    """Draws a picture of another colour each time, unless its script says something else."""

    def usual(self, line: Any) -> None:
        if line.asked.method == "POST":
            openai_server.draws(a_png(next(_shades) % 2**24, (64, 96)))(line)
        else:
            super().usual(line)


class _Gemini(GeminiServer):
    """As above."""

    def usual(self, line: Any) -> None:
        if line.asked.method == "POST":
            gemini_server.draws(a_png(next(_shades) % 2**24, (64, 96)))(line)
        else:
            super().usual(line)


@dataclass
class Engines:
    """The two that cost money count what they took as `paid`."""

    openai: OpenAIServer
    gemini: GeminiServer
    comfyui: FakeComfy
    a1111: FakeA1111

    def variables(self) -> dict[str, str]:
        """What an operator sets to draw with them."""
        return {
            "OPENAI_API_KEY": openai_server.KEY,
            "OPENAI_BASE_URL": self.openai.base_url,
            "GEMINI_API_KEY": gemini_server.KEY,
            "GOOGLE_GEMINI_BASE_URL": self.gemini.origin,
            "COMFYUI_URL": self.comfyui.url,
            "A1111_URL": self.a1111.url,
        }


@contextmanager
def the_engines() -> Iterator[Engines]:
    with _OpenAI() as openai, _Gemini() as gemini, FakeComfy() as comfyui, FakeA1111() as a1111:
        yield Engines(openai, gemini, comfyui, a1111)
