"""What the stack's furniture and its test both know."""

PASSWORD = "ein-langes-Kennwort-7"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FILM = bytes(range(256)) * 4000
