"""The configuration files: read, checked line by line, and turned into values of the model."""

from monitor.settings.errors import Problem, SettingsError
from monitor.settings.files import MonitorFile, json_schema
from monitor.settings.loader import Settings, load, load_vendors

__all__ = ["MonitorFile", "Problem", "Settings", "SettingsError", "json_schema", "load", "load_vendors"]
