"""How the network of `ocr.engines.own` is made: `python -m training.reader --help`."""
