"""The command line: one file a verb; the verb, the module and the page in docs share a name."""
