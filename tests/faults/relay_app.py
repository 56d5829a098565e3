"""The command `asset-service`, on a machine whose clock may be wrong."""

from arranged import arrange

arrange()

from asset_service.cli.main import main  # noqa: E402 - what it binds was just arranged

main()
