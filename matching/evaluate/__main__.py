"""The command: `python -m matching.evaluate serials|pairs|transfer ...`."""

import sys
from importlib import import_module

_USAGE = "usage: python -m matching.evaluate serials|pairs|transfer ...\n"


def main(argv: list[str]) -> int:
    """Run the evaluation that the first argument names; return the exit status."""
    if not argv or argv[0] not in {"serials", "pairs", "transfer"}:
        sys.stderr.write(_USAGE)
        return 2
    # Each evaluation brings a workload of its own, which the others need not load.
    return int(import_module(f"matching.evaluate.{argv[0]}").main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
