"""Shapes: how codes, order numbers, money, dates and addresses look, whatever the language around them."""

from scanner.facts.shapes.addresses import find_emails, find_phones
from scanner.facts.shapes.codes import CodeMatch, find_codes, find_serials
from scanner.facts.shapes.dates import DateMatch, DateReader
from scanner.facts.shapes.money import MoneyMatch, find_money
from scanner.facts.shapes.orders import find_order_ids

__all__ = [
    "CodeMatch",
    "DateMatch",
    "DateReader",
    "MoneyMatch",
    "find_codes",
    "find_emails",
    "find_money",
    "find_order_ids",
    "find_phones",
    "find_serials",
]
