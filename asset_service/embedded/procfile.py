"""Read a Procfile without a shell: `name: [VARIABLE=value ...] command argument ...`."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from asset_service.embedded.errors import EmbeddedError
from asset_service.embedded.program import Program

_LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+)\s*:\s*(?P<command>\S.*)")
_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)", re.DOTALL)
_VARIABLE = re.compile(
    r"\$(?:(?P<bare>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?P<default>:-[^}]*)?\})", re.ASCII
)


def read_procfile(path: Path, env: Mapping[str, str]) -> list[Program]:
    """Return a program per line, in order; raises EmbeddedError that names the bad line.

    `$NAME`, `${NAME}` and `${NAME:-default}` are replaced from `env` after the line was cut
    into words, so a value is never cut again. Everything else stands for itself.
    """
    try:
        text = path.read_text()
    except OSError as error:
        raise EmbeddedError(f"the Procfile cannot be read: {error}") from None
    programs = [
        _program(line, env, path.parent, f"{path.name}, line {number}")
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    names = [program.name for program in programs]
    if len(set(names)) < len(names):
        raise EmbeddedError(f"{path.name} names a process twice")
    return programs


def _program(line: str, env: Mapping[str, str], folder: Path, where: str) -> Program:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        raise EmbeddedError(f"{where}: expected `name: command`")
    try:
        words = [_expand(word, env, where) for word in shlex.split(match["command"])]
    except ValueError as error:
        raise EmbeddedError(f"{where}: {error}") from None
    own = dict(env)
    while words and (assignment := _ASSIGNMENT.fullmatch(words[0])):
        own[assignment["name"]] = assignment["value"]
        words.pop(0)
    if not words:
        raise EmbeddedError(f"{where}: there is no command")
    return Program(name=match["name"], argv=tuple(words), env=own, cwd=folder)


def _expand(word: str, env: Mapping[str, str], where: str) -> str:
    def value(match: re.Match[str]) -> str:
        name = match["bare"] or match["braced"]
        default = match["default"]
        found = env.get(name)
        if found or (found is not None and default is None):
            return found
        if default is None:
            raise EmbeddedError(f"{where}: {name} is not set")
        return default.removeprefix(":-")

    return _VARIABLE.sub(value, word)
