"""Imports of history (PRODUCT.md MB-7): listed once, taken in oldest first in bites that a kill cannot harm.

1. `jobs`: a person starts, pauses, resumes or cancels
2. `listing`: what there is to import becomes a list in parts, sorted by time, in the blob storage
3. `bite`: a worker takes the next mails of the list; mails, tickets and the place in the list commit together
4. `settle`: what the list of tickets shows follows from the messages, whatever order they came in
"""
