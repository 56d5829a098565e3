"""`asset-service providers`: which image providers there are, and whether they can be reached.

Reads the provider files and asks the servers; no database, and nothing that costs money.
"""

import json
import os
import sys

import click

from asset_service.adapters.providers import registry
from asset_service.cli.options import json_option
from asset_service.config import Settings
from asset_service.domain.pricing import PriceKind, PriceSheet
from asset_service.ports.providers import ProviderError


@click.group()
def providers() -> None:
    """Image providers of this installation."""


@providers.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List providers and their models, with what each can do."""
    settings = Settings.for_commands(os.environ)
    offers, built = registry.offers(settings), registry.build(settings)
    found = [
        {
            "provider": offer.provider,
            "model": model,
            "paid": (can := built[offer.provider].capabilities(model)).paid,
            "price": _price(can.price),
            "sizes": {a: [f"{w}x{h}" for w, h in sizes] for a, sizes in can.sizes.items()},
            "options": {name: list(words) for name, words in can.options.items()},
            "seed": can.seed,
            "negative": can.negative,
            "references": can.max_refs,
        }
        for offer in offers
        for model, _ in offer.models
    ]
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for one in found:
        click.echo(f"{one['provider']}/{one['model']}\t{one['price']}\trefs {one['references']}")


@providers.command()
@click.argument("names", metavar="[PROVIDER]...", nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Reach each provider, or those named, without spending; exit with 1 when one fails."""
    built = registry.build(Settings.for_commands(os.environ))
    unknown = sorted(set(names) - built.keys())
    if unknown:
        raise click.BadParameter(f"not set up here: {', '.join(unknown)}")
    failed = False
    for name, provider in built.items():
        if names and name not in names:
            continue
        try:
            provider.check()
        except ProviderError as error:
            failed = True
            click.echo(f"{name}: {error.code}: {error.message}")
        else:
            click.echo(f"{name}: ok")
    sys.exit(1 if failed else 0)


def _price(price: PriceSheet | None) -> str:
    if price is None:
        return "price unknown"
    if price.kind is PriceKind.FREE:
        return "free"
    return f"{price.currency} by {price.kind.value}, as of {price.as_of or 'unknown'}"
