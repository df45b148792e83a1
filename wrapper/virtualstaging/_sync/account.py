# Made from _async/account.py by scripts/unasync.py (make fix): edit that one.

"""The plan and the webhook secret."""

import virtualstaging as vs
from virtualstaging._core.secret import discreet

from .engine import Engine


@discreet
class AccountResource:
    """The plan and the webhook secret: `client.account`."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def get(self) -> "vs.Account":
        """Get the user, the plan's limits and what is used of them, in photos: `GET /user`."""
        from virtualstaging._operations.reads import get_user

        flow = get_user(self._engine.session)
        return self._engine.run("get_user", flow)

    def set_webhook_secret(self, secret: str) -> "vs.Message":
        """Set or change the secret with which webhooks are signed: `POST /user/webhook-secret`.

        Args:
            secret: Letters, digits, underscore and hyphen; at least one.
        """
        from virtualstaging._operations.reads import set_webhook_secret

        flow = set_webhook_secret(self._engine.session, secret)
        return self._engine.run("set_webhook_secret", flow)

    def delete_webhook_secret(self) -> "vs.Message":
        """Remove the webhook secret; webhooks then come unsigned: `DELETE /user/webhook-secret`."""
        from virtualstaging._operations.reads import delete_webhook_secret

        flow = delete_webhook_secret(self._engine.session)
        return self._engine.run("delete_webhook_secret", flow)
