"""Lost orders: what was asked for, what was made, and how it is found again.

`order` says what a call orders and recognises it among what the API shows, `ledger` holds what one
client has made and is making, `search` looks for what a call without an answer has made, and
`creating` carries out the calls that create.
"""
