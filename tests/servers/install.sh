#!/bin/sh
# Dovecot for the tests that talk to a real mail server: from Debian's packages, where this machine lets us.
# Where it does not, those tests are skipped, and say so; with CI=true they fail instead.
test -x /usr/sbin/dovecot && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends dovecot-imapd; } >/dev/null 2>&1 && test -x /usr/sbin/dovecot && exit 0
fi
echo "Dovecot is not installed and could not be: tests that need it are skipped (Debian: apt-get install dovecot-imapd)" >&2
exit 0
