"""How well mail is read, measured on golden mails and told in ACCURACY.md."""
