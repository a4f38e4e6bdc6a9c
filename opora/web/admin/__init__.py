"""Setting up the desk: what is left to do, settings, mailboxes, offices, staff, calendars. For administrator and head.

Read in this order: `urls`, `gate` (who comes in), `forms` (what was typed), then a page each.
"""
