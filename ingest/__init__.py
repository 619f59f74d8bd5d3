"""The way in and the order of things: limits, storage, queue, pipeline, worker, settings."""
