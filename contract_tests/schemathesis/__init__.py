"""Schemathesis at full strength, with the model watching its traffic."""
