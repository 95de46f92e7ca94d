"""Mail to authors who asked for it: to confirm their address, what was decided, who replied."""
