"""Messages: answers, their dates, and the names of hosts."""
