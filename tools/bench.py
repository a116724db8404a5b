"""`make bench`: prepare, then run the benches inside the virtual environment."""

import sys

from tools.inside import prepared, run


def main() -> int:
    prepared()
    return run("bench", *sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
