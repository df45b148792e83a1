"""Lost orders: what was asked for, what was made, and how it is found again.

`order` says what a call asks for, `ledger` holds what one client has made and is making, `creating`
carries out the calls that create. For a call without an answer, `search` looks once for what it has
made, `matching` says what of that fits, and `outcome` decides how often to look and what to report.
"""
