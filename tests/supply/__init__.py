"""Tests of what giftscan stands on, and of what is built of it."""
