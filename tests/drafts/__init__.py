"""Tests of the room drafts: a case in, a request out."""
