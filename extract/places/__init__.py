"""The gazetteers of Cambodia, Thailand and Indonesia behind one shape."""
