"""What was asked for, held against what was made."""

from virtualstaging import declutter, dusk, staging
from virtualstaging._recovery.order import Fit, alike, fit, order


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


def test_a_removal_that_nobody_ordered_makes_a_render_another_orders() -> None:
    """What is staged without a removal, or not staged at all, is given none by the API."""
    staged = staging(room_type="living", style="modern").to_dict()
    removed = declutter().to_dict()
    both = [{"config": staged, "type": "staging"}, {"config": removed, "type": "removal"}]
    assert fit(both[:1], order([(staged, 1)])) == Fit.EXACTLY
    assert fit(both, order([(staged, 1)])) == Fit.POSSIBLY
    assert fit(both[1:], order([(staged, 1)])) == Fit.NO
    assert fit([], order([(staged, 1)])) == Fit.POSSIBLY


def test_orders_are_alike_if_one_contains_the_other() -> None:
    cleared = staging(room_type="living", style="modern", remove_furniture="on").to_dict()
    staged = staging(room_type="living", style="modern").to_dict()
    removed, evening = declutter().to_dict(), dusk().to_dict()
    for one, other in [
        ([(staged, 1)], [(staged, 1)]),
        ([(staged, 1)], [(staged, 2)]),
        ([(staged, 1)], [(staged, 1), (removed, 1)]),
        ([(cleared, 1)], [(cleared, 1), (removed, 1)]),
        ([(evening, 1)], [(evening, 1), (staged, 1)]),
    ]:
        assert alike(order(one), order(other))
        assert alike(order(other), order(one))
    assert not alike(order([(evening, 1)]), order([(staged, 1)]))
    assert not alike(order([(evening, 1)]), order([(removed, 1)]))
    assert not alike(order([(staged, 1)]), order([(cleared, 1)]))


def test_equal_but_for_removals_that_the_api_makes_have_one_key() -> None:
    cleared = staging(room_type="living", style="modern", remove_furniture="on").to_dict()
    removed = declutter().to_dict()
    assert order([(cleared, 1)]).keys == order([(cleared, 1), (removed, 1)]).keys
    assert order([(removed, 1)]).keys != order([(removed, 2)]).keys
    assert order([(cleared, 1)]).keys != order([(cleared, 1), (dusk().to_dict(), 1)]).keys


def test_a_configuration_is_the_same_in_any_order_of_its_parts() -> None:
    """The API need not show it as it was sent."""
    staged = staging(room_type="living", style="modern", watermark=True).to_dict()
    turned = dict(reversed(staged.items()))
    turned["add_furniture"] = dict(reversed(staged["add_furniture"].items()))
    assert list(turned) != list(staged)
    assert fit([{"config": turned, "type": "staging"}], order([(staged, 1)])) == Fit.EXACTLY


def test_what_cannot_be_read_may_fit_and_hides_nothing_behind_it() -> None:
    staged, evening = staging(room_type="living", style="modern").to_dict(), dusk().to_dict()
    made = {"config": staged, "type": "staging"}
    for strange in (None, "v_1", {"type": "staging"}):
        assert fit([strange, made], order([(staged, 1)])) == Fit.POSSIBLY
        assert fit([strange], order([(staged, 1)])) == Fit.POSSIBLY
        other = {"config": evening, "type": "daytodusk"}
        assert fit([strange, other], order([(staged, 1)])) == Fit.NO
