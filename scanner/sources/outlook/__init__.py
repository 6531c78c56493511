"""Outlook's own files: .msg, .pst and .ost. What they keep as properties becomes the bytes of a mail again (MS-OXCMAIL)."""
