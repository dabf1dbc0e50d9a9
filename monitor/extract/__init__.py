"""A capture becomes a listing: one reader per format, one grid for every layout, one vocabulary.

``extract`` never raises; ``explain`` tells why it read what it read.
"""

from monitor.extract.explain import Considered, Explanation, explain
from monitor.extract.pipeline import extract
from monitor.extract.sniff import Format, sniff

__all__ = ["Considered", "Explanation", "Format", "explain", "extract", "sniff"]
