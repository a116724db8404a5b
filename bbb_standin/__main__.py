"""`python -m bbb_standin`: run until told to stop."""

from __future__ import annotations

import signal
import sys
import threading

from bbb_standin import options
from bbb_standin.server import serving
from bbb_standin.standin import Standin


def main() -> int:
    wanted = options.read(sys.argv[1:])
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with serving(Standin(wanted)) as server:
            sys.stdout.write(f"BigBlueButton stand-in at {server.standin.options.origin}/bigbluebutton/\n")
            if wanted.has_made_up_secret:
                sys.stdout.write(f"Its secret: {wanted.secret}\n")
            sys.stdout.flush()
            stopped.wait()
    except OSError as error:
        sys.stderr.write(f"The stand-in cannot listen on {wanted.host}:{wanted.port}: {error.strerror}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
