"""Makes `generated/virtualstaging_api` from `openapi/openapi.yaml`: the same bytes each time.

python scripts/generate.py            writes it; the old one stays until all is well
python scripts/generate.py --check    changes nothing; exit 1 when it is not what the spec makes

A spec that the lint refuses, or whose client would lose something, changes no file.
"""

import argparse
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from _constants import constants_module
from _enums import enums_module
from _prepared import prepared_spec
from _request_schemas import request_schemas
from _spec import ROOT, SPEC, SpecError, load, object_schemas, operations
from _trial import ADVICE
from spec_lint import complaints

PACKAGE = "virtualstaging_api"
OUTPUT = ROOT / "generated"
BANNER = (
    "Written by openapi-python-client from openapi/openapi.yaml. "
    "Do not edit: change the spec and run `make generate`."
)
_SETTINGS = ROOT / "openapi" / "generator.yaml"
_TEMPLATES = ROOT / "openapi" / "templates"
_TRIAL = ROOT / "scripts" / "_trial.py"
_IGNORED = "__pycache__"


class GenerationError(Exception):
    """Nothing was generated; the message says why."""


def build(spec_path: Path, package: Path) -> None:
    """Generates the package into a directory that does not exist yet, and checks that it is whole.

    Raises:
        GenerationError: The generator complained, or left something out.
        SpecError: The spec can't be read, or its requests can't be translated.
    """
    spec = load(spec_path)
    _check_pins()
    constants, companion = constants_module(spec), {"$comment": BANNER, **request_schemas(spec)}
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "openapi.json"
        prepared.write_text(json.dumps(prepared_spec(spec), default=str), encoding="utf-8")
        _run_generator(prepared, package)
        (package / "constants.py").write_text(constants, encoding="utf-8", newline="\n")
        (package / "enums.py").write_text(enums_module(spec), encoding="utf-8", newline="\n")
        _check_complete(spec, package)
        _try_out(package, prepared)
    for file in package.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        file.write_text(f"# {BANNER}\n{text}", encoding="utf-8", newline="\n")
    # The generator forgets the marker, without which users' type checkers see nothing.
    (package / "py.typed").write_text(f"# {BANNER}\n", encoding="utf-8", newline="\n")
    text = json.dumps(companion, indent=1, sort_keys=True, ensure_ascii=True)
    (package / "request_schemas.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _check_pins() -> None:
    """Another version of the generator, or of ruff, would write other bytes."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for line in (*groups["dependency-groups"]["generator"], *groups["dependency-groups"]["ruff"]):
        name, _, pinned = line.partition("==") if isinstance(line, str) else ("", "", "")
        if not pinned:
            continue
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found = "missing"
        if found != pinned:
            raise GenerationError(
                f"{name} is {found}, but pyproject.toml pins {pinned}, and another version writes "
                "other bytes. Run this through `make`, or install the pinned one."
            )


def _run_generator(spec_path: Path, package: Path) -> None:
    # The hooks call `ruff`: the one installed beside this Python.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "openapi_python_client", "generate"]
    command += ["--path", str(spec_path), "--config", str(_SETTINGS), "--meta", "none"]
    command += ["--output-path", str(package), "--custom-template-path", str(_TEMPLATES)]
    command += ["--fail-on-warning"]
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PATH": path, "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8"},
    )
    if result.returncode or result.stderr.strip() or "warning" in result.stdout.lower():
        said = "\n".join(filter(None, (result.stdout.strip(), result.stderr.strip())))
        raise GenerationError(
            "The generator is not content with the spec "
            f"(exit code {result.returncode}); a warning counts, it means something is lost:\n"
            f"{said}"
        )


def _check_complete(spec: dict[str, object], package: Path) -> None:
    """The generator drops some schemas without a word: every object needs its class."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in package.glob("models/*.py"))
    lost = [name for name in object_schemas(spec) if f"\nclass {name}(" not in code]
    if lost:
        raise GenerationError(
            f"The generator made no class for {', '.join(lost)}. Usual causes: `properties` beside "
            "`anyOf`/`oneOf`, `allOf` over a union, a name that is not PascalCase."
        )
    modules = {file.stem for file in package.glob("api/*/*.py")}
    absent = [one.id for one in operations(spec) if one.id not in modules]
    if absent:
        raise GenerationError(f"The generator made no module for {', '.join(absent)}.")


def _try_out(package: Path, spec: Path) -> None:
    run = [sys.executable, "-B", str(_TRIAL), str(package), str(spec)]
    result = subprocess.run(run, capture_output=True, text=True, encoding="utf-8")
    if result.returncode:
        said = result.stderr.strip().splitlines() or ["It ended without a word."]
        # Of a traceback the last line is the one that says what is wrong.
        said = said[-1:] if said[0].startswith("Traceback") else said
        raise GenerationError("\n".join(["The generated code does not work.", *said, ADVICE]))


def _entries(folder: Path) -> Iterator[str]:
    """Everything in a folder by relative path, folders with a slash at the end."""
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != _IGNORED)
        here = Path(path).relative_to(folder)
        yield from ((here / name).as_posix() + "/" for name in folders)
        yield from ((here / name).as_posix() for name in sorted(files))


def differences(expected: Path, actual: Path) -> list[str]:
    """What in `actual` is not as in `expected`, one line each; `__pycache__` does not count."""
    wanted, found = set(_entries(expected)), set(_entries(actual))
    lines = [f"missing   {name}" for name in wanted - found]
    lines += [f"leftover  {name}" for name in found - wanted]
    lines += [
        f"changed   {name}"
        for name in wanted & found
        if not name.endswith("/") and (expected / name).read_bytes() != (actual / name).read_bytes()
    ]
    return sorted(lines)


def check(spec_path: Path, output: Path) -> list[str]:
    """How the output folder differs from what the spec makes; changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        build(spec_path, Path(folder) / PACKAGE)
        return differences(Path(folder), output)


def generate(spec_path: Path, output: Path) -> None:
    """Fills the output folder anew: the package is swapped in whole, and nothing else stays."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".generating-", dir=output) as folder:
        fresh, old = Path(folder) / PACKAGE, Path(folder) / "old"
        build(spec_path, fresh)
        target = output / PACKAGE
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        for stray in output.iterdir():
            if stray.name not in (PACKAGE, _IGNORED, Path(folder).name):
                print(f"removed {stray}: only the generator writes here")
                shutil.rmtree(stray) if stray.is_dir() else stray.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Makes the generated client from the spec.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    parser.add_argument("--spec", type=Path, default=SPEC, help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        if not options.check:
            if refused := complaints(options.spec):
                raise GenerationError("\n".join(refused))
            generate(options.spec, options.output)
            print(f"wrote {options.output / PACKAGE}")
            return 0
        found = check(options.spec, options.output)
    except (GenerationError, SpecError) as error:
        print(f"{error}\nNothing was changed.", file=sys.stderr)
        return 1
    if found:
        print(f"{options.output} is not what {options.spec} makes:", file=sys.stderr)
        print("".join(f"  {line}\n" for line in found), end="", file=sys.stderr)
        print("`make generate` mends it (edits belong in the spec).", file=sys.stderr)
        return 1
    print(f"{options.output} is what the spec makes.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
