"""Measurements: accuracy, throughput, speed beside peers. Each prints ratios from one run, side by side."""
