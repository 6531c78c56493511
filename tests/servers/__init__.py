"""Mail servers for the tests: a private Dovecot, a scripted one that misbehaves as told, and a relay that records."""
