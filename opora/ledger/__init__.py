"""The journal of events: append-only, ids and figures only, no personal text."""
