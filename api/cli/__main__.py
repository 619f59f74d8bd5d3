"""`python -m api.cli`: the command line where no `lontar` is installed."""

from api.cli import main

main()
