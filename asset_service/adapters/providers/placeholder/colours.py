"""Colours that descriptions name, and materials that have a colour of their own."""

from collections.abc import Mapping

from asset_service.adapters.providers.placeholder.palette import Named

# Name, lightness, strength, hue: see `palette`.
_TABLE = """
red 0.55 0.19 27
crimson 0.50 0.19 20
scarlet 0.58 0.21 29
maroon 0.38 0.12 20
burgundy 0.38 0.12 10
pink 0.78 0.12 0
magenta 0.60 0.22 345
orange 0.70 0.17 55
amber 0.76 0.15 75
rust 0.52 0.13 42
rusty 0.52 0.13 42
yellow 0.85 0.16 95
mustard 0.72 0.13 88
golden 0.78 0.13 88
gold 0.76 0.13 86
brass 0.70 0.11 85
bronze 0.56 0.09 65
copper 0.60 0.12 48
brown 0.43 0.07 55
tan 0.72 0.07 75
beige 0.85 0.04 85
khaki 0.68 0.06 100
cream 0.93 0.04 95
ivory 0.95 0.02 95
olive 0.52 0.08 115
green 0.56 0.13 148
emerald 0.60 0.14 160
lime 0.80 0.18 128
mint 0.86 0.08 165
teal 0.54 0.09 195
turquoise 0.72 0.11 195
cyan 0.78 0.12 210
blue 0.52 0.15 258
navy 0.32 0.09 262
azure 0.68 0.13 245
indigo 0.42 0.15 280
violet 0.52 0.17 298
purple 0.47 0.17 310
lavender 0.80 0.07 300
lilac 0.80 0.08 312
white 0.95 0.005 90
silver 0.78 0.01 250
steel 0.66 0.02 245
iron 0.42 0.01 250
tin 0.72 0.01 240
grey 0.60 0.01 250
gray 0.60 0.01 250
charcoal 0.36 0.01 260
black 0.24 0.01 270
ebony 0.24 0.02 50
wooden 0.55 0.08 62
wood 0.55 0.08 62
oak 0.60 0.08 70
mahogany 0.40 0.09 38
leather 0.45 0.08 52
denim 0.50 0.08 255
blond 0.82 0.10 88
blonde 0.82 0.10 88
ginger 0.62 0.15 50
auburn 0.46 0.10 40
"""

COLOURS: Mapping[str, Named] = {
    name: Named(float(lightness), float(strength), float(hue))
    for name, lightness, strength, hue in map(str.split, _TABLE.strip().splitlines())
}

METALS = frozenset(
    COLOURS[name]
    for name in ("gold", "golden", "silver", "brass", "bronze", "copper", "steel", "iron", "tin")
)
# These give way to a colour: a black leather coat is black.
MATERIALS = frozenset(
    {"leather", "denim", "wooden", "wood", "oak", "mahogany", "steel", "iron", "tin", "brass"}
)
