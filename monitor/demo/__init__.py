"""The sample site and its story: what ``monitor demo`` shows, with real parts and no internet."""
