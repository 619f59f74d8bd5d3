"""Words and marks to fields: definitions, languages, values, checks, confidence, triage."""
