"""A service of its own that a site asks about each comment: setting it up, and asking it."""
