"""Is `openapi/openapi.yaml` valid, true to its own examples, and fit for the generator?

Exit code 1 when not; each complaint names the place and what to do. Changes nothing.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from _lint_rules import (
    Problems,
    document_rules,
    examples,
    generator_rules,
    operation_rules,
    source_rules,
)
from _spec import ROOT, SPEC, SpecError, load

_REDOCLY_RULES = ROOT / "openapi" / "redocly.yaml"


def reading_rules(spec: dict[str, Any], path: Path) -> Problems:
    """YAML 1.1 and 1.2 must read the same: PyYAML reads the one, the generator the other."""
    try:
        other = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        yield str(path), f"is not valid YAML 1.2: {error}"
        return
    for where, first, second in _unlike("", spec, other):
        yield where, f"reads as {first!r} in YAML 1.1 and as {second!r} in YAML 1.2: quote it."


def _unlike(where: str, first: Any, second: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(first, dict) and isinstance(second, dict):
        for one, other in zip(first, second, strict=False):
            if one != other or type(one) is not type(other):
                yield where, one, other
                return
            yield from _unlike(f"{where}.{one}".lstrip("."), first[one], second[other])
    elif isinstance(first, list) and isinstance(second, list):
        for number, (one, other) in enumerate(zip(first, second, strict=False)):
            yield from _unlike(f"{where}[{number}]", one, other)
    elif type(first) is not type(second) or first != second:
        yield where, first, second


def standard_rules(spec: dict[str, Any]) -> Problems:
    """OpenAPI 3.1 itself."""
    for error in OpenAPIV31SpecValidator(spec).iter_errors():
        place = ".".join(str(part) for part in getattr(error, "absolute_path", ()))
        yield place or "the document", str(getattr(error, "message", error)).splitlines()[0]


def example_rules(spec: dict[str, Any]) -> Problems:
    """Every example fits its schema."""
    for where, schema, value in examples(spec):
        whole = {"components": spec.get("components", {}), "allOf": [schema]}
        validator = jsonschema_rs.Draft202012Validator(whole)
        for error in validator.iter_errors(value):
            place = "".join(f"[{part!r}]" for part in error.instance_path)
            yield (
                where,
                f"does not fit its schema{' at ' + place if place else ''}: {error.message}",
            )


def complaints(path: Path) -> list[str]:
    """All that is wrong with the spec in a file, one line each; Redocly is asked apart."""
    spec = load(path)
    found = [*reading_rules(spec, path), *standard_rules(spec)]
    if not found:  # the other rules may take a well-formed document for granted
        for rule in (document_rules, operation_rules, source_rules, generator_rules, example_rules):
            found += rule(spec)
    return list(dict.fromkeys(f"{where}: {what}" for where, what in found))


def redocly(path: Path) -> str | None:
    """What Redocly CLI has against the spec; None when it is content.

    Raises:
        SpecError: It is not installed.
    """
    command = Path(sys.executable).parent / "redocly"
    if not command.exists():
        raise SpecError(f"{command} is missing: `make check` installs it.")
    run = subprocess.run(
        [command, "lint", path, "--config", _REDOCLY_RULES, "--format", "stylish"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return None if run.returncode == 0 else f"{run.stdout.strip()}\n{run.stderr.strip()}".strip()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks the spec.")
    parser.add_argument("spec", type=Path, nargs="?", default=SPEC, help="default: %(default)s")
    path: Path = parser.parse_args(arguments).spec
    try:
        found = complaints(path)
        if not found and (said := redocly(path)):
            found = [f"Redocly CLI: {said}"]
    except SpecError as error:
        found = [str(error)]
    for line in found:
        print(f"{path.name}: {line}", file=sys.stderr)
    if found:
        print(f"{len(found)} complaint(s) about {path}. Nothing was changed.", file=sys.stderr)
        return 1
    print(f"{path.name} is valid, its examples fit, and the generator carries all of it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
