"""What servers tell us: where to, signed how, and read into few typed facts. Knows no view and writes no row."""
