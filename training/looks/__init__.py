"""How the network of `ocr.looks` is made: `python -m training.looks --help`."""
