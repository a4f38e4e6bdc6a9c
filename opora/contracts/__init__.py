"""Support contracts, their terms, duties; here coverage and duty are asked for."""
