"""The figures of reading, one module each; `benchmarks.reading` prints them."""
