"""`virtualstaging completion`: what a shell needs to complete this command's verbs and options."""

import argparse

from ._output import UsageError

SHELLS = ("bash", "zsh")
FILE = {"bash": "_shtab_compgen_files", "zsh": "_files"}
DIRECTORY = {"bash": "_shtab_compgen_dirs", "zsh": "_files -/"}


def run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Print the script for a parser. How to load it is in docs/cli.md."""
    try:
        import shtab
    except ImportError:
        raise UsageError("Completion needs: pip install 'virtualstaging[cli]'") from None
    print(shtab.complete(parser, options.shell))
    return 0
