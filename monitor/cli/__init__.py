"""The commands. Each is one small file that brings rooms together and prints for people or for machines."""

from monitor.cli.app import main

__all__ = ["main"]
