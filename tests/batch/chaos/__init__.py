"""Batches that are killed by SIGKILL, again and again, on a server that misbehaves.

worker   the process that is killed: it does what an application does
proxy    stands before the server: breaks connections, lets it act late, answers wrongly
trial    one batch from the first kill to the last row, and what is counted then
"""
