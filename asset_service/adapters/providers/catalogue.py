"""Which providers an installation has, read from files that operators can edit.

What the service brings is in `data/`, one provider a file: each is offered once its variable is
set. `PROVIDERS_FILE` adds others, and changes those: its entries are laid over the ones of the
same id, models over models of the same name.
"""

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from marshmallow import ValidationError

from asset_service.adapters.providers.catalogue_schemas import ProviderSchema
from asset_service.adapters.providers.entry import Entry, Model
from asset_service.config import SettingsError
from asset_service.domain.pricing import FREE
from asset_service.ports.providers import Capabilities

BUILT_IN = "placeholder"
_VARIABLES = "_env"
_CAN = ("paid", "seed", "negative", "progress", "cancel", "idempotent", "max_refs", "strength")


def load(providers_file: Path | None, variables: Mapping[str, str]) -> list[Entry]:
    """Return what is offered; `variables` is the environment that the files speak of.

    Raises SettingsError that names the file, the entry and what is wrong there.
    """
    raw: dict[str, dict[str, Any]] = {}
    for part in sorted(_DATA.iterdir(), key=lambda one: one.name):
        if part.name.endswith(".toml"):
            entry = _parsed(part.read_text(encoding="utf-8"), part.name)
            raw[str(entry.get("id"))] = entry
    given = _operators(providers_file) if providers_file is not None else []
    for entry in given:
        name = str(entry.get("id", ""))
        raw[name] = _laid_over(raw.get(name, {}), entry)
    asked_for = {str(entry.get("id")) for entry in given}
    found = [_entry(entry, variables, asked_for) for entry in raw.values()]
    return [entry for entry in found if entry is not None]


_DATA = resources.files("asset_service.adapters.providers") / "data"


def _operators(path: Path) -> list[dict[str, Any]]:
    name = f"PROVIDERS_FILE {path}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{name} is not UTF-8: {error}") from error
    except (OSError, ValueError) as error:  # a path with a NUL in it is the latter
        raise SettingsError(f"PROVIDERS_FILE cannot be read: {error}") from error
    parsed = _parsed(text, name)
    entries = parsed.pop("providers", [])
    if parsed or not _are_tables(entries):
        raise SettingsError(f"{name} must hold nothing but [[providers]] entries")
    ids = [str(entry.get("id")) for entry in entries]
    if len(set(ids)) < len(ids):
        raise SettingsError(f"{name} names a provider twice")
    for entry in entries:
        _check_lists(entry, name)
        for model in entry.get("models", ()):
            _find_beside(path.parent, model)
    return entries


def _check_lists(entry: Mapping[str, Any], name: str) -> None:
    """Raise SettingsError unless what is laid over other entries is made of lists."""
    whose = f"{name}: the provider {entry.get('id')}"
    if not _are_tables(entry.get("models", [])):
        raise SettingsError(f"{whose}: models must be [[providers.models]] entries")
    hidden = entry.get("hide", [])
    if not (isinstance(hidden, list) and all(isinstance(one, str) for one in hidden)):
        raise SettingsError(f"{whose}: hide must be a list of names of models")


def _are_tables(value: Any) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _find_beside(folder: Path, model: Mapping[str, Any]) -> None:
    """Make the path of a workflow that an operator's file names one that leads there."""
    settings = model.get("settings")
    if isinstance(settings, dict) and isinstance(settings.get("workflow"), str):
        settings["workflow"] = str(folder / settings["workflow"])


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        # beside its own error: a number that no type holds, lists in lists without an end
        raise SettingsError(f"{name} is not TOML: {error}") from error


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry with what is given anew; `hide` names models that are not offered."""
    above = dict(above)
    hidden = above.pop("hide", [])
    models = {str(model.get("name")): model for model in below.get("models", [])}
    for model in above.get("models", []):
        name = str(model.get("name"))
        models[name] = {**models.get(name, {}), **model}
    kept = [model for name, model in models.items() if name not in hidden]
    return {**below, **above, "models": kept}


def _entry(
    raw: Mapping[str, Any], variables: Mapping[str, str], asked_for: Iterable[str]
) -> Entry | None:
    name = str(raw.get("id", ""))
    try:
        data: dict[str, Any] = ProviderSchema().load(raw)
    except ValidationError as error:
        wrong = "; ".join(_mistakes(error.messages))
        raise SettingsError(f"the provider {name or 'without an id'}: {wrong}") from error
    if name == BUILT_IN:
        raise SettingsError(f"the provider {name} is built in and has no entry")
    address, told = _variable(variables, data["base_url_env"]), data["base_url_env"]
    if not address:
        address, told = data["base_url"], "base_url"
    key = _variable(variables, data["key_env"])
    if not address or not (key or data["key_optional"]):
        if name in asked_for:
            wanted = data["key_env"] if address else data["base_url_env"] or "base_url"
            raise SettingsError(
                f"the provider {name} is listed, but {wanted or 'key_env'} is not set"
            )
        return None
    return Entry(
        id=name,
        kind=data["kind"],
        label=data.get("label", name),
        base_url=_checked(address, name, told),
        key=key,
        models={model["name"]: _model(model, variables) for model in data["models"]},
        settings=_resolved(data["settings"], variables),
        connect_seconds=data["connect_seconds"],
        answer_seconds=data["answer_seconds"],
        concurrency=data["concurrency"],
        images_per_minute=data["images_per_minute"],
    )


def _model(data: Mapping[str, Any], variables: Mapping[str, str]) -> Model:
    capabilities = Capabilities(
        sizes={aspect: tuple(sizes) for aspect, sizes in data["sizes"].items()},
        options={name: tuple(words) for name, words in data["options"].items()},
        price=data["price"] if data["paid"] else FREE,
        **{name: data[name] for name in _CAN},
    )
    return Model(
        name=data["name"],
        label=data.get("label", data["name"]),
        capabilities=capabilities,
        settings=_resolved(data["settings"], variables),
    )


def _resolved(settings: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings with `name_env` replaced by what the variable says, as `name`."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        if name.endswith(_VARIABLES):
            told = _variable(variables, str(value))
            if told:
                found[name.removesuffix(_VARIABLES)] = told
        else:
            # exact numbers are for money; adapters send these on as JSON
            found.setdefault(name, float(value) if isinstance(value, Decimal) else value)
    return found


def _variable(variables: Mapping[str, str], name: str) -> str:
    return variables.get(name, "").strip() if name else ""


def _checked(address: str, name: str, told: str) -> str:
    """Return the address without a last slash; `told` is what said it."""
    try:
        parts = urlsplit(address if "//" in address else f"http://{address}")
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    plain = address.isprintable() and " " not in address  # some of it urlsplit takes out itself
    if parts.scheme not in {"http", "https"} or not (host and plain) or "@" in parts.netloc:
        raise SettingsError(f"{told}: the provider {name} needs an address like https://host/path")
    return parts.geturl().rstrip("/")


def _mistakes(messages: Any, where: str = "") -> Iterable[str]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _mistakes(inner, f"{where}.{name}" if where else str(name))
    else:
        yield f"{where}: {' '.join(map(str, messages))}"
