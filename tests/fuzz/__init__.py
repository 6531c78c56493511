"""The targets of `fuzz/`, on their seeds and some changes of them."""
