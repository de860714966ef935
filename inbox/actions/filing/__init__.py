"""Filing: from stored raw mails to messages in tickets, exactly once, whatever crashes.

run.py        what waits, the attempts, the quarantine; batches, and single mails where a batch fails
batch.py      one transaction: duplicates, customers, threads, tickets, messages, the ledger's new state
matching.py   what the database knows already: the same mail, the customer, the ticket
rows.py       the rows a mail becomes, as values
writing.py    those rows into the database, each kind by one statement
linking.py    the same mail in two mailboxes
"""
