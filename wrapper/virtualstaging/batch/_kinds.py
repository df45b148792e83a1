"""From what is done with a photo, in one word, to its configuration."""

from virtualstaging import configs


def config_for(
    do: str,
    *,
    room_type: str | None = None,
    style: str | None = None,
    sky_style: str | None = None,
    remove_furniture: str | None = None,
) -> tuple[configs.Config, str]:
    """The configuration, and what it is called in names of files, as "staging-modern".

    Args:
        do: "stage", which needs a room_type and a style, "declutter", "dusk" or "enhance".
        room_type: The kind of room.
        style: Of the furniture.
        sky_style: The evening light.
        remove_furniture: "on", "off" or "auto".
    """
    match do:
        case "stage":
            assert room_type is not None
            assert style is not None
            staged = configs.staging(
                room_type=room_type, style=style, remove_furniture=remove_furniture
            )
            return staged, f"staging-{style}"
        case "declutter":
            return configs.declutter(mode=remove_furniture or "on"), "declutter"
        case "dusk":
            sky = sky_style or "dusk"
            return configs.dusk(sky_style=sky), f"dusk-{sky}"
        case _:
            return configs.enhancement(), "enhance"
