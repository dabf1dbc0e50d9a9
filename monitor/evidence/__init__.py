"""Evidence that stands without us: captures as WARC, a ZIP with its own verifier, signatures and time-stamps.

It knows neither the store nor the network: what goes in are values of the model and bytes.
"""
