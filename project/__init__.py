"""The Django project around the comments: settings, processes, the demo publication."""
