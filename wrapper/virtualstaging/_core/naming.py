"""What was charged is named, however the work on it ends."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from virtualstaging.errors import VirtualStagingError

logger = logging.getLogger("virtualstaging")


@contextmanager
def naming(render_id: str) -> Iterator[None]:
    """Whatever is raised inside names this render: errors of ours in `render_ids`, others, as those
    of a cancelled task, in a note.
    """
    try:
        yield
    except VirtualStagingError as error:
        error.render_ids = error.render_ids or (render_id,)
        raise
    except BaseException as error:
        error.add_note(f"The render {render_id} was created, and the work on it goes on.")
        logger.warning("interrupted; the render %s was created, and goes on", render_id)
        raise
