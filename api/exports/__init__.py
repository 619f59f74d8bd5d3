"""Finished records as files for other programs: tables, spreadsheets, lines of JSON, HTCDS."""
