"""The tests of giftscan."""
