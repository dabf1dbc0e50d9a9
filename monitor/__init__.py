"""Sub-processor Monitor: watches vendors' sub-processor lists and counts the days to object.

The rooms of the house and the order in which one check passes through them are told in
``monitor/check.py``; the words they share are in ``monitor/model``.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("subprocessor-monitor")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"
