"""The properties of Outlook's objects that are read, by the names of MS-OXPROPS without their "PidTag"."""

from __future__ import annotations

from typing import Final

MESSAGE_CLASS: Final = 0x001A
SUBJECT: Final = 0x0037
CLIENT_SUBMIT_TIME: Final = 0x0039
SENT_REPRESENTING_NAME: Final = 0x0042
SENT_REPRESENTING_ADDRESS_TYPE: Final = 0x0064
SENT_REPRESENTING_ADDRESS: Final = 0x0065
TRANSPORT_MESSAGE_HEADERS: Final = 0x007D
RECIPIENT_TYPE: Final = 0x0C15
SUPPLEMENTARY_INFO: Final = 0x0C1B
SENDER_NAME: Final = 0x0C1A
SENDER_ADDRESS_TYPE: Final = 0x0C1E
SENDER_ADDRESS: Final = 0x0C1F
NON_DELIVERY_STATUS: Final = 0x0C20
DISPLAY_CC: Final = 0x0E03
DISPLAY_TO: Final = 0x0E04
MESSAGE_DELIVERY_TIME: Final = 0x0E06
BODY: Final = 0x1000
REPORT_TEXT: Final = 0x1001
RTF_COMPRESSED: Final = 0x1009
HTML: Final = 0x1013
INTERNET_MESSAGE_ID: Final = 0x1035
INTERNET_REFERENCES: Final = 0x1039
IN_REPLY_TO: Final = 0x1042
DISPLAY_NAME: Final = 0x3001
ADDRESS_TYPE: Final = 0x3002
ADDRESS: Final = 0x3003
ATTACH_DATA: Final = 0x3701
ATTACH_FILENAME: Final = 0x3704
ATTACH_METHOD: Final = 0x3705
ATTACH_LONG_FILENAME: Final = 0x3707
ATTACH_MIME_TAG: Final = 0x370E
ATTACH_CONTENT_ID: Final = 0x3712
SMTP_ADDRESS: Final = 0x39FE
INTERNET_CODEPAGE: Final = 0x3FDE
MESSAGE_CODEPAGE: Final = 0x3FFD
SENDER_SMTP_ADDRESS: Final = 0x5D01
SENT_REPRESENTING_SMTP_ADDRESS: Final = 0x5D02

# Of the message store and its folders: which folder serves what (MS-OXOSFLD, section 2.2).
IPM_SUBTREE: Final = 0x35E0
IPM_WASTEBASKET: Final = 0x35E3
IPM_SENT_MAIL: Final = 0x35E4
IPM_ARCHIVE: Final = 0x35FF
IPM_DRAFTS: Final = 0x36D7
ADDITIONAL_REN: Final = 0x36D8  # the fifth of its values is Junk Email

# Values of ATTACH_METHOD (MS-OXCMSG, section 2.2.2.9).
EMBEDDED: Final = 5

WANTED: Final = frozenset(value for name, value in list(globals().items()) if name.isupper() and isinstance(value, int) and value > 0xF)
