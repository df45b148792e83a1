"""Schemathesis, with every answer checked by the model as well."""
