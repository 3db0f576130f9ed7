"""What exports add to the rest of this room and to the rooms on its right, called in AppConfig.ready()."""

from customers.exports import background, words
from customers.exports.class_columns import Dimensions
from customers.exports.columns import sources
from exchange.runs import kinds


def register() -> None:
    """Add the columns of the dimensions, the work in the background, and words to the journal."""
    sources.append(Dimensions())
    kinds.register(background.KIND)
    words.register()
