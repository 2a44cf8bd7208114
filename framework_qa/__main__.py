"""Run the command line: `python -m framework_qa`."""

from __future__ import annotations

import gc

# A command makes very many small values and ends seconds later: collecting seldom saves a tenth of its time,
# and 460 interviews stay near 600 MB.
SELDOM = (100_000, 50, 100)


def main() -> None:
    """Run `framework-qa`."""
    from framework_qa.cli.app import app

    gc.set_threshold(*SELDOM)
    app()


if __name__ == "__main__":
    main()
