"""The Harbour Lantern: a small demo publication, one host among others of the comments app."""
