"""IMAP against real sockets: Dovecot, the embedded server, and one that misbehaves as told."""
