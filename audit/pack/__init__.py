"""One pack per agency: letter, workbook, pages of its reports, a notice, and a draft of a mail.

What is in a pack is made from the agency's own reports alone (`own`, `asked`), so that nothing of
another agency can be in it. `run` makes all packs of a run, `one` makes one in a worker process.
"""
