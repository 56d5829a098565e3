"""What several commands take."""

import os
from pathlib import Path

import click

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: Path(os.environ.get("DATA_DIR") or ".data"),
    help="The folder that holds everything of the embedded default.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
