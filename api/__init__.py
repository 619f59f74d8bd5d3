"""The doors: HTTP API, web pages, command line."""
