"""Status, the account and its webhook secret."""

from .call import Call, Handled, Result


def get_status(_call: Call) -> Handled:
    """The API is up."""
    return Result(200)


def get_user(call: Call) -> Handled:
    """The plan's limits and what is used of them. The address is made up, one for each key."""
    account, limit = call.account, call.backend.limits.photos
    user = {"email": f"{account.owner}@example.com", "uid": f"u_{account.owner}"}
    return Result(
        200,
        {
            "user": user,
            "photoLimit": {"staging": limit, "imageEditing": limit},
            "photosUsedThisPeriod": dict(account.used(call.backend.clock.now_ms())),
        },
    )


def set_webhook_secret(call: Call) -> Handled:
    """Events are signed with it from now on."""
    call.account.webhook_secret = call.body["webhook_secret"]
    return Result(200, {"message": "Webhook secret updated successfully"})


def delete_webhook_secret(call: Call) -> Handled:
    """Events come unsigned from now on; that there was none is no error (assumed)."""
    call.account.webhook_secret = None
    return Result(200, {"message": "Webhook secret removed successfully"})
