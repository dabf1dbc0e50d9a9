"""Reading contract prose: what it says about notice of new sub-processors and about objecting to them."""

from monitor.assess.clauses.explained import explained_by
from monitor.assess.clauses.proposal import compare_clauses, propose
from monitor.assess.clauses.reading import read_clauses
from monitor.assess.clauses.uncounted import Uncounted, uncounted

__all__ = ["Uncounted", "compare_clauses", "explained_by", "propose", "read_clauses", "uncounted"]
