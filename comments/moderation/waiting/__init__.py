"""What waits for moderators, as it is told to those who are not at the desk."""
