"""Everything finite is enumerated: spellings, bounds, types, enum values, methods, odd texts."""
