"""From a surveyed blank page to a proposed definition: which field is asked for where."""
