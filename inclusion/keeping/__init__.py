"""The notebook of a safe: notes, contacts, important dates; and warnings of dates that approach.

A note, a contact or a date is a paper like others: the same sealing, journal, bin and export. Its
body is a plain text, a vCard or an iCalendar file, so that other software reads it.
"""
