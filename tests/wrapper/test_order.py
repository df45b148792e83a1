"""What was asked for, held against what was made."""

from virtualstaging import declutter, staging
from virtualstaging._recovery.order import Fit, fit, order


def test_a_removal_that_the_api_makes_by_itself_is_not_one_that_was_ordered() -> None:
    """It is made before furniture is added, and shows its configuration like any other."""
    cleared = staging(room_type="living", style="modern", remove_furniture="on").to_dict()
    removed = declutter().to_dict()
    ordered = order([(cleared, 1), (removed, 1)])
    made = [{"config": cleared, "type": "staging"}, {"config": removed, "type": "removal"}]
    assert fit(made, ordered) == Fit.EXACTLY
    assert fit([*made, made[1]], ordered) == Fit.EXACTLY
    assert fit([*made, made[1], made[1]], ordered) == Fit.NO
    assert fit([made[1], made[1]], order([(removed, 1)])) == Fit.NO
