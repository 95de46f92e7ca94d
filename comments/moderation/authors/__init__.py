"""Who writes: what is known of an author now, and what moderators lay down about them."""
