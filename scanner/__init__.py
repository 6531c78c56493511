"""giftscan: finds lost Amazon gift cards and refunds in the owner's own mail, and drafts the request for them."""

__version__ = "0.1.0"
