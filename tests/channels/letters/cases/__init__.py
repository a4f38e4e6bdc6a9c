"""The cases of letters: what each is told from. The arithmetic of the moments stands beside the facts; working days of
May 2026 in Yekaterinburg as everywhere: 8 May ends at 17:00, 9-11 May are off, lunch is 13:00-14:00.
"""
