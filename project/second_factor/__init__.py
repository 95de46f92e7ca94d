"""The second factor: a code from an app, typed after the password. Works with any user model."""
