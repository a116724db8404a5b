"""Everything the operator's page asks. A probe returns a Finding; what it raises becomes a red card."""

from operations.findings import Probe
from operations.probes import addresses, keys, letters, places, rooms, setting, work

PROBES: tuple[Probe, ...] = (
    *letters.PROBES,
    *work.PROBES,
    *places.PROBES,
    *rooms.PROBES,
    *addresses.PROBES,
    *keys.PROBES,
    *setting.PROBES,
)
